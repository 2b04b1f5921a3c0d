/**
 * What is in Redis. Lua scripts read and write it atomically: `redis-entry-scripts.ts` by the rules of `memory-index.ts`,
 * `redis-key-scripts.ts` by those of `memory-keys.ts`. One contract of tests covers both.
 *
 * Keys, below the prefix. They are persisted: do not change them.
 *
 * - `lock:<key>`: the owner of a lock.
 * - `claim:<key>`: a mark. Before locks and confirmations had keys of their own, they were here, too.
 * - `intents:<clientReferenceId>`: a hash of the user's intents; the fields are `<nonce> <connection id>`.
 * - `entry:<id>`: the head of an entry as JSON, and for a connection that is not removed a line break and its JSON.
 * - `entries`: a sorted set of all ids, and `entriesOf:<clientReferenceId>`: of an owner's ids. The score is the
 *   creation time, negative, so that the newest come first.
 * - `seen:<walk>`: a set of ids. `record:<name>`: a text. `since`: when the store began.
 *
 * The keys `connection:<id>`, `ids`, `owner:<clientReferenceId>` and `listed` of earlier versions are not read.
 *
 * Every script takes the prefix as its first argument, and one key, by which a Redis Cluster chooses the node. The
 * other keys are on the same node only if the prefix has a hash tag
 * (https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#hash-tags).
 */
import { createHash } from "node:crypto";

/** A Lua script with the hash by which Redis caches it. */
export interface RedisScript {
  readonly text: string;
  /** SHA-1 of `text`, for `EVALSHA`. */
  readonly sha: string;
}

/** Creates a script from its text. */
export const createScript = (text: string): RedisScript => ({
  text,
  sha: createHash("sha1").update(text).digest("hex"),
});
