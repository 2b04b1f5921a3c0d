import { HOST_RESPONSE_TIMEOUT_MS } from "../../connect/timeouts.js";
import { ConnectError } from "../../protocol/error-codes.js";

/**
 * Waits for the result of the host's own code, such as `createSession`.
 *
 * @throws {ConnectError} `timeout` after 15 seconds; the code itself keeps running
 */
export async function withHostTimeout<T>(work: T | Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new ConnectError("timeout", "The host's code did not finish in time.")),
      HOST_RESPONSE_TIMEOUT_MS,
    );
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
