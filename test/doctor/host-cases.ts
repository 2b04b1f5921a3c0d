/** Table tests: a host in some condition, and the finding that the doctor has about it. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Outcome } from "../../src/doctor/finding.js";
import { createHost, examineHost, findingOf, type ExamineOverrides, type HostOptions } from "./host.js";

export interface HostCase {
  /** The condition, as a clause: "the page does not exist". */
  readonly when: string;
  readonly host?: HostOptions;
  readonly options?: ExamineOverrides;
  /** Id of the check. */
  readonly id: string;
  readonly outcome: Outcome;
  readonly seen: RegExp;
  /** Undefined when the finding must have no advice. */
  readonly advice?: RegExp;
}

const verbs: Readonly<Record<Outcome, string>> = { ok: "passes", warn: "warns", fail: "fails", skipped: "is skipped" };

export function testHostCases(unit: string, cases: readonly HostCase[]): void {
  describe(unit, () => {
    for (const { when, host, options, id, outcome, seen, advice } of cases) {
      it(`${id} ${verbs[outcome]} when ${when}`, async () => {
        const found = findingOf(await examineHost(createHost(host), options), id);
        assert.equal(found.outcome, outcome, `${found.seen} > ${found.advice}`);
        assert.match(found.seen, seen);
        if (advice) assert.match(found.advice ?? "", advice);
        else assert.equal(found.advice, undefined);
      });
    }
  });
}

/** A host that responds to `route` ("POST /link/init", below `/api/ofauth`, or any other path) in its own way. */
export const respondingTo = (route: string, response: (request: Request) => Response): HostOptions => ({
  intercept: (request, respond) => (routeOf(request) === route ? response(request) : respond()),
});

/** A host with a body parser before the handler. */
export const readingBodyOf = (path: string): HostOptions => ({
  intercept: async (request, respond) => {
    if (request.method === "POST" && request.url.endsWith(path)) await request.text();
    return respond();
  },
});

/** A host whose responses from `route` pass through `change`. */
export const changingResponse = (route: string, change: (response: Response) => Response): HostOptions => ({
  intercept: async (request, respond) => {
    const response = await respond();
    return routeOf(request) === route ? change(response) : response;
  },
});

const routeOf = ({ method, url }: Request) => `${method} ${new URL(url).pathname.replace("/api/ofauth", "")}`;

/** Sets headers of a response, or removes those with the value null. */
export const withHeaders = (headers: Record<string, string | null>) => (response: Response) => {
  const changed = new Response(response.body, response);
  for (const [name, value] of Object.entries(headers)) {
    if (value === null) changed.headers.delete(name);
    else changed.headers.set(name, value);
  }
  return changed;
};

/** A host whose `link/init` sets cookies that pass through `change`. */
export const changingCookies = (change: (header: string) => string): HostOptions =>
  changingResponse("POST /link/init", (response) => {
    const changed = withHeaders({ "set-cookie": null })(response);
    for (const header of response.headers.getSetCookie()) changed.headers.append("set-cookie", change(header));
    return changed;
  });

export const html = (status = 200) =>
  new Response("<h1>Sign in</h1>", { status, headers: { "content-type": "text/html; charset=utf-8" } });
export const json = (body: unknown, status = 200) => Response.json(body, { status });
export const redirect = (location: string, status = 303) => new Response(null, { status, headers: { location } });
