/** A process that holds a lock until it is killed, started by `fork`. */
import { startTimer } from "../../../src/server/http/timeout.js";
import { createRedisStore } from "../../../src/server/redis.js";
import { holdLock } from "../../../src/server/store/hold-lock.js";

const [url, prefix] = process.argv.slice(2);
const store = createRedisStore({ url: url!, prefix: prefix! });
await holdLock({ store, backgroundTimer: startTimer }, "key", () => {
  process.send?.("locked");
  return new Promise<void>(() => undefined);
});
