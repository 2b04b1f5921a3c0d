/** A host's site inside the page of another site, both over TLS with a certificate that is made for the test. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { OFAuthHandlerOptions } from "../../src/server/index.js";
import { elementPage, startSite, type Site } from "./site.js";

export interface FramedSite {
  readonly site: Site;
  /** Adds the host's page with one element, and returns the address of a page of `name` that shows it in a frame. */
  readonly framedBy: (name: "127.0.0.1" | "localhost", attributes?: string) => string;
  close(): Promise<void>;
}

interface FramedSiteOptions {
  readonly handler?: Partial<OFAuthHandlerOptions>;
  /** Whether OFAuth's Allowed Origins have the outer pages, too. Default true. */
  readonly allowOuter?: boolean;
}

/** Starts the host on `localhost`, for which `localhost` on another port is the same site and `127.0.0.1` another one. */
export async function startFramedSite({
  handler = {},
  allowOuter = true,
}: FramedSiteOptions = {}): Promise<FramedSite> {
  const tls = makeCertificate();
  let inner = "";
  const outer = createServer(tls, (_, response) => {
    response
      .writeHead(200, { "content-type": "text/html" })
      .end(
        `<!doctype html><title>Outer</title><iframe id="inner" src="${inner}" style="width:95vw;height:95vh"></iframe>`,
      );
  });
  await new Promise<void>((listening) => outer.listen(0, "127.0.0.1", listening));
  const { port } = outer.address() as AddressInfo;
  const origins = [`https://127.0.0.1:${port}`, `https://localhost:${port}`];
  const site = await startSite({ tls, handler, allowedOrigins: allowOuter ? origins : [] });
  return {
    site,
    framedBy(name, attributes) {
      inner = site.page(elementPage(attributes));
      return `https://${name}:${port}/`;
    },
    async close() {
      await new Promise((closed) => {
        outer.close(closed);
        outer.closeAllConnections();
      });
      await site.close();
    },
  };
}

/** Makes a certificate for loopback, which no browser trusts. */
function makeCertificate(): { readonly key: string; readonly cert: string } {
  const folder = mkdtempSync(join(tmpdir(), "certificate-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  try {
    const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
    const files = ["-keyout", key, "-out", cert];
    execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", ...subject, ...files], {
      stdio: "ignore",
    });
    return { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
