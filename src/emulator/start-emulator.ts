/** An emulator on a port of its own. */
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { createEmulator, type Emulator, type EmulatorOptions } from "./emulator.js";

export interface StartOptions extends EmulatorOptions {
  /** Default: 0, any free port. */
  readonly port?: number;
  /** The address to listen on. Default: `127.0.0.1`; anything that is not loopback lets the network in. */
  readonly host?: string;
}

export interface RunningEmulator {
  /** Where the API and the hosted page are: `http://127.0.0.1:<port>`, or `options.origin`. */
  readonly origin: string;
  readonly emulator: Emulator;
  /** Stops listening, ends every socket, also those with a request in flight, and gives up undelivered webhooks. */
  readonly close: () => Promise<void>;
}

/** Starts an emulator. Rejects when the port is taken or the address cannot be had. */
export async function startEmulator({
  port = 0,
  host = "127.0.0.1",
  ...options
}: StartOptions = {}): Promise<RunningEmulator> {
  let emulator: Emulator | undefined;
  // The origin is known only once the server listens, which is before the first request can be.
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
