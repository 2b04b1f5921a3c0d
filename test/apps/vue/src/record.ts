/** Events and callbacks that the app received, in order, for the tests to read. */
const records: string[] = [];
Object.assign(globalThis, { records });

export function record(event: string, value?: string | boolean | null): void {
  records.push(value === undefined ? event : `${event} ${value}`);
}
