/** A CDN on its own origin that serves the built files, with simulated failures, and the docs' script tags for it. */
import { readFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { cdnFolder, snippets } from "../../../tools/build/sri.mjs";
import { test as base } from "./host.js";

export interface Cdn {
  readonly origin: string;
  /** Requested files, in order: `loader.min.js`. */
  readonly requests: readonly string[];
  /** Total size of the compressed response bodies. */
  readonly bytes: () => number;
  /** Returns a script tag of the docs, with this CDN's URL. */
  readonly tag: (snippet: string) => string;
  readonly address: (file: string) => string;
  /** Appends code to a file, so that its integrity check fails. */
  readonly tamper: (file: string, code: string) => void;
  /** Resets every request of a file until `mend()`. */
  readonly cut: (file: string) => void;
  readonly mend: (file: string) => void;
  /** Delays a file until the returned function is called. */
  readonly hold: (file: string) => () => void;
  readonly close: () => Promise<void>;
}

const folder = new URL("../../../dist/cdn/", import.meta.url);

export async function startCdn(): Promise<Cdn> {
  const requests: string[] = [];
  const additions = new Map<string, string>();
  const broken = new Set<string>();
  const held = new Map<string, Promise<void>>();
  let bytes = 0;

  async function answer(file: string, response: ServerResponse): Promise<void> {
    requests.push(file);
    if (broken.has(file)) return void response.destroy();
    await held.get(file);
    const code = await readFile(fileURLToPath(new URL(file, folder)));
    const body = gzipSync(Buffer.concat([code, Buffer.from(additions.get(file) ?? "")]), { level: 9 });
    bytes += body.length;
    response.writeHead(200, {
      "content-type": "text/javascript",
      "content-encoding": "gzip",
      "access-control-allow-origin": "*",
      "cache-control": "no-store",
    });
    response.end(body);
  }

  const { pathname: basePath } = new URL(cdnFolder);
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const isCdnFile = pathname.startsWith(basePath);
    // A missing file resets the connection, and the test shows which file was requested.
    if (isCdnFile) answer(pathname.slice(basePath.length), response).catch(() => response.destroy());
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const address = (file: string) => origin + basePath + file;
  return {
    origin,
    requests,
    bytes: () => bytes,
    address,
    tag(name) {
      const snippet = snippets[name];
      if (!snippet) throw new Error(`The docs have no snippet ${name}`);
      return snippet().replace(cdnFolder, address(""));
    },
    tamper: (file, code) => void additions.set(file, code),
    cut: (file) => void broken.add(file),
    mend: (file) => void broken.delete(file),
    hold(file) {
      let release!: () => void;
      held.set(file, new Promise<void>((resolve) => (release = resolve)));
      return release;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Returns a Content-Security-Policy that allows exactly what a host page needs. */
export const strictPolicy = (scripts: string, types = "lit-html"): Record<string, string> => ({
  "content-security-policy": `default-src 'none'; script-src ${scripts}; connect-src 'self'; frame-src {link}; require-trusted-types-for 'script'; trusted-types ${types}`,
});

export const test = base.extend<{ cdn: Cdn }>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright wants to see what a fixture needs
  cdn: async ({}, use) => {
    const cdn = await startCdn();
    await use(cdn);
    await cdn.close();
  },
});

export { expect, type Host } from "./host.js";
