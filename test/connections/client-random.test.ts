/** Anything, in any order: what must never happen does not, and in the end everybody sees what the host has. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { FetchRefusedError } from "../../src/connections/ports.js";
import { ConnectError, type ErrorCode } from "../../src/protocol/error-codes.js";
import type { Connection } from "../../src/protocol/connection.js";
import { flushPromises as heard } from "../support/fake-ports.js";
import { seeded } from "../support/seeded.js";
import { connection, connectionWorld, page, unheard, type FakeRequest } from "./client-setup.js";

const ids = ["conn_1", "conn_2", "conn_3", "conn_4"];
const failures: ErrorCode[] = ["network", "timeout", "server_error", "bad_response", "misconfigured", "unauthorized"];

/** A host whose connections change all the time; a request carries away what was true when it arrived. */
class ChangingHost {
  readonly has = new Map<string, Connection>();
  #count = 0;

  change(id: string, status: string): void {
    const updatedAt = new Date(Date.UTC(2026, 0, 1) + ++this.#count * 1000).toISOString();
    this.has.set(id, connection(id, { status, updatedAt }));
  }

  answerTo({ ids, query }: FakeRequest): unknown {
    const found = (query ? [...this.has.keys()] : ids).flatMap((id) => this.has.get(id) ?? []);
    if (query) {
      const list = found.filter(({ status }) => !query.status || status === query.status);
      return page(list.slice(query.offset, query.offset + query.limit), list.length > query.offset + query.limit);
    }
    return found;
  }
}

async function walk(seed: number): Promise<void> {
  const random = seeded(seed);
  const world = connectionWorld({ random: () => random.below(1000) / 1000 });
  const { hub, backend, clock, streams } = world;
  const host = new ChangingHost();
  for (const id of ids) host.change(id, "active");
  const carried = new Map<FakeRequest, unknown>();
  const live: { view: { name: string }; stop: () => void; refetch: () => Promise<unknown> }[] = [];
  /** The newest `updatedAt` that each has been told of. */
  const newest = new Map<object, string>();
  let seen = 0;

  const look = () => {
    for (const request of backend.requests.slice(seen)) {
      const isRead = !/^(invalidate|disconnect)/.test(request.what);
      if (isRead) assert.ok(world.page.visible && world.page.online, `read while away: ${request.what}`);
      carried.set(request, host.answerTo(request));
    }
    seen = backend.requests.length;
    const reads = backend.requests.filter(
      ({ what, settled, signal }) => /^(one|several)/.test(what) && !settled && !signal?.aborted,
    );
    const underWay = reads.flatMap((request) => request.ids);
    assert.equal(new Set(underWay).size, underWay.length, "one connection is read twice at once");
  };

  const watch = () => {
    const key = {};
    const refresh = random.pick([0, 0, 10, 30]);
    const isTold = (view: { name: string; connection?: Connection }) => {
      if (view.name !== "known") return newest.delete(key);
      const { updatedAt } = view.connection!;
      assert.ok(updatedAt! >= (newest.get(key) ?? ""), "an older state has overwritten a newer one");
      return newest.set(key, updatedAt!);
    };
    if (random.chance(0.3)) live.push(world.watchPage(random.chance(0.5) ? { status: "active" } : {}, refresh));
    else live.push(hub.observe(random.pick(ids), { refresh }, isTold));
  };

  const settle = async (request: FakeRequest, mayFail = true) => {
    const answer = carried.get(request);
    const [id = ""] = request.ids;
    if (mayFail && random.chance(0.25)) {
      const code = random.pick(failures);
      const retryAfter = random.pick([null, "2", "soon"]);
      await request.refuse(random.chance(0.5) ? new ConnectError(code) : new FetchRefusedError(code, "", retryAfter));
    } else if (request.what.startsWith("invalidate")) {
      if (host.has.has(id)) host.change(id, "expired");
      if (host.has.has(id)) await request.answer(host.has.get(id));
      else await request.refuse(new ConnectError("not_found"));
    } else if (request.what.startsWith("disconnect")) {
      host.has.delete(id);
      await request.answer(undefined);
    } else if (request.what.startsWith("one")) await request.answer((answer as Connection[])[0]);
    else await request.answer(answer);
  };

  const open = () => backend.requests.filter(({ settled, signal }) => !settled && !signal?.aborted);
  const steps = [
    watch,
    () => live.length > 1 && live.splice(random.below(live.length), 1)[0]!.stop(),
    () => live.length && unheard(random.pick(live).refetch()),
    () => clock.advance(random.pick([0, 10, 500, 2_000, 10_000, 60_000])),
    () => world.setPresence({ visible: random.chance(0.6), online: random.chance(0.8) }),
    () =>
      host.has.size &&
      host.change(random.pick([...host.has.keys()]), random.pick(["active", "expired", "awaiting_2fa"])),
    () => world.otherTab({ connectionId: random.pick(ids), status: "active" }),
    () => {
      const stream = streams.find((stream) => stream.open);
      const id = random.pick(ids);
      stream?.changed({
        connectionId: id,
        status: host.has.get(id)?.status ?? "disconnected",
        connection: host.has.get(id),
      });
    },
    () => streams.find((stream) => stream.open)?.[random.pick(["opened", "reset"] as const)](),
    () => streams.find((stream) => stream.open)?.lost(random.chance(0.5)),
    () => unheard(hub.invalidate(random.pick(ids))),
    () => random.chance(0.2) && unheard(hub.disconnect(random.pick(ids))),
    () => hub.refetchConnection(random.pick(ids)),
    async () => open().length && settle(random.pick(open())),
    async () => open().length && settle(random.pick(open())),
    async () => open().length && settle(random.pick(open())),
  ];
  for (let step = 0; step < 250; step++) {
    await Promise.resolve(random.pick(steps)());
    await heard();
    look();
  }

  // In the end everything answers, and everybody asks once more.
  const calm = async () => {
    while (open().length) {
      for (const request of open()) await settle(request, false);
      clock.advance(0);
      await heard();
      look();
    }
  };
  world.setPresence({ visible: true, online: true });
  await calm();
  const last = live.map((watch) => watch.refetch());
  clock.advance(0);
  await heard();
  look();
  await calm();
  clock.advance(3_000);
  await heard();
  look();
  await calm();
  await Promise.all(last);
  for (const { view } of live) {
    assert.ok(["known", "none"].includes(view.name), `${view.name} in the end`);
    const { connection, connections = [] } = view as { connection?: Connection; connections?: Connection[] };
    for (const one of connection ? [connection] : connections) assert.deepEqual(one, host.has.get(one.id));
  }
  for (const { stop } of live) stop();
  await heard();
  assert.equal(world.held, 0);
}

const walks = 150;
test(`${walks} walks of 250 steps`, async () => {
  for (let seed = 1; seed <= walks; seed++) {
    try {
      await walk(seed);
    } catch (error) {
      throw new Error(`walk ${seed}`, { cause: error });
    }
  }
});
