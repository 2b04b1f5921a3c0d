import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { OFAuthHandlerOptions } from "../../src/server/options.js";
import { setupHandler } from "./handler-setup.js";

interface Arrival {
  /** The request's URL, as the framework states it. */
  readonly url?: string;
  readonly host?: string;
  readonly origin?: string;
  readonly site?: string;
}

function setup(options: Partial<OFAuthHandlerOptions> = {}) {
  const authorized: Request[] = [];
  const authorize = (request: Request) => {
    authorized.push(request);
    return { clientReferenceId: "user-1" };
  };
  const { handler, ofauth } = setupHandler({ authorize, ...options });
  const send = ({ url = "http://127.0.0.1:3000", host, origin, site }: Arrival) => {
    const headers = new Headers({ "content-type": "application/json" });
    if (host !== undefined) headers.set("host", host);
    if (origin !== undefined) headers.set("origin", origin);
    if (site !== undefined) headers.set("sec-fetch-site", site);
    const body = JSON.stringify({ attemptId: "attempt-0001", mode: "popup" });
    return handler(new Request(`${url}/api/ofauth/link/init`, { method: "POST", headers, body }));
  };
  return { send, authorized, ofauth };
}

const redirectUrl = "https://app.example/api/ofauth/link/callback";
const own = { host: "app.example", origin: "https://app.example" };

const accepted: Record<string, readonly [Arrival, Partial<OFAuthHandlerOptions>?]> = {
  "a page of the Host header's host": [{ ...own, site: "same-origin" }],
  "the same in a browser without Sec-Fetch-Site": [own],
  "a page over https where TLS ends before the server": [{ ...own, url: "http://app.example", site: "same-origin" }],
  "a page over http where the framework says https (SvelteKit's node adapter)": [
    { url: "https://127.0.0.1:3000", host: "127.0.0.1:3000", origin: "http://127.0.0.1:3000", site: "same-origin" },
  ],
  "a page at 127.0.0.1 where the framework says localhost (Next)": [
    { url: "http://localhost:3000", host: "127.0.0.1:3000", origin: "http://127.0.0.1:3000", site: "same-origin" },
  ],
  "a page at a default port that the Host header states": [{ ...own, host: "app.example:443", site: "same-origin" }],
  "a host name in capitals": [{ ...own, host: "App.Example" }],
  "a request without Host, by its URL": [{ url: "https://app.example", origin: "https://app.example" }],
  "a page of redirectUrl's origin, whatever Host says": [
    { host: "10.0.0.7:8080", origin: own.origin },
    { redirectUrl },
  ],
};

const rejected: Record<string, readonly [Arrival, Partial<OFAuthHandlerOptions>?]> = {
  "a page of another host that resolves to this server": [
    { host: "app.example", origin: "https://evil.test", site: "same-origin" },
  ],
  "the same with redirectUrl": [
    { host: "evil.test", origin: "https://evil.test", site: "same-origin" },
    { redirectUrl },
  ],
  "another port": [{ ...own, origin: "https://app.example:8443", site: "same-origin" }],
  "another scheme than redirectUrl's": [{ ...own, origin: "http://app.example", site: "same-origin" }, { redirectUrl }],
  "a sub-domain, by Sec-Fetch-Site": [{ ...own, site: "same-site" }],
  "another site, by Sec-Fetch-Site": [{ ...own, site: "cross-site" }],
  "a sandboxed frame": [{ ...own, origin: "null", site: "same-origin" }],
  "an Origin with a path": [{ ...own, origin: "https://app.example/", site: "same-origin" }],
  "an Origin of another scheme": [{ ...own, origin: "ftp://app.example", site: "same-origin" }],
  "a Host that is not one": [{ ...own, host: "app example", site: "same-origin" }],
};

describe("a request of a page", () => {
  for (const [name, [arrival, options]] of Object.entries(accepted)) {
    test(`is accepted from ${name}`, async () => {
      const response = await setup(options).send(arrival);
      assert.equal(response.status, 200, await response.text());
    });
  }

  for (const [name, [arrival, options]] of Object.entries(rejected)) {
    test(`is rejected from ${name}, before authorize is called`, async () => {
      const { send, authorized, ofauth } = setup(options);
      const response = await send(arrival);
      assert.deepEqual([response.status, authorized.length, ofauth.requests.length], [403, 0, 0]);
    });
  }

  test("is rejected with a message that names its Origin, the Host header and redirectUrl", async () => {
    const message = async (arrival: Arrival, options = {}) => {
      const body = (await (await setup(options).send(arrival)).json()) as { code: string; message: string };
      assert.equal(body.code, "forbidden");
      assert.ok(body.message.length <= 200);
      return body.message;
    };
    const origin = "https://your.site";
    assert.equal(
      await message({ host: "10.0.0.7:8080", origin, site: "same-origin" }),
      "The page's Origin is https://your.site, but the Host header is 10.0.0.7:8080. Behind a proxy, set redirectUrl.",
    );
    assert.equal(
      await message({ host: "your.site", origin }, { redirectUrl }),
      "The page's Origin is https://your.site, but the origin of redirectUrl is https://app.example.",
    );
    await message({ host: "h".repeat(5000), origin: `https://${"x".repeat(5000)}` });
  });
});
