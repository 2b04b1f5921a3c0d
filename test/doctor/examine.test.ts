import assert from "node:assert/strict";
import { test } from "node:test";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { createReportWriter, type Report } from "../../src/doctor/report.js";
import { json, withHeaders } from "./host-cases.js";
import { createHost, examineHost, findingOf, origin, userCookie, type HostOptions } from "./host.js";

const outcomes = ({ findings }: Report) => findings.map(({ id, outcome }) => `${outcome} ${id}`);

test("every check passes on a host that is set up well", async () => {
  const report = await examineHost(createHost());
  assert.deepEqual(report.counts, { ok: report.findings.length, warn: 0, fail: 0, skipped: 0 });
  assert.equal(report.ok, true);
  for (const id of ["link-init", "session", "flow-cookie", "foreign-origin", "own-origin", "link-callback", "return"]) {
    assert.ok(outcomes(report).includes(`ok ${id}`), id);
  }
  for (const id of [
    "result",
    "event-stream",
    "webhook-signed-ofauth",
    "webhook-signed-svix",
    "webhook-stale",
    "clock",
  ]) {
    assert.ok(outcomes(report).includes(`ok ${id}`), id);
  }
  assert.equal(new Set(outcomes(report)).size, report.findings.length);
});

test("without a user and a secret, examine checks only what is public", async () => {
  const host = createHost();
  const report = await examineHost(host, { credentials: {}, webhookSecret: undefined });
  assert.equal(report.ok, true);
  assert.ok(outcomes(report).includes("skipped session"));
  assert.ok(outcomes(report).includes("skipped webhook-signed"));
  assert.equal(host.emulator.sessions.list().length, 0);
  assert.ok(host.requests.every((request) => request.headers.get("cookie") === null));
});

test("examine changes no connection and triggers no callback but onEvent, with a type that has no meaning", async () => {
  const calls: unknown[] = [];
  const events: string[] = [];
  const record = (event: unknown) => void calls.push(event);
  const host = createHost({
    handler: {
      onConnected: record,
      onChanged: record,
      onDisconnected: record,
      onEvent: ({ type }) => void events.push(type),
    },
  });
  host.emulator.connections.seed({ clientReferenceId: "ava" });
  const before = JSON.stringify(host.emulator.connections.list());
  await examineHost(host);
  assert.deepEqual(calls, []);
  assert.deepEqual([...new Set(events)], ["ofauth_elements.doctor"]);
  assert.equal(JSON.stringify(host.emulator.connections.list()), before);
});

test("examine sends the user's credentials with some requests, and never to another origin", async () => {
  const host = createHost();
  await examineHost(host, { credentials: { cookie: userCookie, headers: { authorization: "Bearer of-the-user" } } });
  const withUser = host.requests.filter(({ headers }) => headers.has("authorization"));
  assert.ok(withUser.length > 3 && withUser.length < host.requests.length);
  assert.ok(withUser.every(({ headers }) => headers.get("cookie")?.startsWith(userCookie)));

  const otherHost = createHost({ intercept: () => new Response(null, { status: 404 }) });
  const report = await examineHost(otherHost, {
    endpoint: "https://api.example/ofauth",
    credentials: { cookie: userCookie, headers: { authorization: "Bearer of-the-user" } },
  });
  const sent = otherHost.requests.filter(({ url }) => new URL(url).origin !== origin);
  assert.ok(sent.length > 0);
  assert.ok(sent.every(({ headers }) => !headers.has("cookie") && !headers.has("authorization")));
  assert.ok(outcomes(report).includes("skipped session"));
  assert.ok(outcomes(report).includes("warn endpoint"));
});

test("examine reports each finding as soon as it is known, in the order of the report", async () => {
  const host = createHost();
  const reported: { id: string; requests: number }[] = [];
  const areas: string[] = [];
  const report = await examineHost(host, {
    onFinding: ({ id, area }) => {
      reported.push({ id, requests: host.requests.length });
      if (areas.at(-1) !== area) areas.push(area);
    },
  });
  assert.deepEqual(
    reported.map(({ id }) => id),
    report.findings.map(({ id }) => id),
  );
  const requestsAt = (id: string) => reported.find((each) => each.id === id)?.requests;
  assert.deepEqual([requestsAt("page-loads"), requestsAt("link-init"), requestsAt("link-complete")], [1, 2, 3]);
  assert.equal(new Set(areas).size, areas.length, areas.join());
});

test("what examine reports contains no secret", async () => {
  const secret = "a-secret-of-the-user";
  const reported: string[] = [];
  await examineHost(
    createHost({
      intercept: ({ headers }) => json({ code: "unknown", message: `You sent ${headers.get("cookie")}` }, 418),
    }),
    {
      credentials: { cookie: `session=${secret}` },
      onFinding: (finding) => void reported.push(JSON.stringify(finding)),
    },
  );
  assert.ok(reported.some((text) => text.includes("[hidden]")));
  assert.ok(reported.every((text) => !text.includes(secret)));
});

test("examine sends no cookie over http: to another machine, flow cookies included", async () => {
  const host = createHost();
  const report = await examineHost(host, {
    page: "http://app.example/creators",
    credentials: { cookie: userCookie, headers: { authorization: "Bearer of-the-user" } },
  });
  assert.ok(host.requests.length > 5);
  assert.ok(host.requests.every(({ headers }) => !headers.has("cookie") && !headers.has("authorization")));
  assert.match(findingOf(report, "session").seen, /not sent over http:/);
});

test("examine asks for compressed responses, as browsers do, and reads them", async () => {
  const encoders = { gzip: gzipSync, br: brotliCompressSync, deflate: deflateSync };
  for (const [encoding, encode] of Object.entries(encoders)) {
    const compressing: HostOptions["intercept"] = async (request, respond) => {
      const response = await respond();
      if (!response.body || request.url.endsWith("/events")) return response;
      assert.ok(request.headers.get("accept-encoding")?.includes(encoding));
      const body = encode(Buffer.from(await response.arrayBuffer()));
      return withHeaders({ "content-encoding": encoding })(new Response(body, response));
    };
    const report = await examineHost(createHost({ intercept: compressing }));
    assert.deepEqual(report.counts, { ok: report.findings.length, warn: 0, fail: 0, skipped: 0 }, encoding);
  }
});

test("the writer prints one line for each finding, with its advice below, in groups", async () => {
  const host = createHost({ page: { headers: { "cross-origin-embedder-policy": "require-corp" } } });
  const write = (colours: boolean, report: Report) => {
    const writer = createReportWriter({ colours, width: 80 });
    return [
      writer.heading(report),
      ...report.findings.map((finding) => writer.finding(finding)),
      writer.waiting("Waiting."),
      writer.summary(report),
    ].join("");
  };
  const report = await examineHost(host);
  const text = write(false, report);
  assert.match(
    text,
    /^https:\/\/app\.example\/creators\nroutes at https:\/\/app\.example\/api\/ofauth\n\nPage\n {2}ok {4}HTTPS/,
  );
  assert.match(text, /\n {2}FAIL {2}Isolation +Cross-Origin-Embedder-Policy: /);
  assert.match(text, /\n +> Do not send it with/);
  assert.match(text, /\n\nWaiting\.\n\n\d+ ok, 1 to fix\n$/);
  assert.equal(text.match(/^Routes$/gm)?.length, 1);
  for (const line of text.split("\n")) assert.ok(line.length <= 80, line);
  assert.equal(text.includes("\u001b"), false);
  assert.match(write(true, report), /\u001b\[31mFAIL {2}\u001b\[0m/);
});
