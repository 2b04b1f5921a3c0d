/** Several handlers and processes of one host that share one Redis. */
import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, test, type TestContext } from "node:test";
import { ofauthHeaders } from "../../support/sign-webhook.js";
import { eventReader, type Message } from "../events/events-setup.js";
import { connectionOf } from "../fake-ofauth.js";
import { bodyOf, waitUntil } from "../handler-setup.js";
import { setupRedis } from "./redis-setup.js";
import { setupWebhooks } from "../webhooks/webhook-setup.js";

const server = setupRedis();
const start = Date.parse("2026-01-01T00:00:00Z");
const page = { "sec-fetch-site": "same-origin" };
const idOf = ({ data }: Message) => (data as { connectionId: string }).connectionId;
const statusOf = ({ data }: Message) => (data as { status: string }).status;

/** Sets up two handlers, each with its own connection to Redis. */
async function setupTwo(t: TestContext) {
  const prefix = server.newPrefix();
  const make = () => setupWebhooks({ store: server.open(t, { prefix, now: () => start }) });
  const [here, there] = [make(), make()];
  await Promise.all([here.store.since(), there.store.since()]);
  const listen = async ({ browser }: typeof here, user = "user-1") => {
    const response = await browser(user).send("/api/ofauth/events", { headers: page });
    assert.equal(response.status, 200);
    return eventReader(response.body!);
  };
  return { here, there, listen };
}

describe("two handlers on one Redis", () => {
  test("a webhook to one reaches its user's page on the other, and no other user's", async (t) => {
    const { here, there, listen } = await setupTwo(t);
    await here.connect();
    const [own, others] = [await listen(there), await listen(there, "user-2")];
    await bodyOf(await here.deliver(here.eventOf("connection.expired", { status: "expired", at: 1000 })));
    const message = await own.next();
    assert.deepEqual([idOf(message), statusOf(message)], ["conn_1", "expired"]);
    // Only the process that received the webhook calls the host's function.
    assert.deepEqual([here.changed.length, there.changed.length], [1, 0]);
    // OFAuth's list is read again for an unknown connection.
    here.clock.now += 10_000;
    await here.connect("conn_2", "user-2");
    await bodyOf(await here.deliver(here.eventOf("connection.updated", { id: "conn_2", owner: "user-2", at: 1000 })));
    assert.equal(idOf(await others.next()), "conn_2");
    assert.equal(own.messages.length, 0);
  });

  test("an event that both receive ten times at once is handled once", async (t) => {
    const { here, there } = await setupTwo(t);
    const rules = here.eventOf("rules.updated");
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => [here.deliverSvix(rules), there.deliverSvix(rules)]).flat(),
    );
    assert.ok(answers.every(({ status }) => status === 200 || status === 503));
    for (const each of [here, there]) await bodyOf(await each.deliverSvix(rules));
    assert.equal(here.events.length + there.events.length, 1);
  });

  test("an event that failed on one can be handled by the other", async (t) => {
    const prefix = server.newPrefix();
    const onEvent = () => Promise.reject(new Error("mine"));
    const failing = setupWebhooks({ store: server.open(t, { prefix }), onEvent });
    const other = setupWebhooks({ store: server.open(t, { prefix }) });
    const rules = other.eventOf("rules.updated");
    assert.equal((await failing.deliverSvix(rules)).status, 500);
    await bodyOf(await other.deliverSvix(rules));
    await bodyOf(await failing.deliverSvix(rules));
    assert.equal(other.events.length, 1);
  });

  test("a connection confirmed on one is visible on the other, and an unconfirmed one is hidden", async (t) => {
    const { here, there } = await setupTwo(t);
    const made = { createdAt: "2026-01-01T00:10:00.000Z" };
    for (const parts of [here, there]) {
      parts.clock.now += 10 * 60_000;
      parts.ofauth.connections = [connectionOf("conn_own", "user-1", made), connectionOf("conn_other", "user-1", made)];
    }
    const shown = async () => {
      const { list } = await bodyOf(await there.browser().send("/api/ofauth/connections", { headers: page }));
      return (list as { id: string }[]).map(({ id }) => id);
    };
    assert.deepEqual(await shown(), []);
    const browser = here.browser();
    await bodyOf(await browser.init("attempt-0001", "embed"));
    await bodyOf(await browser.complete("attempt-0001", "conn_own"));
    assert.deepEqual(await shown(), ["conn_own"]);
  });

  test("an unconfirmed connection is reported by one of them", async (t) => {
    const { here, there } = await setupTwo(t);
    const made = { createdAt: "2026-01-01T00:10:00.000Z" };
    for (const parts of [here, there]) {
      parts.clock.now += 10 * 60_000;
      parts.ofauth.connections = [connectionOf("conn_1", "user-1", made)];
    }
    for (const parts of [here, there]) {
      await bodyOf(
        await parts.deliver({ ...parts.eventOf("connection.created", { at: 600_000 }), note: parts === here }),
      );
      await waitUntil(() => parts.openBackgroundTimers() > 0);
    }
    await Promise.all([here.advance(11 * 60_000), there.advance(11 * 60_000)]);
    const reports = () => here.unconfirmed.length + there.unconfirmed.length;
    await waitUntil(() => reports() > 0 && here.openTimers() + there.openTimers() === 0);
    assert.equal(reports(), 1);
  });
});

interface ChildProcess {
  readonly url: string;
  /** The event types that the process passed to the host. */
  readonly events: string[];
}

describe("two processes on one Redis", () => {
  async function setupProcesses(t: TestContext) {
    const prefix = server.newPrefix();
    const list = [connectionOf("conn_1", "user-1", { createdAt: new Date(0).toISOString() })];
    const ofauth = createServer((_, response) => response.end(JSON.stringify({ list, hasMore: false })));
    await new Promise<void>((resolve) => void ofauth.listen(0, "127.0.0.1", resolve));
    t.after(() => {
      ofauth.closeAllConnections();
      ofauth.close();
    });
    const apiUrl = `http://127.0.0.1:${(ofauth.address() as AddressInfo).port}`;

    async function begin(): Promise<ChildProcess> {
      const file = new URL("redis-process.ts", import.meta.url);
      const child = fork(file, [server.redis().url, prefix, apiUrl], { execArgv: ["--import", "tsx"] });
      t.after(() => void child.kill("SIGKILL"));
      const events: string[] = [];
      child.on("message", ({ type }: { type?: string }) => {
        if (type !== undefined) events.push(type);
      });
      const [{ port }] = (await once(child, "message")) as [{ port: number }];
      return { url: `http://127.0.0.1:${port}/api/ofauth`, events };
    }

    const deliver = ({ url }: ChildProcess, event: object) => {
      const body = JSON.stringify(event);
      return fetch(`${url}/webhooks`, {
        method: "POST",
        headers: ofauthHeaders(body, Math.floor(Date.now() / 1000)),
        body,
      });
    };
    const [here, there] = await Promise.all([begin(), begin()]);
    return { here, there, deliver };
  }

  test("a webhook to one reaches a page on the other, and a duplicate to both is handled once", async (t) => {
    const { here, there, deliver } = await setupProcesses(t);
    const response = await fetch(`${there.url}/events`, { headers: { ...page, "x-user": "user-1" } });
    assert.equal(response.status, 200);
    const source = eventReader(response.body!);
    const event = {
      type: "connection.expired",
      timestamp: new Date().toISOString(),
      data: { clientReferenceId: "user-1", connection: { id: "conn_1", status: "expired" } },
    };
    const answers = await Promise.all([deliver(here, event), deliver(there, event)]);
    const statuses = answers.map(({ status }) => status);
    assert.ok(statuses.includes(200) && statuses.every((status) => status === 200 || status === 503), String(statuses));
    const message = await source.next();
    assert.deepEqual([idOf(message), statusOf(message)], ["conn_1", "expired"]);
    for (const each of [here, there]) assert.equal((await deliver(each, event)).status, 200);
    // A child's message to this process and its answer to a delivery arrive in any order.
    await waitUntil(() => here.events.length + there.events.length > 0);
    assert.deepEqual([...here.events, ...there.events], ["connection.expired"]);
    const next = { ...event, type: "connection.disconnected", timestamp: new Date().toISOString() };
    assert.equal((await deliver(here, next)).status, 200);
    assert.equal(statusOf(await source.next()), "disconnected");
    await source.cancel();
  });
});
