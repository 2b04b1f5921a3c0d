import assert from "node:assert/strict";
import { test } from "node:test";
import { reportText } from "../../src/doctor/report.js";
import { createHost, look, origin, userCookie } from "./host.js";

const ids = (report: Awaited<ReturnType<typeof look>>) => report.findings.map(({ id, outcome }) => `${outcome} ${id}`);

test("a host that is set up well has nothing to change", async () => {
  const report = await look(createHost());
  assert.deepEqual(report.counts, { ok: report.findings.length, warn: 0, fail: 0, skipped: 0 });
  assert.equal(report.ok, true);
  for (const id of ["link-init", "session", "flow-cookie", "foreign-origin", "own-origin", "link-callback", "return"]) {
    assert.ok(ids(report).includes(`ok ${id}`), id);
  }
  for (const id of [
    "result",
    "event-stream",
    "webhook-signed-ofauth",
    "webhook-signed-svix",
    "webhook-stale",
    "clock",
  ]) {
    assert.ok(ids(report).includes(`ok ${id}`), id);
  }
  assert.equal(new Set(ids(report)).size, report.findings.length);
});

test("without a user and a secret it looks at what anybody can see", async () => {
  const host = createHost();
  const report = await look(host, { credentials: {}, webhookSecret: undefined });
  assert.equal(report.ok, true);
  assert.ok(ids(report).includes("skipped session"));
  assert.ok(ids(report).includes("skipped webhook-signed"));
  assert.equal(host.emulator.sessions.list().length, 0);
  assert.ok(host.requests.every((request) => request.headers.get("cookie") === null));
});

test("nothing is connected, changed or told but a webhook that means nothing", async () => {
  const told: unknown[] = [];
  const events: string[] = [];
  const note = (event: unknown) => void told.push(event);
  const host = createHost({
    handler: {
      onConnected: note,
      onChanged: note,
      onDisconnected: note,
      onEvent: ({ type }) => void events.push(type),
    },
  });
  host.emulator.connections.seed({ clientReferenceId: "ava" });
  const before = JSON.stringify(host.emulator.connections.list());
  await look(host);
  assert.deepEqual(told, []);
  assert.deepEqual([...new Set(events)], ["ofauth_elements.doctor"]);
  assert.equal(JSON.stringify(host.emulator.connections.list()), before);
});

test("the user's cookie and headers go with some requests, and never to another origin", async () => {
  const host = createHost();
  await look(host, { credentials: { cookie: userCookie, headers: { authorization: "Bearer of-the-user" } } });
  const withUser = host.requests.filter(({ headers }) => headers.has("authorization"));
  assert.ok(withUser.length > 3 && withUser.length < host.requests.length);
  assert.ok(withUser.every(({ headers }) => headers.get("cookie")?.startsWith(userCookie)));

  const away = createHost({ broken: () => new Response(null, { status: 404 }) });
  const report = await look(away, {
    endpoint: "https://api.example/ofauth",
    credentials: { cookie: userCookie, headers: { authorization: "Bearer of-the-user" } },
  });
  const sent = away.requests.filter(({ url }) => new URL(url).origin !== origin);
  assert.ok(sent.length > 0);
  assert.ok(sent.every(({ headers }) => !headers.has("cookie") && !headers.has("authorization")));
  assert.ok(ids(report).includes("skipped session"));
  assert.ok(ids(report).includes("warn endpoint"));
});

test("as text, each finding has its line, and what to change stands below it", async () => {
  const host = createHost({ page: { headers: { "cross-origin-embedder-policy": "require-corp" } } });
  const report = await look(host);
  const text = reportText(report, { colours: false, width: 80 });
  assert.match(
    text,
    /^https:\/\/app\.example\/creators\nroutes at https:\/\/app\.example\/api\/ofauth\n\nPage\n {2}ok {4}HTTPS/,
  );
  assert.match(text, /\n {2}FAIL {2}Isolation +Cross-Origin-Embedder-Policy: require-corp /);
  assert.match(text, /\n +> Do not send it/);
  assert.match(text, /\n\d+ ok, 1 to change\n$/);
  for (const line of text.split("\n")) assert.ok(line.length <= 80, line);
  assert.equal(text.includes("\u001b"), false);
  assert.match(reportText(report, { colours: true, width: 80 }), /\u001b\[31mFAIL {2}\u001b\[0m/);
});
