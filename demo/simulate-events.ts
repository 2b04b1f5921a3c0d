/** Simulates events at OFAuth for the buttons of the page. The emulator delivers their webhooks to the handler. */
import { setTimeout as pause } from "node:timers/promises";
import type { Emulator } from "ofauth-elements/emulator";

/** Returns whether the event was possible. */
type Simulation = (emulator: Emulator, id: string) => boolean | Promise<boolean>;

const simulations: ReadonlyMap<string, Simulation> = new Map<string, Simulation>([
  ["expire", ({ connections }, id) => connections.expire(id)],
  ["permissions", ({ connections }, id) => connections.requirePermissions(id, ["profile:read", "messages:read"])],
  ["delete", ({ connections }, id) => connections.delete(id)],
  ["repeat", repeat],
  ["disorder", disorder],
]);

/** Delivers the last webhook of the connection again: OFAuth guarantees delivery at least once. */
function repeat({ webhooks }: Emulator, id: string): boolean {
  const last = webhooks.deliveries.findLast(({ connectionId, state }) => connectionId === id && state === "delivered");
  return last !== undefined && webhooks.redeliver(last.id) !== undefined;
}

/** Makes two changes and delivers the second one first. The connection ends in its first state. */
async function disorder({ connections, webhooks }: Emulator, id: string): Promise<boolean> {
  const toggle = () => (connections.get(id)?.status === "expired" ? connections.renew(id) : connections.expire(id));
  webhooks.hold();
  try {
    toggle();
    // Webhooks with the same millisecond have no order.
    await pause(5);
    toggle();
  } finally {
    webhooks.release();
  }
  return true;
}

/** Simulates the event `name`. Returns the types of the delivered webhooks, or undefined when the event was not possible. */
export async function simulateEvent(
  name: string,
  emulator: Emulator,
  id: string,
): Promise<readonly string[] | undefined> {
  const before = new Set(emulator.webhooks.deliveries.map((delivery) => delivery.id));
  if (!(await simulations.get(name)?.(emulator, id))) return undefined;
  await webhooksDelivered(emulator);
  return emulator.webhooks.deliveries
    .filter((delivery) => delivery.connectionId === id && !before.has(delivery.id) && delivery.state === "delivered")
    .map(({ type }) => type);
}

/** Resolves when all webhooks are delivered, or after 2 seconds: a webhook that fails is retried for hours. */
export const webhooksDelivered = ({ webhooks }: Emulator): Promise<unknown> =>
  Promise.race([webhooks.settled(), pause(2000, undefined, { ref: false })]);
