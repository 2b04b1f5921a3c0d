/** An `<ofauth-connections>` in each of the states that a user may find it in. */
import { json, never, until } from "../../browser/page-setup.js";
import { account, setup } from "./list-setup.js";
import type { Situations } from "../appearance-setup.js";

type World = Awaited<ReturnType<typeof setup>>;

const has = [
  account("conn_1"),
  account("conn_2", { status: "expired" }),
  account("conn_3", { status: "awaiting_2fa", imported: true }),
  account("conn_4", { status: "pending" }),
];

async function stale(): Promise<World> {
  let down = false;
  const world = await setup({
    answers: { "/connections": () => (down ? new Response("", { status: 500 }) : (undefined as never)) },
  });
  await world.state("ready");
  down = true;
  await world.element.refreshNow();
  return world;
}

export const situations: Situations = {
  loading: () => setup({ answers: { "/connections": never } }),
  ready: async () => {
    const world = await setup({ has, attributes: { "page-size": "3" } });
    await world.state("ready");
    return world;
  },
  "ready, all actions": async () => {
    const world = await setup({ has, attributes: { actions: "reconnect refresh invalidate disconnect" } });
    await world.state("ready");
    return world;
  },
  "asking before a disconnect": async () => {
    const world = await setup({ has });
    await world.state("ready");
    (await until(() => world.inRow(0, "action-disconnect"))).click();
    await until(() => world.inRow(0, "confirm"));
    return world;
  },
  "with the next page on its way": async () => {
    let slow = false;
    const world = await setup({
      has,
      attributes: { "page-size": "2" },
      answers: { "/connections": (request) => (slow ? never(request) : (undefined as never)) },
    });
    await world.state("ready");
    slow = true;
    await world.press("action-next");
    return world;
  },
  empty: async () => {
    const world = await setup({ has: [] });
    await world.state("empty");
    return world;
  },
  "empty for its filters": async () => {
    const world = await setup({ has: [], attributes: { status: "active", imported: "true" } });
    await world.state("empty");
    return world;
  },
  "in error": async () => {
    const world = await setup({ answers: { "/connections": () => json({}, 401) } });
    await world.state("error");
    return world;
  },
  stale,
};
