/** What a list needs once it reads: the hub, the words of errors, the voice. */
import { prepareAnnouncer } from "./announcer.js";
import { errorText } from "./connect-notice.js";
import { flowEnglish } from "./flow-strings.js";

export { connectionHub } from "../browser/connection-hub.js";
export { announce } from "./announcer.js";
export { errorText, flowEnglish, prepareAnnouncer };
