/** Connections and sessions with everything in them; a test names only what it is about. */
import type { Connection, UserData } from "../protocol/connection.js";
import type { LinkSession } from "../protocol/link-session.js";

/** The profile of an OnlyFans account. */
export const fakeUserData = (overrides: Partial<UserData> = {}): UserData => ({
  id: "1001",
  name: "Ada Example",
  username: "ada_example",
  avatar: null,
  ...overrides,
});

/** An active connection, `conn_test1` unless `overrides` says otherwise. Times are the same in every run. */
export const fakeConnection = (overrides: Partial<Connection> = {}): Connection => ({
  id: "conn_test1",
  status: "active",
  permissions: ["messages", "posts"],
  expiredAt: null,
  createdAt: "2026-01-02T10:00:00Z",
  updatedAt: "2026-01-02T10:00:00Z",
  clientReferenceId: "user_1",
  imported: false,
  lastCheckedAt: "2026-01-02T10:00:00Z",
  userData: fakeUserData(),
  ...overrides,
});

/** The answer of Link init. Its address is on OFAuth's origin and leads nowhere. Expires in an hour. */
export const fakeSession = (overrides: Partial<LinkSession> = {}): LinkSession => ({
  mode: "hosted",
  url: "https://link.ofauth.com/session/test",
  expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
  ...overrides,
});
