import { expect } from "@open-wc/testing";
import { FrameTransport } from "../../../src/browser/transports/frame.js";
import type { ConnectInput } from "../../../src/connect/attempt.js";
import { parseSessionUrl, type SessionUrl, type Theme } from "../../../src/protocol/link-session.js";
import { makeRoot, text } from "../dialog/dialog-setup.js";
import {
  afterwards,
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

function setup(options: { theme?: Theme; window?: Window } = {}) {
  const place = makeRoot();
  const sent: ConnectInput[] = [];
  const transport = new FrameTransport({
    root: place.root,
    text,
    reconnecting: false,
    returnFocus: () => undefined,
    window: options.window ?? window,
    theme: () => options.theme ?? "dark",
    send: (input) => sent.push(input),
  });
  afterwards(() => transport.close());
  const frame = () => place.root.querySelector("iframe");
  return {
    ...place,
    transport,
    sent,
    frame,
    visible: () => frame()?.checkVisibility({ visibilityProperty: true }) ?? false,
    /** Events of the messages that the hosted page has sent. */
    pageEvents: () => sent.flatMap((input) => (input.type === "page-message" ? [input.message.event] : [])),
    tell: (tell: string, more: object = {}) => frame()?.contentWindow?.postMessage({ tell, ...more }, hostedOrigin),
  };
}

/** A refusal by the page's own policy, as the browser reports it; only browsers can make a trusted one. */
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

describe("the hosted page in a frame", () => {
  it("passes the accessibility audit", async () => {
    const { transport, host, pageEvents } = setup();
    transport.navigate("embed", sessionUrl());
    await until(() => pageEvents().length);
    transport.showFrame();
    await expect(host).to.be.accessible();
  });

  it("opens its dialog before there is a page to show, and only for a frame", () => {
    const { transport, root } = setup();
    expect(transport.prepare("redirect")).to.equal(true);
    expect(root.childElementCount).to.equal(0);
    expect(transport.prepare("embed")).to.equal(true);
    transport.prepare("embed");
    expect(root.querySelectorAll("dialog")).to.have.length(1);
    expect(root.querySelector("iframe")).to.equal(null);
  });

  it("gives the frame exactly these attributes", () => {
    const { transport, frame } = setup();
    transport.navigate("embed", sessionUrl());
    const attributes = Object.fromEntries([...frame()!.attributes].map(({ name, value }) => [name, value]));
    const { src, ...others } = attributes;
    expect(others).to.deep.equal({
      part: "frame",
      title: "Account sign-in form",
      allow: `camera ${hostedOrigin}; microphone ${hostedOrigin}; clipboard-write ${hostedOrigin}`,
      referrerpolicy: "strict-origin",
    });
    const asked = new URL(src!);
    expect(asked.origin + asked.pathname).to.equal(`${hostedOrigin}/test/support/pages/hosted.html`);
    expect([...asked.searchParams]).to.deep.equal([
      ["say", '["loaded"]'],
      ["embed", "true"],
      ["embed_origin", location.origin],
      ["theme", "dark"],
    ]);
  });

  it("puts its own parameters in the place of those that the URL brings", () => {
    const { transport, frame } = setup({ theme: "light" });
    const brought = `${hostedUrl()}?embed=false&embed_origin=https://evil.test&theme=x&theme=y&embed=false`;
    transport.navigate("embed", sessionUrl(brought));
    const { searchParams } = new URL(frame()!.src);
    expect(searchParams.getAll("embed")).to.deep.equal(["true"]);
    expect(searchParams.getAll("embed_origin")).to.deep.equal([location.origin]);
    expect(searchParams.getAll("theme")).to.deep.equal(["light"]);
  });

  it("sets what the frame may do before it is sent anywhere, and puts it into the page after that", () => {
    const { transport, root } = setup();
    const order: string[] = [];
    const make = document.createElement.bind(document);
    replace(document, "createElement", (name: string) => {
      const made = make(name);
      if (!(made instanceof HTMLIFrameElement)) return made;
      const { setAttribute } = made;
      made.setAttribute = (key, value) => {
        order.push(key);
        setAttribute.call(made, key, value);
      };
      for (const key of ["title", "allow", "referrerPolicy", "src"] as const) {
        const { set, get } =
          Object.getOwnPropertyDescriptor(HTMLIFrameElement.prototype, key) ??
          Object.getOwnPropertyDescriptor(HTMLElement.prototype, key)!;
        Object.defineProperty(made, key, {
          get: () => get?.call(made) as unknown,
          set(value: unknown) {
            order.push(made.isConnected ? `${key} too late` : key);
            set?.call(made, value);
          },
        });
      }
      return made;
    });
    transport.navigate("embed", sessionUrl());
    expect(order).to.deep.equal(["title", "allow", "referrerPolicy", "src"]);
    expect(root.querySelectorAll("iframe")).to.have.length(1);
  });

  it("is put into the page once: a renewed session goes into the same frame, which never moves", async () => {
    const { transport, frame, root, pageEvents } = setup();
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

  it("says whose page it is", () => {
    const { transport, root } = setup();
    transport.navigate("embed", sessionUrl());
    expect(root.querySelector(".origin")?.textContent).to.equal(new URL(hostedOrigin).host);
  });

  it("takes `load` for no sign of life: the frame stays out of sight", async () => {
    const { transport, frame, visible, sent } = setup();
    transport.navigate("embed", sessionUrl(hostedUrl()));
    await new Promise((loaded) => frame()!.addEventListener("load", loaded));
    await quiet();
    expect(visible()).to.equal(false);
    expect(sent).to.deep.equal([]);
  });

  it("shows a slow page as it is once its document has loaded", async () => {
    const painted = setup();
    painted.transport.navigate("embed", sessionUrl(hostedUrl()));
    await new Promise((loaded) => painted.frame()!.addEventListener("load", loaded));
    painted.transport.showFrameEarly();
    expect(painted.visible()).to.equal(true);
    painted.transport.close();

    const blank = setup();
    blank.transport.navigate("embed", sessionUrl(hostedUrl()));
    blank.transport.showFrameEarly();
    expect(blank.visible()).to.equal(false);
    await until(blank.visible);
  });

  it("passes on what the hosted page says", async () => {
    const { transport, pageEvents, tell } = setup();
    transport.navigate("embed", sessionUrl());
    await until(() => pageEvents().length);
    tell("post", { data: successMessage() });
    await until(() => pageEvents().length === 2);
    expect(pageEvents()).to.deep.equal(["loaded", "success"]);
  });

  it("sends the exit request to the hosted page, and not to a page that replaced it", async () => {
    const { transport, pageEvents, tell } = setup();
    const heard: MessageEvent<{ heard?: unknown; from?: string; ready?: string }>[] = [];
    const note = (event: MessageEvent<{ heard?: unknown }>) => void heard.push(event);
    addEventListener("message", note);
    afterwards(() => removeEventListener("message", note));
    transport.navigate("embed", sessionUrl());
    await until(() => pageEvents().length);
    transport.requestExit();
    const { data } = await until(() => heard.find((event) => event.data.heard));
    expect(data).to.deep.equal({
      heard: { type: "OFAUTH_LINK", event: "exit_requested", force: false },
      from: location.origin,
    });
    heard.length = 0;
    tell("go", { to: hostedUrl().replace(hostedOrigin, location.origin) });
    await until(() => heard.some((event) => event.data.ready === location.origin));
    transport.requestExit();
    await quiet();
    expect(heard.filter((event) => event.data.heard)).to.deep.equal([]);
  });

  it("refuses a page without an origin, which the hosted page could not answer", () => {
    const nowhere = { origin: "null", document, location } as unknown as Window;
    const { transport, sent, frame } = setup({ window: nowhere });
    transport.navigate("embed", sessionUrl());
    const [input] = sent;
    expect(input?.type === "failed" && input.error.code).to.equal("misconfigured");
    expect(frame()).to.equal(null);
  });

  it("says at once that the page's own policy refuses the frame", async () => {
    const page = document.createElement("iframe");
    page.src = "/test/support/pages/no-frames.html";
    document.body.append(page);
    afterwards(() => page.remove());
    await new Promise((loaded) => page.addEventListener("load", loaded));
    const place = page.contentDocument!.createElement("div");
    page.contentDocument!.body.append(place);
    const sent: ConnectInput[] = [];
    const transport = new FrameTransport({
      root: place.attachShadow({ mode: "open" }),
      text,
      reconnecting: false,
      returnFocus: () => undefined,
      window: page.contentWindow!,
      theme: () => "auto",
      send: (input) => sent.push(input),
    });
    transport.navigate("embed", sessionUrl());
    await until(() => sent.length);
    transport.close();
    expect(sent).to.deep.equal([{ type: "stalled", code: "csp_blocked" }]);
  });

  it("does not believe a refusal by policy that a script has made up", () => {
    const { transport, sent } = setup();
    transport.navigate("embed", sessionUrl());
    document.dispatchEvent(violation({}));
    expect(sent).to.deep.equal([]);
  });

  it("stays visible beside the alternatives only while the user works in it", async () => {
    const { transport, frame, visible, pageEvents, root } = setup();
    transport.navigate("embed", sessionUrl());
    await until(() => pageEvents().length);
    transport.showFrame();
    transport.offerAlternatives("frame_timeout");
    expect(visible()).to.equal(false);
    transport.withdrawAlternatives();
    frame()!.focus();
    expect(root.activeElement).to.equal(frame());
    transport.offerAlternatives("frame_timeout");
    expect(visible()).to.equal(true);
  });

  it("hears nothing any more once it is closed, and may be closed again", async () => {
    const { transport, pageEvents, root, frame, sent } = setup();
    transport.close();
    transport.navigate("embed", sessionUrl());
    await until(() => pageEvents().length);
    const { contentWindow } = frame()!;
    transport.close();
    transport.close();
    expect(root.childElementCount).to.equal(0);
    expect(contentWindow?.closed).to.equal(true);
    const before = sent.length;
    window.postMessage(linkMessage("loaded"), location.origin);
    await quiet();
    expect(sent).to.have.length(before);
  });
});
