/**
 * Says a change of state to screen readers, from one polite region in the page's own tree: live regions inside shadow roots
 * are not read everywhere. The region is there before the first message, because one that arrives with it is not read either.
 */
const id = "ofauth-announcer";

function region(document: Document): HTMLElement {
  const existing = document.getElementById(id);
  if (existing) return existing;
  const made = document.createElement("div");
  made.id = id;
  made.setAttribute("role", "status");
  // Through the object model, which a Content-Security-Policy without 'unsafe-inline' allows; an attribute it would not.
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

/** Puts the region into the page, so that it is known before anything is said. */
export const prepareAnnouncer = (document: Document): void => void region(document);

/** Says `message` once everything that is being said has been said. */
export function announce(document: Document, message: string): void {
  region(document).textContent = message;
}
