/** Settings that the page needs from its backend before it renders. The server adds them to the page in a `<meta>` tag. */
import type { SandboxAccount } from "ofauth-elements/emulator";

export interface Setup {
  /** Origin of the emulator's hosted page. With OFAuth itself, the default of `link-origins` is right. */
  readonly linkOrigin: string;
  readonly accounts: readonly SandboxAccount[];
}

export const setupName = "demo-setup";

export function readSetup(): Setup {
  const content = document.querySelector<HTMLMetaElement>(`meta[name="${setupName}"]`)?.content;
  if (content === undefined) throw new Error("The demo's own server must serve this page: run `npm start`.");
  return JSON.parse(content) as Setup;
}
