/**
 * The only module of the server that writes to the console. A line contains our own text, never a secret, an id, an
 * address or text from OFAuth.
 */
import type { ErrorCode } from "../../protocol/error-codes.js";

const line = (code: ErrorCode, route: string, sentence: string) =>
  `ofauth-elements: ${code} in ${route}: ${sentence} See docs/errors.md#${code}`;

/** Writes one line about a failed request. `sentence`: our own message; `route`: the path of a `RouteDefinition`. */
export function printError(code: ErrorCode, route: string, sentence: string): void {
  // oxlint-disable-next-line no-console -- as above
  console.error(line(code, route, sentence));
}

/** Writes one line about a set-up that works, but not as the host expects. */
export function printWarning(code: ErrorCode, route: string, sentence: string): void {
  // oxlint-disable-next-line no-console -- as above
  console.warn(line(code, route, sentence));
}
