import { HOST_RESPONSE_TIMEOUT_MS } from "../../connect/timeouts.js";
import { ConnectError } from "../../protocol/error-codes.js";

/** `work`, or a `timeout` when it takes longer than an answer may. The work itself goes on unheard. */
export async function withTimeout<T>(work: T | Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new ConnectError("timeout", "The host's code did not answer in time.")),
      HOST_RESPONSE_TIMEOUT_MS,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
