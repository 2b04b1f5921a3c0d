/**
 * The handler for servers that speak `node:http`: Node itself, Express, Fastify.
 *
 * - Express: `app.use("/api/ofauth", toNodeHandler(handler))`, before `express.json()`.
 * - Fastify: in a plugin of its own, with `removeAllContentTypeParsers()` and
 *   `addContentTypeParser("*", (request, payload, done) => done(null))`, so that the body stays unread:
 *   `all("/api/ofauth/*", (request, reply) => { reply.hijack(); toNodeHandler(handler)(request.raw, reply.raw); })`.
 *
 * Behind a proxy that ends TLS set the option `redirectUrl`: its origin is then what the handler takes for its own.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { errorResponse, withSecurityHeaders } from "./http/responses.js";
import type { OFAuthHandler } from "./handler.js";
import { HttpError } from "./http/http-error.js";

/** What frameworks hang on Node's request. */
interface FrameworkRequest extends IncomingMessage {
  /** Express: the path before mounting has shortened `url`. */
  originalUrl?: unknown;
  /** What a body parser has made of the body. */
  body?: unknown;
  /** What some hosts keep of the body for us: the bytes or the text, as sent. */
  rawBody?: unknown;
}

/**
 * `handler` as a request listener. A request whose body was read before is answered at once with a 500 `misconfigured`,
 * unless `rawBody` (a Buffer or a string) still has it: waiting for a body that is gone would hang for ever.
 */
export function toNodeHandler(handler: OFAuthHandler): (incoming: IncomingMessage, outgoing: ServerResponse) => void {
  const answer = async (refusal: HttpError) => withSecurityHeaders(errorResponse(refusal));
  const bodyIsGone = () =>
    answer(
      new HttpError(
        500,
        "misconfigured",
        "The body was read already: mount the OFAuth handler before the body parser.",
      ),
    );
  const options = {
    overrideGlobalObjects: false,
    // The only way to here is a request that is none, such as one with an impossible Host.
    errorHandler: () => answer(new HttpError(400, "bad_response", "The request is malformed.")),
  };
  const listen = getRequestListener(handler, options);
  const refuse = getRequestListener(bodyIsGone, options);
  return (incoming: FrameworkRequest, outgoing) => {
    // The listener reads `url`, and Express puts back its own when this layer is done.
    if (typeof incoming.originalUrl === "string") incoming.url = incoming.originalUrl;
    if (typeof incoming.rawBody === "string") incoming.rawBody = Buffer.from(incoming.rawBody);
    void (isBodyGone(incoming) ? refuse : listen)(incoming, outgoing);
  };
}

function isBodyGone({ method, body, rawBody, readableDidRead, readableEnded }: FrameworkRequest): boolean {
  // No route reads the body of these.
  if (method === "GET" || method === "HEAD" || method === "DELETE" || rawBody instanceof Buffer) return false;
  // A parser that passes over a body of another type leaves it unread, and some of them set an empty object then.
  const isParsed = body !== undefined && body !== null && !(typeof body === "object" && Object.keys(body).length === 0);
  return isParsed || readableDidRead || readableEnded;
}
