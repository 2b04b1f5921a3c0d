/** An `<ofauth-import>` in each of the states that a user may find it in. */
import { json, never, quiet } from "../../browser/page-setup.js";
import { conflict, setup } from "./import-setup.js";
import type { Situations } from "../appearance-setup.js";

type World = Awaited<ReturnType<typeof setup>>;

async function sent(answer: () => Response | Promise<Response>): Promise<World> {
  const world = await setup({ answers: { "connections/import": answer } });
  await world.send();
  await world.ended();
  return world;
}

export const situations: Situations = {
  empty: () => setup(),
  "for an update": () => setup({ attributes: { "connection-id": "conn_1" } }),
  "with the cookie shown": async () => {
    const world = await setup();
    world.part("action-show")!.click();
    return world;
  },
  "with both fields wrong": async () => {
    const world = await setup();
    await world.press();
    await quiet();
    return world;
  },
  sending: async () => {
    const world = await setup({ answers: { "connections/import": never } });
    await world.send();
    return world;
  },
  done: async () => {
    const world = await setup();
    await world.send();
    await world.ended();
    return world;
  },
  refused: () => sent(() => new Response("", { status: 404 })),
  "offering an update": () => sent(() => conflict("conn_1")),
  "with an update that has failed": async () => {
    const world = await setup({
      answers: { "connections/import": () => conflict("conn_1"), "import/conn_1": () => json({}, 500) },
    });
    await world.send();
    await world.ended();
    world.part("action-update")!.click();
    await world.ended(2);
    return world;
  },
};
