/** Parts of a card, apart from its badge and avatar: names, details and permissions. */
import { html, nothing, type TemplateResult } from "lit";
import type { Connection } from "../../protocol/connection.js";
import { formatLocale, formatNumber } from "../i18n/format.js";
import type { Localizer } from "../i18n/localizer.js";
import { formatAgo, formatDateTime } from "../i18n/relative-time.js";
import type { ShowText } from "../i18n/marked-text.js";
import type { StatusTextKey } from "./strings.lazy.js";

/** What the parts of a card need of the view. */
interface CardText {
  readonly isStale: boolean;
  readonly localizer: Localizer;
  readonly text: (key: StatusTextKey) => string;
}

/** Returns how a sentence refers to the account; undefined when neither name nor username is known. */
export function nameOf(connection: Connection | undefined): string | undefined {
  const { name, username } = connection?.userData ?? {};
  return username ? `@${username}` : name || undefined;
}

/** Name and @username, each in its own text direction. Without either, a generic name is shown. */
export function names(connection: Connection | undefined, { text }: CardText, show: ShowText): TemplateResult {
  const user = connection?.userData;
  const username = user?.username && `@${user.username}`;
  const name = user?.name || username || (connection && show(text("unnamedAccount")));
  return html`<span class="names"
    >${name ? html`<bdi part="name" id="name" title=${typeof name === "string" ? name : nothing} translate="no">${name}</bdi>` : nothing}${
      username && username !== name
        ? html`<bdi part="username" title=${username} translate="no">${username}</bdi>`
        : nothing
    }</span
  >`;
}

/** When the connection was checked, whether it was imported, and whether the data is stale. */
export function meta(
  { lastCheckedAt, imported }: Connection,
  { isStale, localizer, text }: CardText,
  show: ShowText,
): TemplateResult {
  const lang = formatLocale(localizer);
  const [before, after] = text("checked").split("{time}");
  const time = lastCheckedAt && new Date(lastCheckedAt);
  return html`<span part="meta"
    >${
      time
        ? show(
            html`<span
              >${before}<time datetime=${time.toISOString()} title=${formatDateTime(time, lang)}
                >${formatAgo(Date.now() - time.getTime(), lang)}</time
              >${after}</span
            >`,
          )
        : nothing
    }${imported ? html`<span class="mark">${show(text("imported"))}</span>` : nothing}${
      isStale ? html`<span class="stale">${show(text("stale"))}</span>` : nothing
    }</span
  >`;
}

export const permissions = (
  { permissions }: Connection,
  { localizer, text }: CardText,
  show: ShowText,
): TemplateResult | typeof nothing =>
  permissions.length === 0
    ? nothing
    : html`<details part="permissions">
        <summary>${show(text("permissions").replace("{count}", formatNumber(localizer, permissions.length)))}</summary>
        <ul>
          ${permissions.map((name) => html`<li><bdi>${name}</bdi></li>`)}
        </ul>
      </details>`;
