/**
 * Webhooks in the remote control.
 *
 * - `GET /emulator/webhooks`: the endpoints (without secrets), the switches, the deliveries and what failed.
 * - `POST /emulator/webhooks` `{"duplicate": true, "hold": true}`: the switches. `"hold": false` sends what was held, the
 *   last one first.
 * - `POST /emulator/webhooks/redeliver` `{"id": "del_…"}`: once more; without an id the last delivery.
 * - `POST /emulator/webhooks/send` `{"type": "rules.updated", "data": {}}`: an event that is not about a connection.
 */
import { Hono } from "hono";
import { isMissing, isString, asRecord } from "../../protocol/record.js";
import { apiError, badRequest } from "../api/error.js";
import type { Webhooks } from "../webhooks/webhooks.js";

const switches: readonly string[] = ["duplicate", "hold"];

/** The routes, to be mounted at `/emulator/webhooks`. */
export function createWebhookControlRoutes(webhooks: Webhooks): Hono {
  const control = new Hono();
  const answer = () => ({
    endpoints: webhooks.list(),
    duplicate: webhooks.duplicate,
    hold: webhooks.holding,
    deliveries: webhooks.deliveries,
    failures: webhooks.failures,
  });

  control.get("/", (c) => c.json(answer()));

  control.post("/", async (c) => {
    const body = await bodyOf(c.req.raw);
    const entries = Object.entries(body ?? {});
    if (!body || !entries.every(([name, value]) => switches.includes(name) && typeof value === "boolean")) {
      return badRequest(`The body is an object of switches: ${switches.join(", ")}, each true or false.`);
    }
    if (typeof body.duplicate === "boolean") webhooks.duplicate = body.duplicate;
    if (body.hold === true) webhooks.hold();
    if (body.hold === false) webhooks.release();
    return c.json(answer());
  });

  control.post("/redeliver", async (c) => {
    const body = await bodyOf(c.req.raw);
    if (!body || !(isMissing(body.id) || isString(body.id))) return badRequest(`The body looks like {"id": "del_…"}.`);
    return webhooks.redeliver(body.id ?? undefined) ? c.json(answer()) : apiError(404, "There is no such delivery.");
  });

  control.post("/send", async (c) => {
    const { type, data = {} } = (await bodyOf(c.req.raw)) ?? {};
    const fields = asRecord(data);
    if (!isString(type) || !type || !fields) {
      return badRequest(`The body looks like {"type": "rules.updated", "data": {}}.`);
    }
    webhooks.send(type, fields);
    return c.json(answer());
  });

  return control;
}

async function bodyOf(request: Request) {
  const body: unknown = await request.json().catch(() => undefined);
  return asRecord(body);
}
