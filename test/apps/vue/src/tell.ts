/** What the components have said to the app, for the test to read: once each, or not at all. */
export const told: string[] = [];
Object.assign(globalThis, { told });

export function tell(event: string, what?: string | boolean | null): void {
  told.push(what === undefined ? event : `${event} ${what}`);
}
