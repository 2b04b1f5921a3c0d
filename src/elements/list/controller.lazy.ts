/** What a list needs once it reads: the hub, the words of errors, the voice. */
import { prepareAnnouncer } from "../announce.js";
import { errorText } from "../connect/message.js";
import { flowStrings } from "../connect/strings.lazy.js";

export { getConnectionsClient } from "../../browser/connections-client.js";
export { announce } from "../announce.js";
export { errorText, flowStrings, prepareAnnouncer };
