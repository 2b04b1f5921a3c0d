/** Runs an emulator on a port of its own. */
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { createEmulator, type Emulator, type EmulatorOptions } from "./emulator.js";

/** Options of {@link startEmulator}. */
export interface StartOptions extends EmulatorOptions {
  /** Port to listen on. Default: 0, any free port. */
  readonly port?: number;
  /**
   * Address to listen on. Default: `127.0.0.1`. Any address that is not loopback exposes the emulator to the network.
   */
  readonly host?: string;
}

/** An emulator that listens on a port. */
export interface RunningEmulator {
  /** Origin of the API and the hosted page: `http://127.0.0.1:<port>`, or the option `origin`. */
  readonly origin: string;
  /** The emulator itself: its connections, sessions, scenarios and webhooks. */
  readonly emulator: Emulator;
  /** Stops listening, closes all sockets, including those of pending requests, and cancels undelivered webhooks. */
  readonly close: () => Promise<void>;
}

/**
 * Starts an emulator.
 *
 * @throws {Error} If the port is in use or the address is not available.
 * @throws {TypeError} If a client app or a webhook endpoint is not valid.
 *
 * @example
 * const { origin, emulator, close } = await startEmulator({
 *   redirectUrls: ["http://localhost:3000/api/ofauth/link/callback"],
 *   allowedOrigins: ["http://localhost:3000"],
 * });
 */
export async function startEmulator({
  port = 0,
  host = "127.0.0.1",
  ...options
}: StartOptions = {}): Promise<RunningEmulator> {
  let emulator: Emulator | undefined;
  // The emulator needs the origin, which is known once the server listens; the first request comes later.
  const server = createAdaptorServer({
    fetch: (request) => emulator?.fetch(request) ?? new Response(null, { status: 503 }),
    overrideGlobalObjects: false,
  }) as Server;
  const listening = await new Promise<AddressInfo>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => resolve(server.address() as AddressInfo));
  });
  const origin = options.origin ?? `http://${host.includes(":") ? `[${host}]` : host}:${listening.port}`;
  try {
    emulator = createEmulator({ ...options, origin });
  } catch (error) {
    server.close();
    throw error;
  }
  const running = emulator;
  return {
    origin: running.origin,
    emulator: running,
    close: () =>
      new Promise((resolve, reject) => {
        running.close();
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}
