/** What the app's handlers were called with, for the tests to read. */
declare global {
  var notes: string[];
}

globalThis.notes = [];

export function note(text: string): void {
  globalThis.notes.push(text);
}
