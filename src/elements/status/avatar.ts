import { html, nothing, type TemplateResult } from "lit";
import type { UserData } from "../../protocol/connection.js";
import { icon } from "../styles/icon.js";

/** The picture of an account over its initials, which are seen while it loads and when there is none. `broken`: the picture that did not load. */
export function avatar(
  user: UserData | null,
  broken: string | undefined,
  failed: (url: string) => void,
): TemplateResult {
  const url = user?.avatar;
  const letters = initials(user);
  // The name is beside it: nothing that is seen here needs to be heard.
  return html`<span part="avatar" aria-hidden="true"
    >${letters || icon(person)}${
      url && url !== broken
        ? html`<img
            alt=""
            width="40"
            height="40"
            referrerpolicy="no-referrer"
            loading="lazy"
            decoding="async"
            src=${url}
            @error=${() => failed(url)}
          />`
        : nothing
    }</span
  >`;
}

const person = "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8M4 21a8 8 0 0 1 16 0";

/** Of the first and the last word. What is no letter or digit says nothing at this size. */
function initials(user: UserData | null): string {
  const words = (user?.name || user?.username || "").split(/[\s_.-]+/);
  const letters = words.map((word) => /[\p{L}\p{N}]/u.exec(word)?.[0]).filter(Boolean);
  return [letters[0], letters.length > 1 ? letters.at(-1) : ""].join("").toLocaleUpperCase();
}
