/** Finds the Redis server for the store's tests, or installs Debian's package where possible. */
import { findProgram, printProgram } from "./find-program.mjs";

/** Returns the path of a `redis-server`. Throws an error that says how to install it. */
export const findRedis = () =>
  findProgram({
    what: "Redis",
    variable: "REDIS_SERVER",
    names: ["redis-server"],
    packages: ["redis-server"],
    advice:
      "The tests of the Redis store need a redis-server. Install one (Debian and Ubuntu: `apt-get install redis-server`, " +
      "macOS: `brew install redis`).",
  });

if (process.argv[1] === import.meta.filename) printProgram(findRedis);
