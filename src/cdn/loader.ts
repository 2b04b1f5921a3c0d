/**
 * `loader.min.js`: a classic script that loads the file of an element when a page needs the element, from its own folder.
 *
 * An `<ofauth-connect>` with the page's own button or link loads when the pointer or the focus reaches that trigger. A click
 * before the element is defined is held back and dispatched again afterwards; until then the trigger is busy. Offline, that
 * waits for the network. Every other element loads when it is visible.
 *
 * The script is classic because only a classic script can read its own tag (`document.currentScript`), with its address and
 * nonce. It loads self-contained scripts with `integrity`, because that is the only check of loaded code that all browsers make.
 */

/** SHA-384 hashes of the files, in base64, by name. The build inserts them. */
declare const hashes: Readonly<Record<"connect" | "import" | "ofauth-elements.iife", string>>;
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

type File = keyof typeof hashes;

// Not `document.currentScript`: an `<img name="currentScript">` of the page would be in its place.
const ownScript = Reflect.get(Document.prototype, "currentScript", document) as HTMLScriptElement | null;
// As a module, or as a part of another script, it does not know where its files are.
if (!ownScript?.src.includes("loader")) throw Error("ofauth-loader needs its own script");
const { src, nonce } = ownScript;
const policy = (window as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy("ofauth-loader", {
  createScriptURL: (url) => url,
});
const undefinedTags = ":is(ofauth-connect,ofauth-connection-status,ofauth-connections,ofauth-import):not(:defined)";
const loading: Partial<Record<File, Promise<void>>> = {};
let isReplay = false;

/**
 * The file that defines an element. A page that shows connections gets one file with all elements, so that it loads the code
 * of the flow only once.
 */
function fileFor({ localName }: Element): File {
  if (localName === "ofauth-import") return "import";
  const isAlone =
    localName === "ofauth-connect" && !document.querySelector("ofauth-connection-status,ofauth-connections");
  return isAlone ? "connect" : "ofauth-elements.iife";
}

/** Loads the file of an element. Resolves also when loading fails; the next call then tries again. */
function load(element: Element): Promise<void> {
  const file = fileFor(element);
  return (loading[file] ??= new Promise((resolve) => {
    const url = new URL(`${file}.min.js`, src).href;
    const script = document.createElement("script");
    script.integrity = `sha384-${hashes[file]}`;
    script.crossOrigin = "";
    script.nonce = nonce;
    script.src = policy?.createScriptURL(url) ?? url;
    script.onload = script.onerror = () => {
      script.remove();
      delete loading[file];
      resolve();
    };
    document.head.append(script);
  }));
}

/** The page's own button or link, found with the same rules as in the element. */
const triggerOf = (element: Element): Element | null =>
  element.querySelector("ofauth-connect:scope>:is([slot=trigger],:is(button,a):not([slot]))");

function hear(event: Event): void {
  const path = event.composedPath() as Element[];
  const [target] = path;
  // The path ends with the document and the window, which have no `matches`.
  const element = path.find((node) => node.matches?.(undefinedTags));
  if (!target || !element || isReplay) return;
  const { type, ctrlKey, metaKey, shiftKey } = event as MouseEvent;
  if (type === "click") {
    // A modified click opens a link elsewhere, and a click beside the trigger is not for the element.
    if (ctrlKey || metaKey || shiftKey || !path.includes(triggerOf(element) as Element)) return;
  } else if (type !== "command") {
    if (!element.matches("[prefetch=none]")) void load(element);
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  void replay(event, target, element);
}

/** Dispatches the event again: for the element, or, when it did not load, for the page alone, so that a link is followed. */
async function replay(event: Event, target: Element, element: Element): Promise<void> {
  const trigger = triggerOf(element) ?? element;
  trigger.ariaBusy = "true";
  await load(element);
  if (!navigator.onLine && element.matches(undefinedTags)) {
    await new Promise((resolve) => addEventListener("online", resolve));
    await load(element);
  }
  await (element as Element & { updateComplete?: Promise<unknown> }).updateComplete;
  trigger.ariaBusy = null;
  isReplay = true;
  target.dispatchEvent(new (event.constructor as typeof Event)(event.type, event));
  isReplay = false;
}

// Whether this browser began a redirect flow, so that this page may be its callback. Only the element can read the result, so
// it is loaded without a click.
let hasReturned = false;
try {
  hasReturned = /ofauth-link:/.test(Object.keys(localStorage).join());
} catch {
  // Storage is denied.
}
const visible = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    // The file of another element may have defined it in the meantime.
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
// Observes again the elements whose files failed to load offline.
addEventListener("online", () => {
  visible.disconnect();
  look();
});
look();
