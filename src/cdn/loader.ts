/**
 * `loader.min.js`, a classic script: loads an element's file when the element is needed, from the folder that this file is in.
 * A page's own button or link inside `<ofauth-connect>` is left as it is: the pointer or the focus on it loads the element,
 * and a click that comes before the element is made anew as soon as it is there. Whatever has no such trigger is loaded when
 * it is seen.
 *
 * Classic, because only a classic script knows its own tag: its address, and its nonce. What it loads are scripts that need
 * nothing else, each with its hash: the one check of what is loaded that every browser makes.
 */

/** The files by name, each with the SHA-384 of its bytes in base 64. The build puts them in. */
declare const hashes: Readonly<Record<"connect" | "import" | "ofauth-elements.iife", string>>;
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

type File = keyof typeof hashes;

const { src, nonce } = document.currentScript as HTMLScriptElement;
const { trustedTypes } = window as unknown as { trustedTypes?: TrustedTypes };
const policy = trustedTypes?.createPolicy("ofauth-loader", { createScriptURL: (url) => url });
const undefinedTags = ":is(ofauth-connect,ofauth-connection-status,ofauth-connections,ofauth-import):not(:defined)";
const loading: Partial<Record<File, Promise<void>>> = {};
let isReplay = false;

/** All elements in one file for a page that shows connections, which then has the flow's code once. */
function fileFor({ localName }: Element): File {
  if (localName === "ofauth-import") return "import";
  const isAlone =
    localName === "ofauth-connect" && !document.querySelector("ofauth-connection-status,ofauth-connections");
  return isAlone ? "connect" : "ofauth-elements.iife";
}

/** Resolves when nothing is on its way any more. A file that did not arrive is asked for again by the next call. */
function load(element: Element): Promise<void> {
  const file = fileFor(element);
  return (loading[file] ??= new Promise((resolve) => {
    const url = new URL(`${file}.min.js`, src).href;
    const script = document.createElement("script");
    script.integrity = `sha384-${hashes[file]}`;
    script.crossOrigin = "";
    script.nonce = nonce;
    script.src = policy ? policy.createScriptURL(url) : url;
    script.onload = script.onerror = () => {
      script.remove();
      delete loading[file];
      resolve();
    };
    document.head.append(script);
  }));
}

/** The page's own button or link, as the element itself finds it. */
const triggerOf = (element: Element): Element | null =>
  element.querySelector("ofauth-connect:scope>:is([slot=trigger],:is(button,a):not([slot]))");

function hear(event: Event): void {
  const path = event.composedPath() as Element[];
  const [target] = path;
  // The document and the window, which are last, have no `matches`.
  const element = path.find((node) => node.matches?.(undefinedTags));
  if (!target || !element || isReplay) return;
  const { type, ctrlKey, metaKey, shiftKey } = event as MouseEvent;
  if (type === "click") {
    // A link that somebody wants to open elsewhere stays a link, and what stands beside the trigger is not it.
    if (ctrlKey || metaKey || shiftKey || !path.includes(triggerOf(element) as Element)) return;
  } else if (type !== "command") {
    if (element.getAttribute("prefetch") !== "none") void load(element);
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  void replay(event, target, element);
}

/** Once more, for the element; or for the page alone, if the element did not arrive: then a link is a link. */
async function replay(event: Event, target: Element, element: Element): Promise<void> {
  await load(element);
  await (element as Element & { updateComplete?: Promise<unknown> }).updateComplete;
  isReplay = true;
  target.dispatchEvent(new (event.constructor as typeof Event)(event.type, event));
  isReplay = false;
}

/** Whether a flow has left this page, so that somebody may just have come back from it: only the element can tell. */
function mayHaveReturned(): boolean {
  try {
    return Object.keys(localStorage).join().includes("ofauth-link:");
  } catch {
    return false;
  }
}

const hasReturned = mayHaveReturned();
const visible = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    // It may have come in the meantime, with another one's file.
    if (isIntersecting && target.matches(undefinedTags)) void load(target);
  }
});

function look(): void {
  for (const element of document.querySelectorAll(undefinedTags)) {
    if (hasReturned) void load(element);
    else if (!triggerOf(element)) visible.observe(element);
  }
}

for (const type of ["pointerover", "focusin", "click", "command"]) addEventListener(type, hear, true);
new MutationObserver(look).observe(document, { childList: true, subtree: true });
// What did not arrive while the network was away is looked at anew.
addEventListener("online", () => {
  visible.disconnect();
  look();
});
look();
