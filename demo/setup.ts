/** What the page has to know from its backend before anything is shown: it arrives in the page itself, in a `<meta>`. */
import type { SandboxAccount } from "ofauth-elements/emulator";

export interface Setup {
  /** Where the emulator's hosted page is: what a real host's `link-origins` has a default for. */
  readonly linkOrigin: string;
  readonly accounts: readonly SandboxAccount[];
}

export const setupName = "demo-setup";

export function readSetup(): Setup {
  const content = document.querySelector<HTMLMetaElement>(`meta[name="${setupName}"]`)?.content;
  if (content === undefined) throw new Error("The page was not served by the demo's own server: run `npm start`.");
  return JSON.parse(content) as Setup;
}
