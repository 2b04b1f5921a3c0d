/** Parts of a card, apart from its badge and avatar: names, details and permissions. */
import { html, nothing, type TemplateResult } from "lit";
import type { Connection } from "../../protocol/connection.js";
import { formatAgo, formatDateTime } from "../i18n/relative-time.js";
import type { StatusTextKey } from "./strings.lazy.js";

type Text = (key: StatusTextKey) => string;

/** Returns how a sentence refers to the account; undefined when neither name nor username is known. */
export function nameOf(connection: Connection | undefined): string | undefined {
  const { name, username } = connection?.userData ?? {};
  return username ? `@${username}` : name || undefined;
}

/** Name and @username, each in its own text direction. Without either, a generic name is shown. */
export function names(connection: Connection | undefined, text: Text): TemplateResult {
  const user = connection?.userData;
  const username = user?.username && `@${user.username}`;
  const name = user?.name || username || (connection && text("unnamedAccount"));
  return html`<span class="names"
    >${name ? html`<bdi part="name" id="name">${name}</bdi>` : nothing}${
      username && username !== name ? html`<bdi part="username">${username}</bdi>` : nothing
    }</span
  >`;
}

/** When the connection was checked, whether it was imported, and whether the data is stale. */
export function meta(
  { lastCheckedAt, imported }: Connection,
  stale: boolean,
  lang: string,
  text: Text,
): TemplateResult {
  const [before, after] = text("checked").split("{time}");
  const time = lastCheckedAt && new Date(lastCheckedAt);
  return html`<span part="meta"
    >${
      time
        ? html`<span
            >${before}<time datetime=${time.toISOString()} title=${formatDateTime(time, lang)}
              >${formatAgo(Date.now() - time.getTime(), lang)}</time
            >${after}</span
          >`
        : nothing
    }${imported ? html`<span class="mark">${text("imported")}</span>` : nothing}${
      stale ? html`<span class="stale">${text("stale")}</span>` : nothing
    }</span
  >`;
}

export const permissions = (
  { permissions }: Connection,
  number: (value: number) => string,
  text: Text,
): TemplateResult | typeof nothing =>
  permissions.length === 0
    ? nothing
    : html`<details part="permissions">
        <summary>${text("permissions").replace("{count}", number(permissions.length))}</summary>
        <ul>
          ${permissions.map((name) => html`<li><bdi>${name}</bdi></li>`)}
        </ul>
      </details>`;
