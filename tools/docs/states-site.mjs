/** Builds the page of all states (demo/states) once and serves it locally, fast enough to be opened hundreds of times. */
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { build } from "vite";
import { resolveOwnPackage } from "../build/resolve-own-package.mjs";
import { root } from "../run.mjs";

const demo = `${root}demo/`;

/** @type {Readonly<Record<string, string>>} */
const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };

/**
 * Builds and serves the page. `close()` stops the server and deletes the build.
 * @returns {Promise<{ origin: string, close: () => Promise<void> }>}
 */
export async function serveStates() {
  const folder = await mkdtemp(join(tmpdir(), "ofauth-states-"));
  const pages = ["index", "one", "hosted"].map((name) => `${demo}states/${name}.html`);
  await build({
    root: demo,
    configFile: false,
    logLevel: "error",
    plugins: [resolveOwnPackage()],
    resolve: { conditions: ["module", "browser", "production"] },
    // Without inlining and polyfills, like the dev server.
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: "esnext",
      modulePreload: false,
      rolldownOptions: { input: pages },
    },
  });
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const file = join(folder, normalize(decodeURIComponent(pathname)).replace(/\/$/, "/index.html"));
    readFile(file).then(
      (content) =>
        response
          .writeHead(200, { "content-type": types[extname(file)] ?? "text/plain", "cache-control": "max-age=3600" })
          .end(content),
      () => response.writeHead(404).end(),
    );
  });
  // Without a host, so that both "localhost" and 127.0.0.1 reach the server, over IPv4 or IPv6.
  server.listen(0);
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server does not listen on a port.");
  return {
    origin: `http://127.0.0.1:${String(address.port)}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true });
    },
  };
}
