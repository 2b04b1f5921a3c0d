/**
 * Remote control of webhooks.
 *
 * - `GET /emulator/webhooks`: returns the endpoints (without secrets), the switches, the deliveries and the failures.
 * - `POST /emulator/webhooks` `{"duplicate": true, "hold": true}`: sets the switches. `"hold": false` sends the held
 *   deliveries, the last one first.
 * - `POST /emulator/webhooks/redeliver` `{"id": "del_…"}`: repeats a delivery; without an id, the last one.
 * - `POST /emulator/webhooks/send` `{"type": "rules.updated", "data": {}}`: sends an event that is not about a
 *   connection.
 */
import { Hono } from "hono";
import { isMissing, isString, asRecord } from "../../protocol/record.js";
import { apiError, badRequest } from "../api/error.js";
import type { Webhooks } from "../webhooks/webhooks.js";

const switches: readonly string[] = ["duplicate", "hold"];

/** Creates the routes, to be mounted at `/emulator/webhooks`. */
export function createWebhookControlRoutes(webhooks: Webhooks): Hono {
  const control = new Hono();
  const currentState = () => ({
    endpoints: webhooks.list(),
    duplicate: webhooks.duplicate,
    hold: webhooks.holding,
    deliveries: webhooks.deliveries,
    failures: webhooks.failures,
  });

  control.get("/", (c) => c.json(currentState()));

  control.post("/", async (c) => {
    const body = await readBody(c.req.raw);
    const entries = Object.entries(body ?? {});
    if (!body || !entries.every(([name, value]) => switches.includes(name) && typeof value === "boolean")) {
      return badRequest(`The body must be an object of switches (${switches.join(", ")}), each true or false.`);
    }
    if (typeof body.duplicate === "boolean") webhooks.duplicate = body.duplicate;
    if (body.hold === true) webhooks.hold();
    if (body.hold === false) webhooks.release();
    return c.json(currentState());
  });

  control.post("/redeliver", async (c) => {
    const body = await readBody(c.req.raw);
    if (!body || !(isMissing(body.id) || isString(body.id)))
      return badRequest(`The body must look like {"id": "del_…"}.`);
    return webhooks.redeliver(body.id ?? undefined)
      ? c.json(currentState())
      : apiError(404, "The delivery does not exist.");
  });

  control.post("/send", async (c) => {
    const { type, data = {} } = (await readBody(c.req.raw)) ?? {};
    const fields = asRecord(data);
    if (!isString(type) || !type || !fields) {
      return badRequest(`The body must look like {"type": "rules.updated", "data": {}}.`);
    }
    webhooks.send(type, fields);
    return c.json(currentState());
  });

  return control;
}

async function readBody(request: Request) {
  const body: unknown = await request.json().catch(() => undefined);
  return asRecord(body);
}
