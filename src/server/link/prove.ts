/** Asks OFAuth whose a connection is. */
import type { OFAuthApi } from "../ofauth/api.js";
import { listAllConnections } from "../ofauth/list-all.js";
import { HttpError } from "../http/http-error.js";
import type { Store, StoredConnection } from "../store/store.js";

/**
 * Returns the connection when OFAuth lists it as the owner's; undefined when it lists it as someone else's. Throws a 503
 * while it lists no such connection, and the errors of the call to OFAuth.
 */
export type Prove = (
  owner: string,
  id: string,
  options: { readonly since: number; readonly ms: number },
  client: AbortSignal,
) => Promise<StoredConnection | undefined>;

export const createProve =
  (api: Pick<OFAuthApi, "listConnections">, store: Pick<Store, "get">, now: () => number): Prove =>
  async (owner, id, _options, client) => {
    const at = now();
    for await (const connection of listAllConnections(api, client)) {
      if (connection.id !== id) continue;
      if (connection.clientReferenceId !== owner) return undefined;
      return { connection, at, confirmation: (await store.get([id]))[0]?.confirmation };
    }
    throw new HttpError(503, "server_error", "OFAuth does not list the connection yet.", { retryAfter: 2 });
  };
