/** How an adapter has the handler refuse a request that it cannot pass on, so that the host gets to know of it. */
import type { HttpError } from "./http-error.js";

/** Answers the request with `error`, and reports it as any other. */
export type RefuseRequest = (request: Request, error: HttpError) => Promise<Response>;

/** Key of the handler's {@link RefuseRequest}. Registered: entries that are bundled apart have the same. */
export const refuseSymbol: unique symbol = Symbol.for("ofauth-elements.refuse");
