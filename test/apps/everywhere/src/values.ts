/** The values that each framework sets on the elements, first and after an update, and the events that it receives. */
const connection = (id: string) => ({
  id,
  status: "active",
  imported: false,
  createdAt: null,
  updatedAt: null,
  expiredAt: null,
  lastCheckedAt: null,
  clientReferenceId: null,
  permissions: [],
  userData: null,
});

export const first = {
  id: "conn_1",
  path: "/first",
  off: true,
  seconds: 30,
  strings: { connected: "One" },
  connection: connection("conn_1"),
  createSession: () => Promise.resolve({ url: "https://link.ofauth.com/s/1" }),
  text: "Connect one",
};

export const second: typeof first = {
  id: "conn_2",
  path: "/second",
  off: false,
  seconds: 60,
  strings: { connected: "Two" },
  connection: connection("conn_2"),
  createSession: () => Promise.resolve({ url: "https://link.ofauth.com/s/2" }),
  text: "Connect two",
};

export const received: string[] = [];

export function recordEvent(event: Event): void {
  received.push(event.type);
  event.preventDefault();
}

/** Exposes the values and events to the test. `update` makes the framework render the second values. */
export function provide(update: () => void): void {
  Object.assign(globalThis, { update, received, first, second });
}
