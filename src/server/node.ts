/**
 * Adapter of the handler for servers based on `node:http`: Node itself, Express, Fastify, Koa, Nest and h3.
 *
 * - Express: `app.use("/api/ofauth", toNodeHandler(handler))`, before `express.json()`.
 * - Fastify: in a separate plugin, with `removeAllContentTypeParsers()` and
 *   `addContentTypeParser("*", (request, payload, done) => done(null))`, so that the body stays unread:
 *   `all("/api/ofauth/*", (request, reply) => { reply.hijack(); return toNodeHandler(handler)(request.raw, reply.raw); })`.
 *
 * Behind a proxy that terminates TLS, set the option `redirectUrl`: the handler then takes its origin for its own.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { getRequestListener, type HttpBindings, type Http2Bindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { printError } from "./http/console.js";
import { errorResponse, withSecurityHeaders } from "./http/responses.js";
import { HttpError } from "./http/http-error.js";
import { refuseSymbol, type RefuseRequest } from "./http/refuse-request.js";

/** Properties that frameworks add to Node's request. */
interface FrameworkRequest extends IncomingMessage {
  /** Express: the full path; `url` lacks the path under which the handler is mounted. */
  originalUrl?: unknown;
  /** The body as a body parser left it. */
  body?: unknown;
  /** The unparsed body, as bytes or text, if the host kept it for the handler. */
  rawBody?: unknown;
}

/** Answers a request of `node:http`. Resolves when the response has ended, for an event stream too. Never rejects. */
export type NodeListener = (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>;

/**
 * Turns the handler into a request listener for `node:http` and the frameworks that are based on it.
 *
 * Frameworks that answer by themselves when a listener returns, such as h3 and Koa, wait for its promise.
 *
 * A request whose body was already read gets a 500 `misconfigured`, unless `rawBody` (a Buffer or a string) has it:
 * waiting for the body would never end.
 *
 * @example
 * createServer(toNodeHandler(handler)).listen(3000);
 */
export function toNodeHandler(handler: (request: Request) => Promise<Response>): NodeListener {
  const respondWith = async (error: HttpError) => withSecurityHeaders(errorResponse(error));
  const { [refuseSymbol]: refuse } = handler as { [refuseSymbol]?: RefuseRequest };
  const respondBodyWasRead = async (request: Request) => {
    if (refuse) return refuse(request, bodyWasReadError());
    // The handler is wrapped in a function of the host, which does not report a request that the handler never gets.
    printError("misconfigured", "/", bodyWasReadError().message);
    return respondWith(bodyWasReadError());
  };
  const options = {
    overrideGlobalObjects: false,
    // Called only for a request that cannot become a `Request`, such as one with an invalid Host.
    errorHandler: () => respondWith(new HttpError(400, "bad_response", "The request is malformed.")),
  };
  const listen = getRequestListener(unlessAnswered(handler), options);
  const listenWithoutBody = getRequestListener(unlessAnswered(respondBodyWasRead), options);
  return async (incoming: FrameworkRequest, outgoing) => {
    // The listener reads `url`; Express restores its own value afterwards.
    if (typeof incoming.originalUrl === "string") incoming.url = incoming.originalUrl;
    if (typeof incoming.rawBody === "string") incoming.rawBody = Buffer.from(incoming.rawBody);
    await (wasBodyRead(incoming) ? listenWithoutBody : listen)(incoming, outgoing);
  };
}

/** A framework may end the response itself, such as h3 2 for a client that has left: nothing can be written then. */
function unlessAnswered(handler: (request: Request) => Promise<Response>) {
  return async (request: Request, { outgoing }: HttpBindings | Http2Bindings): Promise<Response> => {
    const response = await handler(request);
    if (!outgoing.headersSent && !outgoing.destroyed) return response;
    await response.body?.cancel();
    return RESPONSE_ALREADY_SENT;
  };
}

const bodyWasReadError = () =>
  new HttpError(
    500,
    "misconfigured",
    "The request body was already read: mount the OFAuth handler before the body parser.",
  );

function wasBodyRead({ method, body, rawBody, readableDidRead, readableEnded }: FrameworkRequest): boolean {
  // No route reads the body of these methods.
  if (method === "GET" || method === "HEAD" || method === "DELETE" || rawBody instanceof Buffer) return false;
  // A parser that skips a body of another type leaves it unread; some parsers then set an empty object.
  const isParsed = body !== undefined && body !== null && !(typeof body === "object" && Object.keys(body).length === 0);
  return isParsed || readableDidRead || readableEnded;
}
