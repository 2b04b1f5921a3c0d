/** What stands in for a connect element where there is none: an empty box in the page that the flow draws its dialog in. */
import type { ReactiveController } from "lit";
import type { ConnectHost } from "../connect/controller.js";
import { connectSettings, settingsOf, type ConnectSettings } from "../flow-settings.js";
import { shadowAncestors } from "../i18n/localizer.js";
import { linkStyles } from "./styles.js";

/** Settings of the flow, and the `id` and `lang` of the host element. */
interface LinkHostSettings extends Readonly<ConnectSettings> {
  readonly id: string;
  readonly lang: string;
}

export interface LinkHost extends ConnectHost {
  /** Takes new settings over. */
  set(settings: LinkHostSettings): void;
  /** Into the page, at the end of `container`, unless it is there already. */
  enter(container: Element | null): void;
  /** Out of the page. */
  exit(): void;
  /** Notes what has the focus, which it gets back after the dialog. */
  noteFocus(): void;
}

/** `changed`: the state has changed. */
export function createLinkHost(settings: LinkHostSettings, changed: () => void): LinkHost {
  const box = document.createElement("div");
  const root = box.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(linkStyles);
  root.adoptedStyleSheets.push(sheet);

  const controllers = new Set<ReactiveController>();
  let focused: HTMLElement | undefined;
  /** The box and the elements whose shadow roots it is in: with any of them it goes. */
  let carriers: readonly Element[] = [];
  // Nothing tells a plain element that the page has thrown it out, and with it the frame that the user works in.
  const watch = new MutationObserver((changes) => {
    const removed = changes.flatMap(({ removedNodes }) => [...removedNodes]);
    if (carriers.some((carrier) => removed.some((node) => node.contains(carrier)))) exit();
  });
  box.addEventListener("ofauth-state-change", ({ detail }) => {
    if (detail.state !== "starting") return;
    carriers = shadowAncestors(box);
    // What happens in a shadow root is told to those alone who observe that root.
    for (const carrier of carriers) watch.observe(carrier.getRootNode(), { childList: true, subtree: true });
  });
  box.addEventListener("ofauth-close", () => watch.disconnect());

  const enter = (container: Element | null) => {
    if (!container || box.parentNode === container) return;
    if (box.isConnected) exit();
    container.append(box);
    for (const controller of controllers) controller.hostConnected?.();
    host.requestUpdate();
  };
  const exit = () => {
    watch.disconnect();
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
      // An empty one would hide the language around it.
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

/** What has the focus, inside however many shadow roots. */
function innermostFocus(): HTMLElement | undefined {
  let inner = document.activeElement;
  while (inner?.shadowRoot?.activeElement) inner = inner.shadowRoot.activeElement;
  return inner && inner !== document.body ? (inner as HTMLElement) : undefined;
}
