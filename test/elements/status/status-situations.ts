/** An `<ofauth-connection-status>` in each of the states that a user may find it in. */
import { ConnectError } from "../../../src/protocol/error-codes.js";
import { fakeHost, json, never, replace, until } from "../../browser/page-setup.js";
import { fakePopup, session } from "../connect/connect-setup.js";
import type { Situations } from "../appearance-setup.js";
import { known, setup, type SetupOptions } from "./status-setup.js";

const actions = "reconnect refresh invalidate disconnect";

/** A card with all that it can have. */
async function card(over: object, options: SetupOptions = {}) {
  const world = await setup({
    view: known({ permissions: ["messages", "posts"], imported: true, ...over }, true),
    ...options,
    properties: { variant: "card", actions, ...options.properties },
  });
  world.root.querySelector("details")?.setAttribute("open", "");
  return world;
}

async function asking(action: "invalidate" | "disconnect", over: object = {}) {
  const world = await card(over);
  world.button(action).click();
  await until(() => world.part("confirm"));
  return world;
}

export const situations: Situations = {
  "a badge that loads": () => setup({ view: { name: "loading" } }),
  ...Object.fromEntries(
    ["active", "awaiting_2fa", "expired", "another"].flatMap((status) => [
      [`a badge: ${status}`, () => setup({ view: known({ status }), properties: { actions } })],
      [`a card: ${status}`, () => card({ status })],
    ]),
  ),
  "a card that loads": () => setup({ view: { name: "loading" }, properties: { variant: "card" } }),
  "a card of none": () => card({}, { view: { name: "none" } }),
  "a card without names": () => card({ userData: null }),
  "a card that could not be read": () =>
    card({}, { view: { name: "failed", error: new ConnectError("unauthorized") } }),
  "asking before the session is ended": () => asking("invalidate"),
  "asking before it is disconnected": () => asking("disconnect"),
  "asking about an account without names": () => asking("disconnect", { userData: null }),
  "an action that has failed": async () => {
    const world = await asking("disconnect");
    world.part("confirm-yes")!.click();
    world.hub.disconnections[0]!.reject(new ConnectError("rate_limited"));
    await until(() => world.part("message"));
    return world;
  },
  "reconnecting in a window": async () => {
    fakeHost({ "link/init": () => session("loaded"), "link/result": never });
    fakePopup();
    const world = await card({ status: "expired" }, { properties: { mode: "popup" } });
    world.button("reconnect").click();
    await until(() => world.part("action-cancel"));
    return world;
  },
  "a reconnect that has failed": async () => {
    fakeHost({ "link/init": () => json({}, 401) });
    replace(window, "open", () => null);
    const world = await card({ status: "expired" }, { properties: { mode: "redirect" } });
    await world.element.reconnect();
    return world;
  },
};
