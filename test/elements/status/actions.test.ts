import { expect } from "@open-wc/testing";
import { sendKeys } from "@web/test-runner-commands";
import { ConnectError } from "../../../src/protocol/error-codes.js";
import { fakeTime, quiet } from "../../browser/page-setup.js";
import {
  ask,
  connection,
  knownView,
  recordAnnouncements,
  setupStatus,
  summarize,
  type SetupOptions,
} from "./status-setup.js";

const setup = (options: SetupOptions = {}) =>
  setupStatus({
    view: knownView(),
    ...options,
    properties: { actions: "reconnect refresh invalidate disconnect", ...options.properties },
  });

/** Sets up an element that asks the user to confirm a disconnect. */
async function setupConfirmation(options: SetupOptions = {}) {
  const world = await setup(options);
  world.received.length = 0;
  world.button("disconnect").focus();
  await ask(world.button("disconnect"));
  return world;
}

const serverError = () => new ConnectError("server_error", "For developers.");

describe("the confirmation of a destructive action", () => {
  for (const variant of ["badge", "card"] as const) {
    it(`passes the accessibility audit on a ${variant}`, async () => {
      const { element, part } = await setupConfirmation({ properties: { variant } });
      const box = part("confirm")!;
      expect(box.getAttribute("role")).to.equal("group");
      expect(box.textContent.replace(/\s+/g, " ").trim()).to.equal(
        "Disconnect @anna? This can’t be undone. Disconnect Keep",
      );
      await expect(element).to.be.accessible();
    });
  }

  it("replaces the actions, focuses Keep, and sends nothing yet", async () => {
    const { client, part, focused, buttons, received } = await setupConfirmation();
    expect(buttons()).to.deep.equal(["Disconnect", "Keep"]);
    expect(focused()).to.equal(part("confirm-no"));
    expect(summarize(received)).to.deep.equal(["before-disconnect"]);
    expect(received[0]!.detail).to.deep.equal({ connectionId: "conn_1" });
    await quiet();
    expect(client.disconnections).to.deep.equal([]);
  });

  it("explains that an ended session can be reconnected", async () => {
    const { button, part, settled } = await setup();
    button("invalidate").click();
    await settled();
    expect(part("confirm")!.textContent).to.contain("End the session for @anna? You can reconnect later.");
  });

  it("names the account, whatever is known of it", async () => {
    for (const [userData, question] of [
      [{ name: "$& $1", username: "" }, "Disconnect $& $1?"],
      [null, "Disconnect this account?"],
    ] as const) {
      const { part } = await setupConfirmation({ view: knownView({ userData }) });
      expect(part("confirm")!.textContent).to.contain(question);
    }
  });

  for (const [way, keep] of Object.entries({
    Escape: () => sendKeys({ press: "Escape" }),
    "Enter, which is on Keep": () => sendKeys({ press: "Enter" }),
  })) {
    it(`is declined by ${way}, which returns the focus to the action`, async () => {
      const { client, focused, button, settled, part, received } = await setupConfirmation();
      await keep();
      await settled();
      expect(part("confirm")).to.equal(null);
      expect(focused()).to.equal(button("disconnect"));
      expect(client.disconnections).to.deep.equal([]);
      expect(summarize(received)).to.deep.equal(["before-disconnect"]);
    });
  }

  it("keeps Escape from a surrounding dialog", async () => {
    const dialog = document.createElement("dialog");
    document.body.append(dialog);
    dialog.showModal();
    const { part, settled } = await setupConfirmation({ parent: dialog });
    const keys: string[] = [];
    dialog.addEventListener("keydown", ({ key }) => keys.push(key));
    await sendKeys({ press: "Escape" });
    await settled();
    expect(part("confirm")).to.equal(null);
    expect(keys, "a dialog that is made of a div hears keys").to.deep.equal([]);
    expect(dialog.open).to.equal(true);
    dialog.remove();
  });

  for (const [device, press] of Object.entries({
    // What stands under the pointer now; with a second click a browser counts to two.
    pointer: (yes: HTMLElement) => yes.dispatchEvent(new MouseEvent("click", { detail: 1, bubbles: true })),
    "double click": (yes: HTMLElement) => yes.dispatchEvent(new MouseEvent("click", { detail: 2, bubbles: true })),
    keyboard: async (yes: HTMLElement) => {
      yes.focus();
      await sendKeys({ press: "Enter" });
    },
    "screen reader": (yes: HTMLElement) => yes.click(),
  })) {
    it(`takes no second press within a second, by ${device}`, async () => {
      const { client, button, part, settled } = await setup();
      const clock = fakeTime();
      button("disconnect").click();
      await settled();
      const yes = part("confirm-yes")!;
      for (const ms of [0, 500, 499]) {
        clock.advance(ms);
        await settled();
        expect(yes.ariaDisabled).to.equal("true");
        await press(yes);
        expect(client.disconnections, `after ${String(ms)} ms`).to.deep.equal([]);
        expect(part("confirm")).to.not.equal(null);
      }
      clock.advance(1);
      await settled();
      expect(yes.ariaDisabled).to.equal(null);
      await press(yes);
      expect(client.disconnections).to.have.length(1);
    });
  }

  it("counts that second from the last time it was asked", async () => {
    const { client, button, part, settled } = await setup();
    const clock = fakeTime();
    button("disconnect").click();
    await settled();
    clock.advance(900);
    part("confirm-no")!.click();
    await settled();
    button("disconnect").click();
    await settled();
    clock.advance(900);
    await settled();
    part("confirm-yes")!.click();
    expect(client.disconnections).to.deep.equal([]);
    clock.advance(100);
    part("confirm-yes")!.click();
    expect(client.disconnections).to.have.length(1);
  });

  it("does not appear when a listener cancels the event", async () => {
    const { element, button, part, settled } = await setup();
    element.addEventListener("ofauth-before-disconnect", (event) => event.preventDefault());
    button("disconnect").click();
    await settled();
    expect(part("confirm")).to.equal(null);
    expect(button("disconnect")).to.not.equal(null);
  });

  it("disappears when another connection is shown", async () => {
    const { client, part, settled } = await setupConfirmation();
    client.notify(knownView({ id: "conn_2" }), "push");
    await settled();
    expect(part("confirm")).to.equal(null);
  });
});

describe("a destructive action", () => {
  it("runs once after the user confirms, and emits its events", async () => {
    const { client, part, received, settled, buttons, focused } = await setupConfirmation();
    part("confirm-yes")!.click();
    await settled();
    part("confirm-yes")!.click();
    part("confirm-no")!.click();
    await settled();
    expect(client.disconnections.map(({ id }) => id)).to.deep.equal(["conn_1"]);
    expect(part("confirm-yes")!.ariaBusy).to.equal("true");
    expect(part("confirm-no")!.ariaDisabled).to.equal("true");
    client.disconnections[0]!.resolve();
    client.notify({ name: "none" }, "action");
    await quiet();
    expect(summarize(received)).to.deep.equal(["before-disconnect", "→ none (action)", "disconnected"]);
    expect(received.at(-1)!.detail).to.deep.equal({ connectionId: "conn_1" });
    expect(buttons()).to.deep.equal(["Connect", "Refresh"]);
    expect(focused()?.textContent.trim()).to.equal("Connect");
  });

  it("moves the focus to the element when no button is left", async () => {
    const { client, part, focused, settled } = await setupConfirmation({ properties: { actions: "disconnect" } });
    part("confirm-yes")!.focus();
    part("confirm-yes")!.click();
    client.disconnections[0]!.resolve();
    client.notify({ name: "none" }, "action");
    await quiet();
    await settled();
    expect(focused()).to.equal(part("base"));
  });

  it("emits the connection as it is after an invalidation", async () => {
    const { button, part, client, received } = await setup();
    await ask(button("invalidate"));
    part("confirm-yes")!.click();
    client.invalidations[0]!.resolve(connection({ status: "expired" }));
    await quiet();
    expect(received.at(-1)!.type).to.equal("ofauth-invalidated");
    expect(received.at(-1)!.detail["connection"]).to.include({ id: "conn_1", status: "expired" });
  });

  it("that fails changes nothing and focuses the error", async () => {
    const { client, part, received, settled, buttons, badge, focused } = await setupConfirmation();
    part("confirm-yes")!.focus();
    part("confirm-yes")!.click();
    client.disconnections[0]!.reject(serverError());
    await quiet();
    await settled();
    expect(badge()).to.equal("Active");
    expect(buttons()).to.deep.equal(["Refresh", "End session", "Disconnect"]);
    expect(focused()).to.equal(part("message"));
    expect(part("message")!.textContent.trim()).to.equal("Something went wrong. Try again.");
    expect(summarize(received)).to.deep.equal(["before-disconnect", "error"]);
    expect(received.at(-1)!.detail).to.deep.equal({
      code: "server_error",
      message: "For developers.",
      retryable: true,
    });
  });

  it("announces an error when the focus is elsewhere", async () => {
    const { client, element, part, received } = await setupConfirmation();
    const announced = recordAnnouncements();
    part("confirm-yes")!.click();
    (element.shadowRoot!.activeElement as HTMLElement).blur();
    client.disconnections[0]!.reject(new ConnectError("forbidden"));
    await quiet();
    expect(summarize(received).at(-1)).to.equal("error");
    expect(announced).to.deep.equal(["That isn’t allowed here. Reload the page and try again."]);
  });

  it("passes the accessibility audit while it runs and after it failed", async () => {
    const { element, client, part, settled } = await setupConfirmation();
    part("confirm-yes")!.click();
    await settled();
    await expect(element).to.be.accessible();
    client.disconnections[0]!.reject(serverError());
    await quiet();
    await expect(element).to.be.accessible();
  });

  it("clears its error with the next confirmation", async () => {
    const { client, part, button, settled } = await setupConfirmation();
    part("confirm-yes")!.click();
    client.disconnections[0]!.reject(serverError());
    await quiet();
    button("disconnect").click();
    await settled();
    expect(part("message")).to.equal(null);
  });

  it("completes when the element is removed meanwhile", async () => {
    const { element, client, part } = await setupConfirmation();
    part("confirm-yes")!.click();
    element.remove();
    client.disconnections[0]!.reject(serverError());
    await quiet();
    expect(element.isConnected).to.equal(false);
  });

  it("completes when a listener removes the element", async () => {
    const { element, client, button } = await setup();
    element.addEventListener("ofauth-before-disconnect", () => element.remove());
    button("disconnect").click();
    expect(await element.disconnect()).to.deep.include({ outcome: "failed", code: "not_connected" });
    expect(client.disconnections).to.deep.equal([]);
  });
});

describe("an action called from script", () => {
  it("asks the page but not the user, and resolves with the result", async () => {
    const { element, client, received, part } = await setup();
    received.length = 0;
    const ended = element.invalidate();
    expect(element.invalidate()).to.be.instanceOf(Promise);
    await quiet();
    expect(part("confirm")).to.equal(null);
    expect(client.invalidations).to.have.length(1);
    const expired = connection({ status: "expired" });
    client.invalidations[0]!.resolve(expired);
    expect(await ended).to.deep.equal({ outcome: "done", connectionId: "conn_1", connection: expired });
    expect(summarize(received)).to.deep.equal(["before-invalidate", "invalidated"]);
  });

  it("is cancelled when the page cancels the event", async () => {
    const { element, client } = await setup();
    element.addEventListener("ofauth-before-disconnect", (event) => event.preventDefault());
    expect(await element.disconnect()).to.deep.equal({ outcome: "cancelled", connectionId: "conn_1" });
    expect(client.disconnections).to.deep.equal([]);
  });

  it("resolves with an error code and never rejects", async () => {
    const { element, client, settled } = await setup();
    const failing = element.disconnect();
    await quiet();
    expect(await element.invalidate()).to.include({ outcome: "failed", code: "busy" });
    client.disconnections[0]!.reject(new TypeError("unexpected"));
    expect(await failing).to.deep.equal({ outcome: "failed", code: "unknown", message: "unknown", retryable: true });
    client.notify({ name: "none" });
    await settled();
    expect(await element.disconnect()).to.include({ outcome: "failed", code: "not_found", retryable: false });
  });
});
