import assert from "node:assert/strict";
import { test } from "node:test";
import { testHostCases } from "./host-cases.js";
import { createHost, examineHost, userCookie } from "./host.js";

const isSignedIn = (request: Request) => request.headers.get("cookie")?.includes(userCookie) ?? false;

testHostCases("checkAuthorize", [
  {
    when: "authorize returns the same user for everybody",
    host: { handler: { authorize: () => ({ clientReferenceId: "demo" }) } },
    id: "authorize",
    outcome: "fail",
    seen: /^everybody is the same user, signed in or not$/,
    advice: /return null without one/,
  },
  {
    when: "authorize returns the same user for everybody, and the doctor has no user",
    host: { handler: { authorize: () => ({ clientReferenceId: "demo" }) } },
    options: { credentials: {} },
    id: "authorize",
    outcome: "fail",
    seen: /^everybody who is not signed in is the same user$/,
    advice: /return null without one/,
  },
  {
    when: "authorize returns one guest for all who are not signed in",
    host: { handler: { authorize: (request) => ({ clientReferenceId: isSignedIn(request) ? "ava" : "undefined" }) } },
    id: "authorize",
    outcome: "fail",
    seen: /^everybody who is not signed in is the same user$/,
    advice: /return null without one/,
  },
  {
    when: "each visitor is a guest of their own",
    host: {
      handler: {
        authorize: (request) => ({ clientReferenceId: isSignedIn(request) ? "ava" : `guest-${Math.random()}` }),
      },
    },
    id: "authorize",
    outcome: "warn",
    seen: /^everybody who is not signed in is a user of their own$/,
    advice: /^If your app has guests/,
  },
]);

test("there is no finding authorize on a host that rejects requests without a user", async () => {
  for (const credentials of [{ cookie: userCookie }, {}]) {
    const { findings } = await examineHost(createHost(), { credentials });
    assert.equal(
      findings.some(({ id }) => id === "authorize"),
      false,
    );
  }
});

test("every route of a host that takes everyone for one user says so, and nothing else is to fix", async () => {
  const host = createHost({ handler: { authorize: () => ({ clientReferenceId: "demo" }) } });
  const { findings } = await examineHost(host);
  const failed = findings.filter(({ outcome }) => outcome === "fail").map(({ id }) => id);
  assert.deepEqual(failed, ["authorize"]);
  const ids = ["link-init", "link-complete", "link-result", "connections", "events"];
  for (const { id, outcome, seen, advice } of findings.filter((finding) => ids.includes(finding.id))) {
    assert.equal(outcome, "warn", id);
    assert.match(seen, /, although no user is signed in$/);
    assert.match(advice ?? "", /^Let authorize return null/);
  }
});

test("checkAuthorize leaves no flow open that it began", async () => {
  const host = createHost({ handler: { authorize: () => ({ clientReferenceId: "demo" }) } });
  host.emulator.connections.seed({ clientReferenceId: "demo" });
  const before = JSON.stringify(host.emulator.connections.list());
  await examineHost(host);
  assert.equal(JSON.stringify(host.emulator.connections.list()), before);
});
