import { expect } from "@open-wc/testing";
import { createImportApi, ImportConflict } from "../../../src/browser/http/import-api.js";
import { isConnectError } from "../../../src/protocol/error-codes.js";
import { fakeHost, json } from "../page-setup.js";

const request = { cookie: "auth_id=1; sess=secret; fp=3", userAgent: "UA", permissions: ["profile:read"] };

function setup(respond: () => Response | Promise<Response>, endpoint = "/api/ofauth") {
  const host = fakeHost({ import: respond, conn_1: respond });
  const requestInit = () => ({ headers: { "x-csrf": "t" } });
  const api = createImportApi({ window, endpoint, requestInit });
  const { signal } = new AbortController();
  return {
    host,
    send: () => api.importSession(request, signal),
    update: (id = "conn_1") => api.updateImport(id, request, signal),
  };
}

const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "no error",
    (error: unknown) => error,
  );
const codeOf = async (promise: Promise<unknown>) => {
  const error = await errorOf(promise);
  return isConnectError(error) ? error.code : String(error);
};

describe("createImportApi", () => {
  it("sends one request with requestInit, and returns a connection without the session", async () => {
    for (const status of [200, 201]) {
      const { host, send, update } = setup(() => json({ id: "conn_1", status: "active", ...request }, status));
      for (const connection of [await send(), await update()]) {
        expect(connection).to.include({ id: "conn_1", status: "active" });
        expect(JSON.stringify(connection)).not.to.contain("secret");
      }
      expect(host.paths).to.deep.equal([
        "POST /api/ofauth/connections/import",
        "PATCH /api/ofauth/connections/import/conn_1",
      ]);
      for (const { body, headers } of host.requests) {
        expect(body).to.deep.equal(request);
        expect(headers.get("x-csrf")).to.equal("t");
        expect(headers.get("content-type")).to.equal("application/json");
      }
    }
  });

  it("rejects with ImportConflict, and the connection's id if sent, when the account is connected", async () => {
    for (const [body, id] of [
      [{ code: "import_conflict", message: "x", connectionId: "conn_7" }, "conn_7"],
      [{ code: "busy", connectionId: "conn_7" }, "conn_7"],
      [{ connectionId: "conn_../x" }, undefined],
      [{ connectionId: ["conn_7"] }, undefined],
      [{}, undefined],
      [null, undefined],
      ["<h1>", undefined],
    ] as const) {
      const error = await errorOf(setup(() => json(body, 409)).send());
      expect(error).to.be.instanceOf(ImportConflict).and.include({ code: "import_conflict", connectionId: id });
      expect(isConnectError(error)).to.equal(true);
    }
  });

  it("maps a failure to its code, and never quotes the session", async () => {
    for (const [answer, code] of [
      [() => json({ code: "import_invalid", message: request.cookie }, 422), "import_invalid"],
      [() => json({ code: "forbidden" }, 403), "forbidden"],
      [() => new Response("<h1>no</h1>", { status: 404 }), "misconfigured"],
      [() => new Response(request.cookie, { status: 500 }), "server_error"],
      [() => json({ id: "conn_1" }), "bad_response"],
      [() => json({ list: [] }), "bad_response"],
      [() => Promise.reject(new TypeError("Failed to fetch")), "network"],
    ] as const) {
      for (const call of ["send", "update"] as const) {
        const { host, [call]: send } = setup(answer);
        const error = await errorOf(send());
        expect(isConnectError(error) && error.code).to.equal(code);
        expect((error as Error).message).not.to.contain("secret");
        expect(host.requests).to.have.length(1);
      }
    }
  });

  it("rejects an update that returns another connection, and sends nothing for an invalid id", async () => {
    const { host, update } = setup(() => json({ id: "conn_2", status: "active" }));
    expect(await codeOf(update())).to.equal("bad_response");
    for (const id of ["", "conn_", "conn_1/../2", "import"]) expect(await codeOf(update(id))).to.equal("not_found");
    expect(host.requests).to.have.length(1);
  });

  it("sends nothing to an invalid endpoint", async () => {
    const { host, send } = setup(() => json({}), "//evil.test");
    expect(await codeOf(send())).to.equal("misconfigured");
    expect(host.requests).to.have.length(0);
  });
});
