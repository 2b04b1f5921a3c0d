/** One announcer for all elements of a document. */
import type { Clock } from "../../connect/ports.js";
import { announce, prepareAnnouncer } from "../announce.js";
import { StatusAnnouncements } from "./announcements.js";

const announcers = new WeakMap<Document, StatusAnnouncements>();

/** Made with the first element that may have something to say: the region must be there before its first message. */
export function documentAnnouncements(document: Document, clock: Clock): StatusAnnouncements {
  let announcer = announcers.get(document);
  if (!announcer) {
    prepareAnnouncer(document);
    announcer = new StatusAnnouncements((message) => announce(document, message), clock);
    announcers.set(document, announcer);
  }
  return announcer;
}
