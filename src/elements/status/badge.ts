import { html, nothing, type TemplateResult } from "lit";
import type { ConnectionStatusName } from "../events/connection-events.js";
import type { ShowText } from "../i18n/marked-text.js";
import { checkPath, icon } from "../styles/icon.js";
import type { StatusTextKey } from "./strings.lazy.js";

const circle = "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18";
const icons: Readonly<Record<ConnectionStatusName, string>> = {
  loading: "",
  active: checkPath,
  awaiting_2fa: `${circle}M12 7v5l3 2`,
  expired: "M12 4 3 20h18zM12 10v4M12 17v.01",
  none: `${circle}M8 12h8`,
  unknown: `${circle}M9.5 9.5a2.5 2.5 0 1 1 3.6 2.2c-.7.4-1.1.9-1.1 1.8M12 17v.01`,
  error: `${circle}M12 8v5M12 16v.01`,
};

/** Template of the badge: the status as icon, text and colour. */
export const badge = (
  status: ConnectionStatusName,
  text: (key: StatusTextKey) => string,
  show: ShowText,
): TemplateResult =>
  html`<span part="badge" class=${status}
    >${status === "loading" ? nothing : html`<span part="icon">${icon(icons[status])}</span>`}<span
      part="text"
      class=${status === "loading" ? "unseen" : nothing}
      >${show(text(`status_${status}`))}</span
    ></span
  >`;
