import { expect } from "@open-wc/testing";
import { FrameTransport } from "../../../src/browser/transports/frame.js";
import type { ConnectInput } from "../../../src/connect/attempt.js";
import { parseSessionUrl, type SessionUrl, type Theme } from "../../../src/protocol/link-session.js";
import { FakeClock } from "../../support/fake-ports.js";
import { makeRoot, text } from "../dialog/dialog-setup.js";
import {
  afterwards,
  fadedIn,
  hostedOrigin,
  hostedUrl,
  quiet,
  replace,
  successMessage,
  until,
  linkMessage,
} from "../page-setup.js";

const policy = { origins: [hostedOrigin], pageUrl: location.href };
const sessionUrl = (url = hostedUrl("loaded")): SessionUrl => parseSessionUrl(url, policy);

function setupFrameTransport(options: { theme?: Theme; window?: Window } = {}) {
  const fixture = makeRoot();
  const inputs: ConnectInput[] = [];
  const transport = new FrameTransport({
    root: fixture.root,
    text,
    reconnecting: false,
    clock: new FakeClock(),
    returnFocus: () => undefined,
    window: options.window ?? window,
    theme: () => options.theme ?? "dark",
    send: (input) => inputs.push(input),
  });
  afterwards(() => transport.close());
  const frame = () => fixture.root.querySelector("iframe");
  return {
    ...fixture,
    transport,
    inputs,
    frame,
    visible: () => frame()?.checkVisibility({ visibilityProperty: true }) ?? false,
    /** Events of the messages that the hosted page has sent. */
    pageEvents: () => inputs.flatMap((input) => (input.type === "page-message" ? [input.message.event] : [])),
    command: (command: string, fields: object = {}) =>
      frame()?.contentWindow?.postMessage({ command, ...fields }, hostedOrigin),
  };
}

/** A violation event of the page's content security policy. Only the browser can dispatch a trusted one. */
const violation = (fields: Partial<SecurityPolicyViolationEventInit>) =>
  new SecurityPolicyViolationEvent("securitypolicyviolation", {
    blockedURI: hostedOrigin,
    disposition: "enforce",
    documentURI: location.href,
    effectiveDirective: "frame-src",
    originalPolicy: "",
    statusCode: 200,
    violatedDirective: "frame-src",
    ...fields,
  });

describe("FrameTransport", () => {
  it("passes the accessibility audit", async () => {
    const { transport, host, root, pageEvents } = setupFrameTransport();
    transport.navigate("embed", sessionUrl());
    await until(() => pageEvents().length);
    transport.showFrame();
    await fadedIn(root.querySelector("dialog")!);
    await expect(host).to.be.accessible();
  });

  it("opens the dialog in prepare(), and only in embed mode", () => {
    const { transport, root } = setupFrameTransport();
    expect(transport.prepare("redirect")).to.equal(true);
    expect(root.childElementCount).to.equal(0);
    expect(transport.prepare("embed")).to.equal(true);
    transport.prepare("embed");
    expect(root.querySelectorAll("dialog")).to.have.length(1);
    expect(root.querySelector("iframe")).to.equal(null);
  });

  it("sets exactly these attributes and URL parameters on the frame", () => {
    const { transport, frame } = setupFrameTransport();
    transport.navigate("embed", sessionUrl());
    const attributes = Object.fromEntries([...frame()!.attributes].map(({ name, value }) => [name, value]));
    const { src, ...others } = attributes;
    expect(others).to.deep.equal({
      part: "frame",
      title: "Account sign-in form",
      allow: `camera ${hostedOrigin}; microphone ${hostedOrigin}; clipboard-write ${hostedOrigin}`,
      referrerpolicy: "strict-origin",
    });
    const source = new URL(src!);
    expect(source.origin + source.pathname).to.equal(`${hostedOrigin}/test/support/pages/hosted.html`);
    expect([...source.searchParams]).to.deep.equal([
      ["say", '["loaded"]'],
      ["embed", "true"],
      ["embed_origin", location.origin],
      ["theme", "dark"],
    ]);
  });

  it("replaces its parameters in the session URL", () => {
    const { transport, frame } = setupFrameTransport({ theme: "light" });
    const url = `${hostedUrl()}?embed=false&embed_origin=https://evil.test&theme=x&theme=y&embed=false`;
    transport.navigate("embed", sessionUrl(url));
    const { searchParams } = new URL(frame()!.src);
    expect(searchParams.getAll("embed")).to.deep.equal(["true"]);
    expect(searchParams.getAll("embed_origin")).to.deep.equal([location.origin]);
    expect(searchParams.getAll("theme")).to.deep.equal(["light"]);
  });

  it("sets the frame's permissions before src, and inserts it last", () => {
    const { transport, root } = setupFrameTransport();
    const order: string[] = [];
    const createElement = document.createElement.bind(document);
    replace(document, "createElement", (name: string) => {
      const created = createElement(name);
      if (!(created instanceof HTMLIFrameElement)) return created;
      const { setAttribute } = created;
      created.setAttribute = (key, value) => {
        order.push(key);
        setAttribute.call(created, key, value);
      };
      for (const key of ["title", "allow", "referrerPolicy", "src"] as const) {
        const { set, get } =
          Object.getOwnPropertyDescriptor(HTMLIFrameElement.prototype, key) ??
          Object.getOwnPropertyDescriptor(HTMLElement.prototype, key)!;
        Object.defineProperty(created, key, {
          get: () => get?.call(created) as unknown,
          set(value: unknown) {
            order.push(created.isConnected ? `${key} too late` : key);
            set?.call(created, value);
          },
        });
      }
      return created;
    });
    transport.navigate("embed", sessionUrl());
    expect(order).to.deep.equal(["title", "allow", "referrerPolicy", "src"]);
    expect(root.querySelectorAll("iframe")).to.have.length(1);
  });

  it("loads a renewed session into the same frame, which never moves", async () => {
    const { transport, frame, root, pageEvents } = setupFrameTransport();
    const appended: Node[] = [];
    const observer = new MutationObserver((changes) => {
      for (const { addedNodes, removedNodes } of changes) appended.push(...addedNodes, ...removedNodes);
    });
    transport.prepare("embed");
    observer.observe(root.querySelector(".stage")!, { childList: true, subtree: true });
    afterwards(() => observer.disconnect());
    transport.navigate("embed", sessionUrl());
    const before = frame();
    await until(() => pageEvents().length);
    transport.navigate("embed", sessionUrl(hostedUrl("loaded", "invalid_session")));
    await until(() => pageEvents().includes("invalid_session"));
    expect(frame()).to.equal(before);
    expect(appended).to.deep.equal([before]);
  });

  it("shows the host of the hosted page", () => {
    const { transport, root } = setupFrameTransport();
    transport.navigate("embed", sessionUrl());
    expect(root.querySelector(".origin")?.textContent).to.equal(new URL(hostedOrigin).host);
  });

  it("keeps the frame hidden after its load event, and reports that event", async () => {
    const { transport, visible, inputs } = setupFrameTransport();
    transport.navigate("embed", sessionUrl(hostedUrl()));
    await until(() => inputs.length);
    expect(inputs).to.deep.equal([{ type: "frame-load" }]);
    transport.showSlow();
    await quiet();
    expect(visible()).to.equal(false);
  });

  it("shows a silent frame only when the user asks for it, and keeps it beside the alternatives of a stall", async () => {
    const { transport, root, visible, inputs } = setupFrameTransport();
    transport.navigate("embed", sessionUrl(hostedUrl()));
    await until(() => inputs.length);
    transport.offerAlternatives(undefined);
    expect(visible()).to.equal(false);
    const [, anyway] = root.querySelectorAll<HTMLElement>("[part~=action-continue]");
    anyway!.click();
    expect(visible()).to.equal(true);
    root.querySelector<HTMLElement>("[part=close]")!.focus();
    transport.offerAlternatives("frame_timeout");
    expect(visible()).to.equal(true);
  });

  describe("without a connection", () => {
    const setConnection = (isOnline: boolean) => {
      replace(navigator, "onLine", isOnline);
      window.dispatchEvent(new Event(isOnline ? "online" : "offline"));
    };
    const message = (root: ShadowRoot) => root.querySelector("[part=panel] [part=message]")?.textContent ?? "";

    it("says so at once while the page is loading, and tries again by itself when there is one", () => {
      const { transport, root, inputs } = setupFrameTransport();
      transport.navigate("embed", sessionUrl(hostedUrl()));
      expect(message(root)).to.equal("");
      setConnection(false);
      expect(message(root)).to.contain("No connection");
      const reloads = () => inputs.filter(({ type }) => type === "continue");
      expect(reloads()).to.deep.equal([]);
      setConnection(true);
      expect(reloads()).to.deep.equal([{ type: "continue", mode: "embed" }]);
      transport.navigate("embed", sessionUrl(hostedUrl()));
      expect(message(root)).to.equal("");
      window.dispatchEvent(new Event("online"));
      expect(reloads()).to.have.length(1);
    });

    it("says so at once when the page is about to load", () => {
      replace(navigator, "onLine", false);
      const { transport, root } = setupFrameTransport();
      transport.navigate("embed", sessionUrl(hostedUrl()));
      expect(message(root)).to.contain("No connection");
    });

    it("leaves a page alone that is there", () => {
      const { transport, root, inputs } = setupFrameTransport();
      transport.navigate("embed", sessionUrl(hostedUrl()));
      transport.showFrame();
      setConnection(false);
      expect(message(root)).to.equal("");
      setConnection(true);
      expect(inputs.filter(({ type }) => type === "continue")).to.deep.equal([]);
    });

    it("listens no longer when it is closed", () => {
      const { transport, root, inputs } = setupFrameTransport();
      transport.navigate("embed", sessionUrl(hostedUrl()));
      transport.close();
      setConnection(false);
      setConnection(true);
      expect(root.querySelector("dialog")).to.equal(null);
      expect(inputs).to.deep.equal([]);
    });
  });

  it("offers a window at once on an isolated page, which can show no page of another site", () => {
    replace(window, "crossOriginIsolated", true);
    const { transport, root } = setupFrameTransport();
    transport.navigate("embed", sessionUrl(hostedUrl()));
    expect(root.querySelector("[part~=action-continue]")?.textContent).to.equal("Open in a new window");
  });

  it("sends the messages of the hosted page as inputs", async () => {
    const { transport, pageEvents, command } = setupFrameTransport();
    transport.navigate("embed", sessionUrl());
    await until(() => pageEvents().length);
    command("post", { data: successMessage() });
    await until(() => pageEvents().length === 2);
    expect(pageEvents()).to.deep.equal(["loaded", "success"]);
  });

  it("sends the exit request only to the hosted page's origin", async () => {
    const { transport, pageEvents, command } = setupFrameTransport();
    const received: MessageEvent<{ received?: unknown; from?: string; ready?: string }>[] = [];
    const record = (event: MessageEvent<{ received?: unknown }>) => void received.push(event);
    addEventListener("message", record);
    afterwards(() => removeEventListener("message", record));
    transport.navigate("embed", sessionUrl());
    await until(() => pageEvents().length);
    transport.requestExit();
    const { data } = await until(() => received.find((event) => event.data.received));
    expect(data).to.deep.equal({
      received: { type: "OFAUTH_LINK", event: "exit_requested", force: false },
      from: location.origin,
    });
    received.length = 0;
    command("go", { to: hostedUrl().replace(hostedOrigin, location.origin) });
    await until(() => received.some((event) => event.data.ready === location.origin));
    transport.requestExit();
    await quiet();
    expect(received.filter((event) => event.data.received)).to.deep.equal([]);
  });

  it("fails as misconfigured on a page with an opaque origin", () => {
    const opaqueWindow = { origin: "null", document, location } as unknown as Window;
    const { transport, inputs, frame } = setupFrameTransport({ window: opaqueWindow });
    transport.navigate("embed", sessionUrl());
    const [input] = inputs;
    expect(input?.type === "failed" && input.error.code).to.equal("misconfigured");
    expect(frame()).to.equal(null);
  });

  describe("on a page with a Content-Security-Policy", () => {
    /** A transport on a page of `test/support/pages`, which has the policy of its headers. */
    async function setupOn(path: string) {
      const page = document.createElement("iframe");
      page.src = `/test/support/pages/${path}`;
      document.body.append(page);
      afterwards(() => page.remove());
      await new Promise((loaded) => page.addEventListener("load", loaded));
      const pageDocument = page.contentDocument!;
      const container = pageDocument.createElement("div");
      pageDocument.body.append(container);
      const inputs: ConnectInput[] = [];
      const clock = new FakeClock();
      const transport = new FrameTransport({
        root: container.attachShadow({ mode: "open" }),
        text,
        reconnecting: false,
        clock,
        returnFocus: () => undefined,
        window: page.contentWindow!,
        theme: () => "auto",
        send: (input) => inputs.push(input),
      });
      afterwards(() => transport.close());
      const violation = () =>
        new Promise((reported) => pageDocument.addEventListener("securitypolicyviolation", reported, { once: true }));
      return { transport, clock, inputs, pageDocument, container, violation };
    }
    const stallOf = (inputs: readonly ConnectInput[]) => inputs.find(({ type }) => type === "stalled");
    const cspBlocked = { type: "stalled", code: "csp_blocked" };

    it("reports a stall at once when the policy blocks the frame", async () => {
      const { transport, inputs } = await setupOn("no-frames.html");
      transport.navigate("embed", sessionUrl());
      expect(await until(() => stallOf(inputs))).to.deep.equal(cspBlocked);
    });

    it("reports a stall when the policy blocks the origin that the hosted page goes on to", async () => {
      const { transport, inputs, clock, container, violation } = await setupOn("frames-of-one-host.html");
      transport.navigate("embed", sessionUrl(hostedUrl()));
      await until(() => inputs.length);
      const frame = container.shadowRoot!.querySelector("iframe")!;
      clock.advance(500);
      // Firefox fires `error` there.
      const ended = new Promise((done) => ["load", "error"].forEach((type) => frame.addEventListener(type, done)));
      const blocked = violation();
      frame.contentWindow!.postMessage({ command: "go", to: `${location.origin}/elsewhere` }, hostedOrigin);
      await Promise.all([blocked, ended]);
      expect(stallOf(inputs)).to.equal(undefined);
      clock.advance(500);
      expect(stallOf(inputs)).to.deep.equal(cspBlocked);
    });

    it("ignores that the policy blocks another frame of the page", async () => {
      const { transport, inputs, clock, pageDocument, violation } = await setupOn("frames-of-one-host.html");
      transport.navigate("embed", sessionUrl(hostedUrl()));
      await until(() => inputs.length);
      clock.advance(500);
      const other = pageDocument.createElement("iframe");
      other.src = `${location.origin}/elsewhere`;
      const blocked = violation();
      pageDocument.body.append(other);
      await blocked;
      clock.advance(500);
      expect(stallOf(inputs)).to.equal(undefined);
    });
  });

  it("ignores a violation event that a script dispatched", () => {
    const { transport, inputs } = setupFrameTransport();
    transport.navigate("embed", sessionUrl());
    document.dispatchEvent(violation({}));
    expect(inputs).to.deep.equal([]);
  });

  it("keeps the frame visible beside the alternatives only while the user works in it", async () => {
    const { transport, frame, visible, pageEvents, root } = setupFrameTransport();
    transport.navigate("embed", sessionUrl());
    await until(() => pageEvents().length);
    transport.offerAlternatives("frame_timeout");
    expect(visible()).to.equal(false);
    transport.withdrawAlternatives();
    transport.showFrame();
    frame()!.focus();
    expect(root.activeElement).to.equal(frame());
    transport.offerAlternatives("frame_timeout");
    expect(visible()).to.equal(true);
  });

  it("receives nothing after close(), which can be called repeatedly", async () => {
    const { transport, pageEvents, root, frame, inputs } = setupFrameTransport();
    transport.close();
    transport.navigate("embed", sessionUrl());
    await until(() => pageEvents().length);
    const { contentWindow } = frame()!;
    transport.close();
    transport.close();
    expect(root.childElementCount).to.equal(0);
    expect(contentWindow?.closed).to.equal(true);
    const before = inputs.length;
    window.postMessage(linkMessage("loaded"), location.origin);
    await quiet();
    expect(inputs).to.have.length(before);
  });
});
