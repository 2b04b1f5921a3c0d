/** What each framework gives our elements, first and after a change, and what it hears of them. */
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

export const heard: string[] = [];

export function hear(event: Event): void {
  heard.push(event.type);
  event.preventDefault();
}

/** Gives the test what it examines the page with; `update` makes the framework render the second values. */
export function provide(update: () => void): void {
  Object.assign(globalThis, { update, heard, first, second });
}
