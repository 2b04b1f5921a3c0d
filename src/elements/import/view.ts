/** Templates of the import form: its fields, the result, and the offer to update an existing connection. */
import { html, nothing, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import type { ImportController } from "./controller.js";
import type { ImportStringKey, ImportStrings } from "./strings.js";
import type { FieldProblem, SessionField } from "./validate-session.js";

/** What the form shows, and what it calls. */
interface ImportForm {
  readonly controller: ImportController;
  readonly strings: ImportStrings;
  /** Language of the strings, where it is not that around the element. */
  readonly lang: string | typeof nothing;
  /** Whether an existing connection gets a new session. */
  readonly isUpdate: boolean;
  readonly problems: ReadonlyMap<SessionField, FieldProblem>;
  readonly isCookieShown: boolean;
  /** Changes when the fields have to be replaced by new ones. */
  readonly generation: number;
  readonly submit: (event: Event) => void;
  readonly input: () => void;
  readonly toggleCookie: () => void;
  readonly fillUserAgent: () => void;
}

/** `method="dialog"` and fields without names: no browser submits what is in them anywhere, whatever happens. */
export function importForm(form: ImportForm): TemplateResult {
  const { controller, strings, isUpdate } = form;
  return html`<form
    part="form"
    lang=${form.lang}
    method="dialog"
    novalidate
    aria-label=${isUpdate ? strings.importUpdateTitle : strings.importTitle}
    @submit=${form.submit}
    @input=${form.input}
  >
    ${keyed(form.generation, html`${cookieField(form)}${userAgentField(form)}`)}
    <div class="actions">
      <button class="primary" part="submit" aria-busy=${busy(controller)} aria-describedby="message">
        ${isUpdate ? strings.importUpdateSend : strings.importSend}
      </button>
      ${message(controller)}
    </div>
  </form>`;
}

function cookieField({ strings, problems, isCookieShown, toggleCookie }: ImportForm): TemplateResult {
  const problem = problems.get("cookie");
  const control = html`<textarea
    id="cookie"
    part="input cookie"
    class=${isCookieShown ? "" : "masked"}
    rows="4"
    dir="ltr"
    aria-required="true"
    aria-invalid=${problem !== undefined}
    aria-describedby="cookie-hint cookie-error"
    autocomplete="off"
    autocapitalize="none"
    spellcheck="false"
    translate="no"
  ></textarea>`;
  const action = html`<button
    part="action action-show"
    type="button"
    aria-pressed=${isCookieShown}
    @click=${toggleCookie}
  >
    ${strings.importCookieShow}
  </button>`;
  return field({ id: "cookie", label: "importCookie", hint: "importCookieHint", control, action, problem }, strings);
}

function userAgentField({ strings, problems, fillUserAgent }: ImportForm): TemplateResult {
  const problem = problems.get("userAgent");
  const control = html`<input
    id="user-agent"
    part="input user-agent"
    dir="ltr"
    aria-required="true"
    aria-invalid=${problem !== undefined}
    aria-describedby="user-agent-hint user-agent-error"
    autocomplete="off"
    autocapitalize="none"
    spellcheck="false"
    translate="no"
  />`;
  const action = html`<button part="action action-fill" type="button" @click=${fillUserAgent}>
    ${strings.importUserAgentFill}
  </button>`;
  return field(
    { id: "user-agent", label: "importUserAgent", hint: "importUserAgentHint", control, action, problem },
    strings,
  );
}

interface Field {
  /** Id of the control; the ids of the hint and the problem start with it. */
  readonly id: string;
  readonly label: ImportStringKey;
  readonly hint: ImportStringKey;
  readonly control: TemplateResult;
  readonly action: TemplateResult;
  readonly problem: FieldProblem | undefined;
}

function field({ id, label, hint, control, action, problem }: Field, strings: ImportStrings): TemplateResult {
  const error = problem && [strings[problem.key], problem.names?.join(", ")].join(" ").trim();
  return html`<div class="field">
    <div class="top">
      <label part="label" for=${id}>${strings[label]}</label>
      ${action}
    </div>
    <p part="hint" id="${id}-hint">${strings[hint]}</p>
    ${control} ${error ? html`<p part="error" id="${id}-error">${error}</p>` : nothing}
  </div>`;
}

const busy = (controller: ImportController): "true" | typeof nothing => (controller.isSending ? "true" : nothing);

function message({ message }: ImportController): TemplateResult | typeof nothing {
  if (!message) return nothing;
  const { username, name } = message.connection?.userData ?? {};
  return html`<p part="message" id="message" class=${message.kind}>
    ${message.text} <bdi>${username ? `@${username}` : name}</bdi>
  </p>`;
}

/** The offer to give the session to the connection that the account has already. */
export function importOffer(
  controller: ImportController,
  strings: ImportStrings,
  lang: ImportForm["lang"],
): TemplateResult {
  return html`<div part="offer" lang=${lang} role="group" tabindex="-1" aria-labelledby="offer">
    <p id="offer">${strings.importOffer}</p>
    <div class="actions">
      <button
        class="primary"
        part="action action-update"
        type="button"
        aria-busy=${busy(controller)}
        @click=${() => controller.acceptOffer()}
      >
        ${strings.importOfferUpdate}
      </button>
      <button part="action action-cancel" type="button" @click=${() => controller.reset()}>
        ${strings.importOfferCancel}
      </button>
    </div>
    ${message(controller)}
  </div>`;
}
