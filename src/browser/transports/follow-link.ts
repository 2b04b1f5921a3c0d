/**
 * Navigates the window of `document` to `href` through a link: unlike `location`, a link limits the referrer, whatever policy
 * your page has. It is not in the document, where scripts would find it. A blank window keeps no history entry of itself.
 */
export const followLink = (document: Document, href: string): void =>
  // The target, against a `<base target>` of the page.
  Object.assign(document.createElement("a"), { href, target: "_self", referrerPolicy: "strict-origin" }).click();
