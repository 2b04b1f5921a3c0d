/** Vite plugin that runs the demo's backend in the development server, on loopback, and prints the addresses. */
import type { AddressInfo } from "node:net";
import type { Plugin } from "vite";
import type * as BackendModule from "./backend.js";
import { setupName, type Setup } from "./setup.js";
import { backendStatePath } from "./backend-state.js";

/** Not Vite's default port, which other projects often use. When it is taken, Vite uses the next free port. */
const pagePort = 4011;

/** Loads the backend once: press `r` and Enter after you change it, `src/server` or `src/emulator`. */
export function demoBackend(): Plugin {
  let setup: Setup | undefined;
  return {
    name: "demo-backend",
    apply: "serve",
    config: () => ({
      appType: "mpa",
      clearScreen: false,
      server: { host: "127.0.0.1", port: pagePort, strictPort: false },
      // Only CommonJS packages, which browsers cannot load, so that the first page loads as fast as the second.
      optimizeDeps: { noDiscovery: true, include: ["react", "react/jsx-dev-runtime", "react-dom/client"] },
      // Without "development", with which Lit prints a warning to the console.
      resolve: { conditions: ["module", "browser", "production"] },
    }),
    async configureServer(server) {
      const { startBackend, basePath } = (await server.ssrLoadModule("/backend.ts")) as typeof BackendModule;
      const backend = await startBackend();
      setup = backend.setup;
      server.middlewares.use((request, response, next) => {
        const [path = ""] = (request.url ?? "").split("?", 1);
        if (path.startsWith(`${basePath}/`)) void backend.ofauth(request, response);
        else if (path === backendStatePath) void backend.state(request, response);
        else next();
      });
      const { httpServer } = server;
      if (!httpServer) throw new Error("The demo cannot run in Vite's middleware mode, which has no HTTP server.");
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
  Emulator    ${linkOrigin}  (OFAuth on this machine; needs no OFAuth account and no network)

  Sandbox accounts, with any name before the @:
${accounts
  .map(({ domain, password, otpCode }) => {
    const address = `test@${domain}`.padEnd(30);
    return `    ${address} password ${password}${otpCode === undefined ? "" : `, code ${otpCode}`}`;
  })
  .join("\n")}

  Press Ctrl+C to stop both.
`;
