/**
 * The pages that a person sees of this handler: the one on which a popup ends, and the one that says why a return was
 * refused. Nothing of the request is written into them, except an attempt id in the first.
 */
import type { ConnectMode } from "../../protocol/link-contract.js";
import { callbackChannelName, windowAttemptKey } from "../../protocol/callback-channel.js";
import { setErrorHeaders } from "../http/responses.js";
import { OPENER_REPLY_TIMEOUT_MS } from "./match-attempt.js";
import type { HttpError } from "../http/http-error.js";

const style = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { display: grid; min-height: 90vh; margin: 0 1rem; place-content: center; text-align: center; }
small { opacity: 0.7; }
`;

// A file of its own, because a host's own `script-src 'self'` allows no inline script.
const script = `
// OFAuth's parameters leave the address bar and the history first.
history.replaceState(null, "", location.pathname);
const page = document.documentElement.dataset;
let own = null;
try {
  own = sessionStorage.getItem(${JSON.stringify(windowAttemptKey)});
} catch {
  // Storage is switched off: the server's guess has to do.
}
const channel = new BroadcastChannel(${JSON.stringify(callbackChannelName(""))} + (own ?? page.attempt));
let goesOn;
channel.onmessage = ({ data }) => {
  if (data?.type !== "ofauth-link-received") return;
  clearTimeout(goesOn);
  window.close();
};
channel.postMessage({ type: "ofauth-link-returned", query: null });
const goOn = () => location.replace(document.querySelector("a").href);
// A tab that was itself sent to OFAuth goes on to the site; a window that was opened for it waits to be closed.
const isTab = own === null ? page.mode !== "popup" : page.mode === "redirect" && own === page.attempt;
if (isTab) goOn();
// The server guessed wrong: a page that waits for this window answers at once, and a tab of its own has none.
else if (own !== null && own !== page.attempt) goesOn = setTimeout(goOn, ${OPENER_REPLY_TIMEOUT_MS});
`;

interface ReturnedPage {
  readonly attemptId: string;
  readonly mode: ConnectMode;
  readonly home: string;
  readonly cookie: string;
}

/** Tells the page that waits, which closes the window; stays readable when nobody waits. */
export async function popupCallbackPage({ attemptId, mode, home, cookie }: ReturnedPage): Promise<Response> {
  const answer = await htmlPage({
    attributes: ` data-attempt="${escapeHtml(attemptId)}" data-mode="${mode}"`,
    head: '<script src="callback.js" defer></script>',
    title: "You can close this window.",
    detail: "",
    home,
    status: 200,
    csp: "script-src 'self'; ",
  });
  answer.headers.set("Set-Cookie", cookie);
  return answer;
}

/** The refusal for somebody who sees it in a window: neutral, with a way home. */
export async function errorPage(refusal: HttpError, home: string): Promise<Response> {
  const answer = await htmlPage({
    attributes: "",
    head: "",
    title: refusal.status === 401 ? "Please sign in first." : "This page has nothing to show.",
    detail: `<p>${escapeHtml(refusal.message)}</p><p><small>${refusal.code}</small></p>`,
    home,
    status: refusal.status,
    csp: "",
  });
  setErrorHeaders(answer.headers, refusal);
  return answer;
}

/** `GET link/callback.js` */
export const callbackScript = (): Response =>
  new Response(script, { headers: { "Content-Type": "text/javascript; charset=utf-8" } });

interface HtmlPage {
  readonly attributes: string;
  readonly head: string;
  readonly title: string;
  readonly detail: string;
  readonly home: string;
  readonly status: number;
  readonly csp: string;
}

async function htmlPage({ attributes, head, title, detail, home, status, csp }: HtmlPage): Promise<Response> {
  const html = `<!doctype html>
<html lang="en"${attributes}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>${style}</style>
${head}
</head>
<body>
<main>
<h1>${title}</h1>
${detail}<p><a href="${escapeHtml(home)}">Back to the site</a></p>
</main>
</body>
</html>
`;
  const policy = `default-src 'none'; ${csp}style-src 'sha256-${await styleHash()}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`;
  return new Response(html, {
    status,
    headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy },
  });
}

let styleHashPromise: Promise<string> | undefined;
const styleHash = (): Promise<string> =>
  (styleHashPromise ??= crypto.subtle
    .digest("SHA-256", new TextEncoder().encode(style))
    .then((digest) => btoa(String.fromCharCode(...new Uint8Array(digest)))));

const escapeHtml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
