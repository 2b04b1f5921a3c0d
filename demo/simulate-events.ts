/** What the page's buttons make of a connection at OFAuth. The webhooks of it reach the handler as they would a real host's. */
import { setTimeout as pause } from "node:timers/promises";
import type { Emulator } from "ofauth-elements/emulator";

/** Resolves to whether there was anything to do. */
type Happening = (emulator: Emulator, id: string) => boolean | Promise<boolean>;

const happenings: ReadonlyMap<string, Happening> = new Map<string, Happening>([
  ["expire", ({ connections }, id) => connections.expire(id)],
  ["permissions", ({ connections }, id) => connections.requirePermissions(id, ["profile:read", "messages:read"])],
  ["delete", ({ connections }, id) => connections.delete(id)],
  ["repeat", repeat],
  ["disorder", disorder],
]);

/** The last webhook of the connection once more: "at least once" is all that OFAuth promises. */
function repeat({ webhooks }: Emulator, id: string): boolean {
  const last = webhooks.deliveries.findLast(({ connectionId, state }) => connectionId === id && state === "delivered");
  return last !== undefined && webhooks.redeliver(last.id) !== undefined;
}

/** Two changes, of which the second is delivered first: the connection ends as it was. */
async function disorder({ connections, webhooks }: Emulator, id: string): Promise<boolean> {
  const turn = () => (connections.get(id)?.status === "expired" ? connections.renew(id) : connections.expire(id));
  webhooks.hold();
  try {
    turn();
    // What happens in one millisecond has no order.
    await pause(5);
    turn();
  } finally {
    webhooks.release();
  }
  return true;
}

/**
 * Lets `name` happen to the connection; resolves to the types of the webhooks that came of it,
 * or to undefined when there was nothing to do.
 */
export async function happen(name: string, emulator: Emulator, id: string): Promise<readonly string[] | undefined> {
  const before = new Set(emulator.webhooks.deliveries.map((delivery) => delivery.id));
  if (!(await happenings.get(name)?.(emulator, id))) return undefined;
  await delivered(emulator);
  return emulator.webhooks.deliveries
    .filter((delivery) => delivery.connectionId === id && !before.has(delivery.id) && delivery.state === "delivered")
    .map(({ type }) => type);
}

/** Resolves when every webhook has been taken. One that is refused is tried again for hours: nobody waits for that. */
export const delivered = ({ webhooks }: Emulator): Promise<unknown> =>
  Promise.race([webhooks.settled(), pause(2000, undefined, { ref: false })]);
