/**
 * The answers of the callback: redirects to addresses without OFAuth's parameters, the page that a popup ends on, and
 * the error page. The pages contain nothing from the request except an attempt id in the first.
 */
import type { ConnectMode } from "../../protocol/link-contract.js";
import { callbackChannelName } from "../../protocol/callback-channel.js";
import { windowAttemptKey } from "../../protocol/storage-keys.js";
import { setErrorHeaders } from "../http/responses.js";
import { OPENER_REPLY_TIMEOUT_MS } from "./match-attempt.js";
import type { HttpError } from "../http/http-error.js";

const style = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { display: grid; min-height: 90vh; margin: 0 1rem; place-content: center; text-align: center; }
small { opacity: 0.7; }
`;

// A separate file: a Content Security Policy of the host with `script-src 'self'` blocks inline scripts.
const script = `
const page = document.documentElement.dataset;
let own = null;
try {
  own = sessionStorage.getItem(${JSON.stringify(windowAttemptKey)});
} catch {
  // Storage is disabled: the attempt that the server matched has to do.
}
const leave = () => location.replace(document.querySelector("a").href);
// A page that waits for this window replies at once. Without one, only the page of the site itself can receive the outcome.
const leaveTimer = setTimeout(leave, ${OPENER_REPLY_TIMEOUT_MS});
try {
  const channel = new BroadcastChannel(${JSON.stringify(callbackChannelName(""))} + (own ?? page.attempt));
  channel.onmessage = ({ data }) => {
    if (data?.type !== "ofauth-link-received") return;
    clearTimeout(leaveTimer);
    window.close();
  };
  // Any site can open a window here: one that was not sent to OFAuth by this browser reports only what OFAuth confirmed.
  if (own !== null || page.proven !== undefined) channel.postMessage({ type: "ofauth-link-returned", query: null });
} catch {
  // The browser denies channels: the waiting page reads the result when the user is back.
}
// A tab that was itself sent to OFAuth has no page that waits.
if (own === null ? page.mode !== "popup" : page.mode === "redirect" && own === page.attempt) leave();
`;

interface PopupCallbackPage {
  readonly attemptId: string;
  readonly mode: ConnectMode;
  /** Whether OFAuth has confirmed the attempt's connection. */
  readonly isProven: boolean;
  readonly home: string;
}

/** Creates the page that notifies the waiting page, which closes the window. If no page waits, it goes on to the site. */
export const popupCallbackPage = ({ attemptId, mode, isProven, home }: PopupCallbackPage): Promise<Response> =>
  htmlPage({
    attributes: ` data-attempt="${escapeHtml(attemptId)}" data-mode="${mode}"${isProven ? " data-proven" : ""}`,
    head: '<script src="callback.js" defer></script>',
    title: "You can close this window.",
    detail: "",
    home,
    status: 200,
    csp: "script-src 'self'; ",
  });

/** Creates the redirect of a request that has OFAuth's parameters. `cookies` are complete `Set-Cookie` values. */
export function seeOther(location: string, cookies: readonly string[] = []): Response {
  const headers = new Headers({ Location: location, ...sameOriginOnly });
  for (const cookie of cookies) headers.append("Set-Cookie", cookie);
  return new Response(null, { status: 303, headers });
}

// Neither an image nor a script of another site can load what the callback answers.
const sameOriginOnly = { "Cross-Origin-Resource-Policy": "same-origin" };

/**
 * Creates the error page of the callback, with a link back to the site.
 *
 * @param hasBegun whether this browser may have begun a flow: a redirect may be finished in another one, where it has not
 */
export async function errorPage(error: HttpError, home: string, hasBegun: boolean): Promise<Response> {
  const isElsewhere = !hasBegun && (error.status === 401 || error.code === "unsolicited_callback");
  const response = await htmlPage({
    attributes: "",
    head: "",
    title: isElsewhere
      ? "Go back to where you started."
      : error.status === 401
        ? "Please sign in first."
        : "This page has nothing to show.",
    detail: `<p>${isElsewhere ? elsewhere : escapeHtml(error.message)}</p><p><small>${error.code}</small></p>`,
    home,
    status: error.status,
    csp: "",
  });
  setErrorHeaders(response.headers, error);
  return response;
}

const elsewhere =
  "You have finished in another browser or app than the one in which you began. Your account is shown there; if it is not, connect it there again.";

/** Creates the response of `GET link/callback.js`. */
export const callbackScript = (): Response =>
  new Response(script, { headers: { "Content-Type": "text/javascript; charset=utf-8", ...sameOriginOnly } });

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
    headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy, ...sameOriginOnly },
  });
}

let styleHashPromise: Promise<string> | undefined;
const styleHash = (): Promise<string> =>
  (styleHashPromise ??= crypto.subtle
    .digest("SHA-256", new TextEncoder().encode(style))
    .then((digest) => btoa(String.fromCharCode(...new Uint8Array(digest)))));

const escapeHtml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
