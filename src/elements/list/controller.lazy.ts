/** The part of a list that is loaded with its first fetch: the client, the texts of errors, and announcements. */
import { getConnectionsClient } from "../../browser/connections-client.js";
import type { ErrorCode } from "../../protocol/error-codes.js";
import { announce, prepareAnnouncer } from "../announce.js";
import { errorText } from "../connect/message.js";
import { flowStrings, type FlowStringKey } from "../connect/strings.lazy.js";
import type { TextKey } from "../connect/strings.js";
import type { Localizer } from "../i18n/localizer.js";
import type { GetConnectionsClient } from "../status/connection-observer.js";

export class LazyListController {
  readonly getClient: GetConnectionsClient = getConnectionsClient;
  readonly #localizer: Localizer;

  constructor(localizer: Localizer) {
    this.#localizer = localizer;
    prepareAnnouncer(localizer.host.ownerDocument);
  }

  announce(message: string): void {
    announce(this.#localizer, message);
  }

  /** Returns the built-in English of a string that only a flow or an error shows. */
  string(key: TextKey): string | undefined {
    return flowStrings[key as FlowStringKey];
  }

  errorText(code: ErrorCode, text: (key: TextKey) => string): string {
    return errorText(code, text);
  }
}
