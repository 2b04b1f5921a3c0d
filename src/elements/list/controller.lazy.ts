/** What a list needs once it reads: the hub, the words of errors, the voice. */
import { prepareAnnouncer } from "../announce.js";
import { errorText } from "../connect/notice.js";
import { flowEnglish } from "../connect/strings.lazy.js";

export { connectionHub } from "../../browser/connections-client.js";
export { announce } from "../announce.js";
export { errorText, flowEnglish, prepareAnnouncer };
