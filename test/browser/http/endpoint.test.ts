import { expect } from "@open-wc/testing";
import { resolveEndpoint, routeUrl } from "../../../src/browser/http/endpoint.js";
import { isConnectError } from "../../../src/protocol/error-codes.js";
import { afterwards } from "../page-setup.js";

const page = "https://app.example/shop/cart?x=1#top";
const local = "http://localhost:8000/";

function setup(pageUrl = page) {
  return {
    resolve: (endpoint: string) => resolveEndpoint(endpoint, pageUrl).href,
    codeOf(endpoint: string): string {
      try {
        return resolveEndpoint(endpoint, pageUrl).href;
      } catch (error) {
        return isConnectError(error) ? error.code : String(error);
      }
    },
  };
}

describe("resolveEndpoint and routeUrl", () => {
  it("resolves a path on the page's origin", () => {
    const { resolve } = setup();
    expect(resolve("/api/ofauth")).to.equal("https://app.example/api/ofauth");
    expect(resolve("api")).to.equal("https://app.example/shop/api");
    expect(resolve("../api")).to.equal("https://app.example/api");
  });

  it("accepts another origin only as a full https: URL", () => {
    const { resolve } = setup();
    expect(resolve("https://api.example/v1")).to.equal("https://api.example/v1");
    expect(resolve("HTTPS://api.example/v1")).to.equal("https://api.example/v1");
    expect(resolve("https://app.example/api")).to.equal("https://app.example/api");
  });

  it("rejects every other endpoint that leaves the origin", () => {
    const { codeOf } = setup();
    const hostile = [
      "//evil.test/api",
      "///evil.test/api",
      "\\\\evil.test\\api",
      "/\\evil.test/api",
      "\t//evil.test/api",
      " //evil.test",
      "https:\\\\evil.test",
      "https:evil.test/api".replace("https:", "http:"),
      "http://evil.test/api",
      "http://localhost/api",
      "javascript:alert(1)",
      "java\nscript:alert(1)",
      "data:application/json,{}",
      "blob:https://app.example/1",
      "file:///etc/passwd",
      "ftp://app.example/",
      "https://user@app.example/api",
      "https://user:pw@api.example/api",
      "https://",
      "http://[::1",
      "",
      "   ",
    ];
    for (const endpoint of hostile) expect(codeOf(endpoint), JSON.stringify(endpoint)).to.equal("misconfigured");
  });

  it("accepts http: only from loopback to loopback", () => {
    expect(setup(local).resolve("http://127.0.0.1:9000/api")).to.equal("http://127.0.0.1:9000/api");
    expect(setup(local).codeOf("http://127.0.0.1.evil.test/api")).to.equal("misconfigured");
    expect(setup().codeOf("http://127.0.0.1:9000/api")).to.equal("misconfigured");
  });

  it("rejects every endpoint when the page has no origin", () => {
    expect(setup("file:///home/me/page.html").codeOf("/api")).to.equal("misconfigured");
    expect(setup("about:blank").codeOf("/api")).to.equal("misconfigured");
  });

  it("stays on the page's origin when <base> points elsewhere", () => {
    const base = document.createElement("base");
    base.href = "https://evil.test/";
    document.head.append(base);
    afterwards(() => base.remove());
    expect(resolveEndpoint("/api/ofauth", location.href).origin).to.equal(location.origin);
    expect(resolveEndpoint("api", location.href).origin).to.equal(location.origin);
  });

  it("keeps slashes and the query, drops the hash, and joins a route with one slash", () => {
    const { resolve } = setup();
    expect(resolve("/api/ofauth/")).to.equal("https://app.example/api/ofauth/");
    expect(resolve("/api?tenant=a#x")).to.equal("https://app.example/api?tenant=a");
    expect(resolve("/")).to.equal("https://app.example/");
    const route = (endpoint: string) => routeUrl(resolveEndpoint(endpoint, page), "/link/init");
    expect(route("/api/ofauth/")).to.equal("https://app.example/api/ofauth/link/init");
    expect(route("/api///?tenant=a")).to.equal("https://app.example/api/link/init?tenant=a");
    const result = routeUrl(resolveEndpoint("/api?tenant=a", page), "/link/result", { attemptId: "b c" });
    expect(result).to.equal("https://app.example/api/link/result?tenant=a&attemptId=b+c");
  });

  it("does not modify the endpoint when it builds a route URL", () => {
    const endpoint = resolveEndpoint("/api", page);
    routeUrl(endpoint, "/link/init");
    expect(endpoint.href).to.equal("https://app.example/api");
  });
});
