/** Random events in random order: the invariants hold, and in the end every observer sees what the host has. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { HostResponseError } from "../../src/connections/ports.js";
import { ConnectError, type ErrorCode } from "../../src/protocol/error-codes.js";
import type { Connection } from "../../src/protocol/connection.js";
import { flushPromises } from "../support/fake-ports.js";
import { seeded } from "../support/seeded.js";
import { connection, setupClient, pageOf, ignoreRejection, type FakeRequest } from "./client-setup.js";

const ids = ["conn_1", "conn_2", "conn_3", "conn_4"];
const failures: ErrorCode[] = ["network", "timeout", "server_error", "bad_response", "misconfigured", "unauthorized"];

/** Host whose connections change all the time. A response contains the state at the time of its request. */
class ChangingHost {
  readonly has = new Map<string, Connection>();
  #count = 0;

  change(id: string, status: string): void {
    const updatedAt = new Date(Date.UTC(2026, 0, 1) + ++this.#count * 1000).toISOString();
    this.has.set(id, connection(id, { status, updatedAt }));
  }

  responseTo({ ids, params }: FakeRequest): unknown {
    const found = (params ? [...this.has.keys()] : ids).flatMap((id) => this.has.get(id) ?? []);
    if (params) {
      const list = found.filter(({ status }) => !params.status || status === params.status);
      return pageOf(
        list.slice(params.offset, params.offset + params.limit),
        list.length > params.offset + params.limit,
      );
    }
    return found;
  }
}

async function runRandomSequence(seed: number): Promise<void> {
  const random = seeded(seed);
  const setup = setupClient({ random: () => random.below(1000) / 1000 });
  const { client, api, clock, streams } = setup;
  const host = new ChangingHost();
  for (const id of ids) host.change(id, "active");
  const responses = new Map<FakeRequest, unknown>();
  const live: { view: { name: string }; stop: () => void; refetch: () => Promise<unknown> }[] = [];
  /** The newest `updatedAt` that each observer was notified of. */
  const newest = new Map<object, string>();
  let seen = 0;

  const checkInvariants = () => {
    for (const request of api.requests.slice(seen)) {
      const isFetch = !/^(invalidate|disconnect)/.test(request.name);
      if (isFetch) assert.ok(setup.page.visible && setup.page.online, `fetch while hidden or offline: ${request.name}`);
      responses.set(request, host.responseTo(request));
    }
    seen = api.requests.length;
    const running = api.requests.filter(
      ({ name, settled, signal }) => /^(getOne|getMany)/.test(name) && !settled && !signal?.aborted,
    );
    const fetchedIds = running.flatMap((request) => request.ids);
    assert.equal(new Set(fetchedIds).size, fetchedIds.length, "one connection is fetched twice in parallel");
  };

  const observe = () => {
    const key = {};
    const refresh = random.pick([0, 0, 10, 30]);
    const onChange = (view: { name: string; connection?: Connection }) => {
      if (view.name !== "known") return newest.delete(key);
      const { updatedAt } = view.connection!;
      assert.ok(updatedAt! >= (newest.get(key) ?? ""), "an older state overwrote a newer one");
      return newest.set(key, updatedAt!);
    };
    if (random.chance(0.3)) live.push(setup.observePage(random.chance(0.5) ? { status: "active" } : {}, refresh));
    else live.push(client.observe(random.pick(ids), { refresh }, onChange));
  };

  const settle = async (request: FakeRequest, mayFail = true) => {
    const response = responses.get(request);
    const [id = ""] = request.ids;
    if (mayFail && random.chance(0.25)) {
      const code = random.pick(failures);
      const retryAfter = random.pick([null, "2", "soon"]);
      await request.reject(random.chance(0.5) ? new ConnectError(code) : new HostResponseError(code, "", retryAfter));
    } else if (request.name.startsWith("invalidate")) {
      if (host.has.has(id)) host.change(id, "expired");
      if (host.has.has(id)) await request.resolve(host.has.get(id));
      else await request.reject(new ConnectError("not_found"));
    } else if (request.name.startsWith("disconnect")) {
      host.has.delete(id);
      await request.resolve(undefined);
    } else if (request.name.startsWith("getOne")) await request.resolve((response as Connection[])[0]);
    else await request.resolve(response);
  };

  const open = () => api.requests.filter(({ settled, signal }) => !settled && !signal?.aborted);
  const steps = [
    observe,
    () => live.length > 1 && live.splice(random.below(live.length), 1)[0]!.stop(),
    () => live.length && ignoreRejection(random.pick(live).refetch()),
    () => clock.advance(random.pick([0, 10, 500, 2_000, 10_000, 60_000])),
    () => setup.setVisibility({ visible: random.chance(0.6), online: random.chance(0.8) }),
    () =>
      host.has.size &&
      host.change(random.pick([...host.has.keys()]), random.pick(["active", "expired", "awaiting_2fa"])),
    () => setup.otherTabPosts({ connectionId: random.pick(ids), status: "active" }),
    () => {
      const stream = streams.find((stream) => stream.open);
      const id = random.pick(ids);
      stream?.onMessage({
        connectionId: id,
        status: host.has.get(id)?.status ?? "disconnected",
        connection: host.has.get(id),
      });
    },
    () => streams.find((stream) => stream.open)?.[random.pick(["onOpen", "onReset"] as const)](),
    () => streams.find((stream) => stream.open)?.[random.pick(["onBreak", "onBeat", "onReplaced"] as const)](),
    () => {
      const status = random.pick([undefined, 200, 401, 429, 503, random.chance(0.1) ? 404 : 502]);
      const retryAfter = random.pick([null, "2", "soon"]);
      streams.find((stream) => stream.open)?.onClose(status === undefined ? undefined : { status, retryAfter });
    },
    () => ignoreRejection(client.invalidate(random.pick(ids))),
    () => random.chance(0.2) && ignoreRejection(client.disconnect(random.pick(ids))),
    () => client.refetchConnection(random.pick(ids)),
    async () => open().length && settle(random.pick(open())),
    async () => open().length && settle(random.pick(open())),
    async () => open().length && settle(random.pick(open())),
  ];
  for (let step = 0; step < 250; step++) {
    await Promise.resolve(random.pick(steps)());
    await flushPromises();
    checkInvariants();
  }

  // In the end every request succeeds, and every observation refetches once.
  const settleAll = async () => {
    while (open().length) {
      for (const request of open()) await settle(request, false);
      clock.advance(0);
      await flushPromises();
      checkInvariants();
    }
  };
  setup.setVisibility({ visible: true, online: true });
  await settleAll();
  const refetches = live.map(({ refetch }) => refetch());
  clock.advance(0);
  await flushPromises();
  checkInvariants();
  await settleAll();
  clock.advance(3_000);
  await flushPromises();
  checkInvariants();
  await settleAll();
  await Promise.all(refetches);
  for (const { view } of live) {
    assert.ok(["known", "none"].includes(view.name), `${view.name} at the end`);
    const { connection, connections = [] } = view as { connection?: Connection; connections?: Connection[] };
    for (const one of connection ? [connection] : connections) assert.deepEqual(one, host.has.get(one.id));
  }
  for (const { stop } of live) stop();
  await flushPromises();
  assert.equal(setup.heldResources, 0);
}

const sequences = 150;
test(`keeps its invariants in ${sequences} random sequences of 250 steps`, async () => {
  for (let seed = 1; seed <= sequences; seed++) {
    try {
      await runRandomSequence(seed);
    } catch (error) {
      throw new Error(`sequence ${seed}`, { cause: error });
    }
  }
});
