import { html, nothing, type TemplateResult } from "lit";
import type { UserData } from "../../protocol/connection.js";
import { icon } from "../styles/icon.js";

/** Template of an account's picture over its initials, which show while it loads or when the account has no picture. `broken` is the URL of a picture that failed to load. */
export function avatar(
  user: UserData | null,
  broken: string | undefined,
  failed: (url: string) => void,
): TemplateResult {
  const url = user?.avatar;
  const letters = initials(user);
  // Hidden from screen readers: the name is next to it.
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

/** Returns the initials of the first and last word. Other characters than letters and digits are skipped: they mean nothing at this size. */
function initials(user: UserData | null): string {
  const parts = (user?.name || user?.username || "").split(/[\s_.-]+/);
  const letters = parts.map((part) => /[\p{L}\p{N}]/u.exec(part)?.[0]).filter(Boolean);
  return [letters[0], letters.length > 1 ? letters.at(-1) : ""].join("").toLocaleUpperCase();
}
