import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { runInNewContext } from "node:vm";
import { callbackReceipt, callbackChannelName } from "../../../src/protocol/callback-channel.js";
import { windowAttemptKey } from "../../../src/protocol/storage-keys.js";
import { setupHandler } from "../handler-setup.js";

const home = "https://app.example/home";

interface Window {
  readonly mode: string;
  /** Attempt id in the window's session storage; "throws" when storage is disabled. */
  readonly own: string | null;
  readonly deniesChannels?: boolean;
}

/** Runs the script of the popup's page in a fake window that has only what the script uses. */
async function setupWindow({ mode, own, deniesChannels = false }: Window) {
  const { handler } = setupHandler();
  const response = await handler(new Request("https://app.example/api/ofauth/link/callback.js"));
  const timers = new Set<() => void>();
  const seen = { channel: "", posted: [] as unknown[], closed: 0, wentTo: "" };
  const channels: { onmessage?: (event: { data: unknown }) => void }[] = [];
  class BroadcastChannel {
    onmessage?: (event: { data: unknown }) => void;
    constructor(name: string) {
      if (deniesChannels) throw new Error("SecurityError");
      seen.channel = name;
      channels.push(this);
    }
    postMessage(message: unknown) {
      seen.posted.push(structuredClone(message));
    }
  }
  runInNewContext(await response.text(), {
    BroadcastChannel,
    sessionStorage: {
      getItem: (key: string) => {
        if (own === "throws") throw new Error("SecurityError");
        return key === windowAttemptKey ? own : null;
      },
    },
    document: {
      documentElement: { dataset: { attempt: "attempt-guess", mode } },
      querySelector: () => ({ href: home }),
    },
    location: {
      replace: (url: string) => void (seen.wentTo = url),
    },
    setTimeout: (action: () => void) => (timers.add(action), action),
    clearTimeout: (action: () => void) => void timers.delete(action),
    window: { close: () => void seen.closed++ },
  });
  const elapseTimers = () => timers.forEach((action) => action());
  return { response, seen, elapseTimers, receive: (data: unknown) => channels.at(-1)?.onmessage?.({ data }) };
}

describe("GET link/callback.js", () => {
  test("serves the script as a separate file with a type that runs under nosniff", async () => {
    const { response } = await setupWindow({ mode: "popup", own: null });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("content-type"), "text/javascript; charset=utf-8");
    assert.equal(response.headers.get("x-content-type-options"), "nosniff");
  });

  test("notifies the page of the window's own attempt", async () => {
    const { seen } = await setupWindow({ mode: "popup", own: "attempt-own" });
    assert.equal(seen.channel, callbackChannelName("attempt-own"));
    assert.deepEqual(seen.posted, [{ type: "ofauth-link-returned", query: null }]);
  });

  for (const own of [null, "throws"]) {
    test(`uses the attempt that the server matched when the window has no attempt id (${own})`, async () => {
      const { seen } = await setupWindow({ mode: "popup", own });
      assert.equal(seen.channel, callbackChannelName("attempt-guess"));
      assert.equal(seen.wentTo, "", "a popup stays readable");
    });
  }

  test("closes the window only when the page acknowledges the message", async () => {
    const { seen, receive } = await setupWindow({ mode: "popup", own: null });
    for (const data of [null, "ofauth-link-received", { type: "ofauth-link-returned" }, {}]) receive(data);
    assert.equal(seen.closed, 0);
    receive(callbackReceipt);
    assert.equal(seen.closed, 1);
  });

  test("a frame's attempt that came back in the page's own tab returns to the site; in a window the page stays", async () => {
    assert.equal((await setupWindow({ mode: "embed", own: null })).seen.wentTo, home);
    assert.equal((await setupWindow({ mode: "embed", own: "attempt-guess" })).seen.wentTo, "");
  });

  test("a tab that was sent to OFAuth returns to the site immediately", async () => {
    assert.equal((await setupWindow({ mode: "redirect", own: "attempt-guess" })).seen.wentTo, home);
  });

  test("when the server matched another attempt, a popup is closed by its page and a tab returns to the site after a wait", async () => {
    for (const mode of ["popup", "redirect"]) {
      const popup = await setupWindow({ mode, own: "attempt-own" });
      popup.receive(callbackReceipt);
      popup.elapseTimers();
      assert.deepEqual([popup.seen.closed, popup.seen.wentTo], [1, ""]);
      const tab = await setupWindow({ mode, own: "attempt-own" });
      assert.equal(tab.seen.wentTo, "");
      tab.elapseTimers();
      assert.equal(tab.seen.wentTo, home);
    }
  });

  test("a popup whose page does not reply goes on to the site by itself, also where channels are denied", async () => {
    for (const deniesChannels of [false, true]) {
      for (const own of ["attempt-guess", null, "throws"]) {
        const { seen, elapseTimers } = await setupWindow({ mode: "popup", own, deniesChannels });
        assert.deepEqual([seen.closed, seen.wentTo], [0, ""]);
        elapseTimers();
        assert.deepEqual([seen.closed, seen.wentTo], [0, home]);
      }
    }
  });
});
