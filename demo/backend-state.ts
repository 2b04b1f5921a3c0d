/** The demo's own route, which no real host has: what the page knows of the world behind it, and how it changes that. */
import type { HostCall } from "./callback-log.js";

export const worldPath = "/demo/world";

export interface World {
  /** The newest connection of whoever is signed in: what the buttons act on. */
  readonly newest: { readonly id: string; readonly name: string } | null;
  /** What the host's code was called with since the page last asked. */
  readonly calls: readonly HostCall[];
  readonly callsEver: number;
  /** After a button: the types of the webhooks that came of it; null when there was nothing to do. */
  readonly webhooks?: readonly string[] | null;
}
