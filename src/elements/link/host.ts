/** Host of a controller without a Lit element: a plain `<div>` with the shadow root that the dialog is rendered in. */
import type { ReactiveController } from "lit";
import type { ConnectHost } from "../connect/host.js";
import type { Connection } from "../../protocol/connection.js";
import { connectSettings, settingsOf, type ConnectSettings } from "../flow-settings.js";
import { shadowAncestors } from "../i18n/localizer.js";
import { linkStyles } from "./styles.js";

/** Settings of the flow, and the `id` and `lang` of the host element. */
interface LinkHostSettings extends Readonly<ConnectSettings> {
  readonly id: string;
  readonly lang: string;
}

export interface LinkHost extends ConnectHost {
  /** Applies new settings. */
  set(settings: LinkHostSettings): void;
  /** Appends the element to `container`, unless it is there already. */
  enter(container: Element | null): void;
  /** Removes the element from the page. */
  exit(): void;
  /** Remembers the focused element, which gets the focus back after the dialog. */
  noteFocus(): void;
}

/** Creates the host. `changed` is called when the state or the result may have changed. */
export function createLinkHost(settings: LinkHostSettings, changed: (verified?: Connection) => void): LinkHost {
  const box = document.createElement("div");
  const root = box.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(linkStyles);
  root.adoptedStyleSheets.push(sheet);

  const controllers = new Set<ReactiveController>();
  let focused: HTMLElement | undefined;
  /** The element and the hosts of the shadow roots around it: removing any of them removes it. */
  let ancestors: readonly Element[] = [];
  // A plain element has no callback for its removal, which ends the attempt, because the frame is gone.
  const observer = new MutationObserver((changes) => {
    const removed = changes.flatMap(({ removedNodes }) => [...removedNodes]);
    if (ancestors.some((ancestor) => removed.some((node) => node.contains(ancestor)))) exit();
  });
  box.addEventListener("ofauth-state-change", ({ detail }) => {
    if (detail.state !== "starting") return;
    ancestors = shadowAncestors(box);
    // An observer of the document gets no records of changes inside shadow roots.
    for (const ancestor of ancestors) observer.observe(ancestor.getRootNode(), { childList: true, subtree: true });
  });
  box.addEventListener("ofauth-close", () => observer.disconnect());

  const enter = (container: Element | null) => {
    if (!container || box.parentNode === container) return;
    if (box.isConnected) exit();
    container.append(box);
    for (const controller of controllers) controller.hostConnected?.();
    host.requestUpdate();
  };
  const exit = () => {
    observer.disconnect();
    for (const controller of controllers) controller.hostDisconnected?.();
    box.remove();
  };

  const host: LinkHost = Object.assign(box, settings, {
    renderRoot: root,
    updateComplete: Promise.resolve(true),
    addController: (controller: ReactiveController) => void controllers.add(controller),
    removeController: (controller: ReactiveController) => void controllers.delete(controller),
    requestUpdate: () => controllers.forEach((controller) => controller.hostUpdate?.()),
    connectChanged: changed,
    readSettings: () => settingsOf(connectSettings, box),
    set: (next: LinkHostSettings) => {
      Object.assign(box, next);
      box.setAttribute("theme", next.theme);
      // An empty attribute would hide the `lang` of the elements around it.
      if (!next.lang) box.removeAttribute("lang");
      host.requestUpdate();
    },
    enter,
    exit,
    noteFocus: () => (focused = innermostFocus()),
    focus: () => focused?.focus(),
  });
  host.set(settings);
  return host;
}

/** Returns the focused element, inside however many shadow roots. */
function innermostFocus(): HTMLElement | undefined {
  let inner = document.activeElement;
  while (inner?.shadowRoot?.activeElement) inner = inner.shadowRoot.activeElement;
  return inner && inner !== document.body ? (inner as HTMLElement) : undefined;
}
