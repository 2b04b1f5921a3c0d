/** Clients of the npm package `redis` (5 or 6): for one server, for a cluster, and for a server behind Sentinel. */

interface AnyRedisClient {
  /** Whether the client was opened and not closed yet. */
  readonly isOpen: boolean;
  /** Subscribes to the messages of a channel. */
  subscribe(channel: string, listener: (message: string) => void): Promise<unknown>;
  /** Opens the connection. */
  connect(): Promise<unknown>;
  /** Closes the connection at once; pending commands fail. */
  destroy(): unknown;
  /** Adds an event listener. */
  on(event: string, listener: (error: unknown) => void): unknown;
}

/** The members of a client of `createClient` that the store uses. */
export interface RedisClient extends AnyRedisClient {
  /** Whether the client is connected and accepts commands. */
  readonly isReady: boolean;
  /** Sends a command, such as `["GET", "key"]`. */
  sendCommand(args: readonly string[]): Promise<unknown>;
  /** Creates another client with the same options. A subscribed client cannot send other commands. */
  duplicate(): RedisClient;
}

/** The members of a client of `createCluster` that the store uses. */
export interface RedisClusterClient extends AnyRedisClient {
  /** The nodes that the client knows. */
  readonly nodeByAddress: unknown;
  /** Sends a command to the node that has the key. */
  sendCommand(firstKey: string | undefined, isReadonly: boolean | undefined, args: string[]): Promise<unknown>;
  /** Creates another client with the same options. */
  duplicate(overrides?: { minimizeConnections?: boolean }): RedisClusterClient;
}

/** The members of a client of `createSentinel` that the store uses; version 5 lacks `duplicate`. */
export interface RedisSentinelClient extends AnyRedisClient {
  /** Returns the server that is the master now. */
  getMasterNode(): unknown;
  /** Sends a command to the master. */
  sendCommand(isReadonly: boolean | undefined, args: string[]): Promise<unknown>;
  /** Creates another client with the same options. */
  duplicate(): RedisSentinelClient;
}

/** A client of any of these kinds. */
export type SomeRedisClient = RedisClient | RedisClusterClient | RedisSentinelClient;

const METHODS = ["sendCommand", "subscribe", "duplicate", "connect", "destroy", "on"] as const;

/** Says what is wrong with what a host passes as a client; undefined if the store can use it. */
export function findClientProblem(value: unknown): string | undefined {
  const client = (typeof value === "object" && value !== null ? value : {}) as Partial<Record<string, unknown>>;
  const missing =
    METHODS.find((name) => typeof client[name] !== "function") ??
    (typeof client["isOpen"] === "boolean" ? undefined : "isOpen");
  return missing === undefined
    ? undefined
    : `client has no ${missing}. Pass what createClient or createCluster of the package redis (version 5 or 6) or ` +
        "createSentinel (version 6) returns; a pool and clients of other packages do not work";
}

const isCluster = (client: SomeRedisClient): client is RedisClusterClient => "nodeByAddress" in client;
const isSentinel = (client: SomeRedisClient): client is RedisSentinelClient => "getMasterNode" in client;

/** Whether the client spreads the keys over several nodes. */
export const isClusterClient = isCluster;

/** Whether the client is for one server. */
export const isSingleClient = (client: SomeRedisClient): client is RedisClient =>
  !isCluster(client) && !isSentinel(client);

/** Whether the client accepts commands. The clients of a cluster, in version 5, know only whether they were opened. */
export const isReady = (client: SomeRedisClient): boolean =>
  "isReady" in client && typeof client.isReady === "boolean" ? client.isReady : client.isOpen;

/** Sends a command to the server that has `key`; in a cluster and behind Sentinel, to the master. */
export function sendTo(client: SomeRedisClient, key: string, args: readonly string[]): Promise<unknown> {
  if (isCluster(client)) return client.sendCommand(key, false, [...args]);
  if (isSentinel(client)) return client.sendCommand(false, [...args]);
  return client.sendCommand(args);
}

/** Creates another client with the same options, for a subscription. */
export const duplicateClient = (client: SomeRedisClient): SomeRedisClient =>
  isCluster(client) ? client.duplicate({ minimizeConnections: true }) : client.duplicate();

/** Closes a client, unless it is not open: `destroy` would throw. */
export function destroyClient(client: SomeRedisClient): void {
  // Some clients return a promise, which does not settle before their pending attempt to connect.
  if (client.isOpen) Promise.resolve(client.destroy()).catch(ignoreError);
}

/** Handles an error that is reported elsewhere: unhandled, it would end the process. */
export const ignoreError = (): void => undefined;
