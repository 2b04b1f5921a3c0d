/** Calls of the app's handlers, for the tests to read. */
declare global {
  var notes: string[];
}

globalThis.notes = [];

export function note(text: string): void {
  globalThis.notes.push(text);
}
