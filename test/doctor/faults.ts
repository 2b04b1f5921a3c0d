/** A fault of a host, and what the doctor has to say about it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Outcome } from "../../src/doctor/finding.js";
import { createHost, findingOf, look, type Asked, type HostOptions } from "./host.js";

export interface Fault {
  readonly name: string;
  readonly host?: HostOptions;
  readonly asked?: Asked;
  readonly id: string;
  readonly outcome: Outcome;
  readonly seen: RegExp;
  /** Undefined: nothing is to be changed, and nothing is said. */
  readonly advice?: RegExp;
}

export function testFaults(faults: readonly Fault[]): void {
  for (const { name, host, asked, id, outcome, seen, advice } of faults) {
    test(name, async () => {
      const found = findingOf(await look(createHost(host), asked), id);
      assert.equal(found.outcome, outcome, `${found.seen} > ${found.advice}`);
      assert.match(found.seen, seen);
      if (advice) assert.match(found.advice ?? "", advice);
      else assert.equal(found.advice, undefined);
    });
  }
}

/** A host that answers `method path` (below `/api/ofauth`, or any other path) in its own way. */
export const answering = (what: string, answer: (request: Request) => Response): HostOptions => ({
  broken: (request, otherwise) => {
    const path = new URL(request.url).pathname.replace("/api/ofauth", "");
    return `${request.method} ${path}` === what ? answer(request) : otherwise();
  },
});

/** A host whose answers pass through `change`. */
export const changing = (what: string, change: (response: Response) => Response): HostOptions => ({
  broken: async (request, otherwise) => {
    const path = new URL(request.url).pathname.replace("/api/ofauth", "");
    const response = await otherwise();
    return `${request.method} ${path}` === what ? change(response) : response;
  },
});

export const withHeaders = (headers: Record<string, string | null>) => (response: Response) => {
  const changed = new Response(response.body, response);
  for (const [name, value] of Object.entries(headers)) {
    if (value === null) changed.headers.delete(name);
    else changed.headers.set(name, value);
  }
  return changed;
};

export const html = (status = 200) =>
  new Response("<h1>Sign in</h1>", { status, headers: { "content-type": "text/html; charset=utf-8" } });
export const json = (body: unknown, status = 200) => Response.json(body, { status });
export const redirect = (location: string, status = 303) => new Response(null, { status, headers: { location } });
