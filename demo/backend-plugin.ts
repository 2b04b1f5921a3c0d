/** Brings up the demo's backend in Vite's own server, on loopback, and prints where everything is. */
import type { AddressInfo } from "node:net";
import type { Plugin } from "vite";
import type * as BackendModule from "./backend.js";
import { setupName, type Setup } from "./setup.js";
import { worldPath } from "./backend-state.js";

/** Not Vite's usual port, where another project often is. When it is taken, Vite takes the next one that is free. */
const pagePort = 4011;

/** The backend is read once: press `r` and Enter after a change of it, or of `src/server` and `src/emulator`. */
export function demoBackend(): Plugin {
  let setup: Setup | undefined;
  return {
    name: "demo-backend",
    apply: "serve",
    config: () => ({
      appType: "mpa",
      clearScreen: false,
      server: { host: "127.0.0.1", port: pagePort, strictPort: false },
      // Only what browsers cannot load as it is, so that the first page is as quick as the second.
      optimizeDeps: { noDiscovery: true, include: ["react", "react/jsx-dev-runtime", "react-dom/client"] },
      // Without "development", which makes Lit print a warning about itself into everybody's console.
      resolve: { conditions: ["module", "browser", "production"] },
    }),
    async configureServer(server) {
      const { startBackend, basePath } = (await server.ssrLoadModule("/backend.ts")) as typeof BackendModule;
      const backend = await startBackend();
      setup = backend.setup;
      server.middlewares.use((request, response, next) => {
        const [path = ""] = (request.url ?? "").split("?", 1);
        if (path.startsWith(`${basePath}/`)) backend.ofauth(request, response);
        else if (path === worldPath) backend.world(request, response);
        else next();
      });
      const { httpServer } = server;
      if (!httpServer) throw new Error("The demo needs a server of its own: Vite's middleware mode has none.");
      const port = () => (httpServer.address() as AddressInfo).port;
      httpServer.once("listening", () => backend.register(port()));
      httpServer.once("close", () => void backend.close());
      server.printUrls = () => server.config.logger.info(announcement(`http://localhost:${port()}/`, backend.setup));
    },
    transformIndexHtml: () => [
      { tag: "meta", attrs: { name: setupName, content: JSON.stringify(setup) }, injectTo: "head" },
    ],
  };
}

const announcement = (page: string, { linkOrigin, accounts }: Setup): string => `
  Page        ${page}
  Emulator    ${linkOrigin}  (OFAuth on this machine: no account, no network)

  Sandbox accounts, with any name before the @:
${accounts
  .map(({ domain, password, otpCode }) => {
    const address = `test@${domain}`.padEnd(30);
    return `    ${address} password ${password}${otpCode === undefined ? "" : `, code ${otpCode}`}`;
  })
  .join("\n")}

  Ctrl+C stops both.
`;
