/** Builders of test data with every field set. A test passes only the fields that it is about. */
import type { Connection, UserData } from "../protocol/connection.js";
import type { LinkSession } from "../protocol/link-session.js";

/**
 * Builds the profile of an OnlyFans account.
 *
 * @param overrides Fields to replace. Default: none.
 */
export const fakeUserData = (overrides: Partial<UserData> = {}): UserData => ({
  id: "1001",
  name: "Ada Example",
  username: "ada_example",
  avatar: null,
  ...overrides,
});

/**
 * Builds an active connection with the id `conn_test1`. Its times are the same in every run.
 *
 * @param overrides Fields to replace. Default: none.
 * @example
 * const expired = fakeConnection({ id: "conn_1", status: "expired" });
 */
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

/**
 * Builds the response of `link/init`: a hosted session that expires in an hour. Its URL is on OFAuth's Link origin, where no
 * such session exists.
 *
 * @param overrides Fields to replace. Default: none.
 */
export const fakeSession = (overrides: Partial<LinkSession> = {}): LinkSession => ({
  mode: "hosted",
  url: "https://link.ofauth.com/session/test",
  expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
  ...overrides,
});
