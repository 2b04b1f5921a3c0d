/** Finds the Redis that the tests of the store start; installs Debian's where that is allowed. */
import { findProgram, printProgram } from "./find-program.mjs";

/** The path of a `redis-server`. Throws with advice if there is none. */
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
