/**
 * Screen-reader announcements, from one polite live region in the document: some screen readers ignore live regions inside
 * shadow roots. The region is inserted before the first announcement, because one that is inserted with its text is ignored too.
 */
import type { Localizer } from "./i18n/localizer.js";

const id = "ofauth-announcer";

function region(document: Document): HTMLElement {
  const existing = document.getElementById(id);
  if (existing) return existing;
  const made = document.createElement("div");
  made.id = id;
  made.setAttribute("role", "status");
  // Through the CSSOM: a Content-Security-Policy without 'unsafe-inline' blocks style attributes, but not this.
  Object.assign(made.style, {
    position: "absolute",
    width: "1px",
    height: "1px",
    overflow: "hidden",
    clipPath: "inset(50%)",
  });
  document.body.append(made);
  return made;
}

/** Inserts the live region, before the first announcement. */
export const prepareAnnouncer = (document: Document): void => void region(document);

/** Announces `message`, in the language of the localizer's strings, after what the screen reader is saying now. */
export function announce({ host, isFallback, lang }: Localizer, message: string): void {
  const place = region(host.ownerDocument);
  place.lang = isFallback ? "en" : lang;
  place.textContent = message;
}
