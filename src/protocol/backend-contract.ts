/** The host's routes: paths, bodies and answers. The elements speak it; `ofauth-elements/server` implements it. */
import * as z from "zod/mini";
import { connectionIdSchema, parseConnection, type Connection } from "./connection.js";
import { isErrorCode, type ErrorCode } from "./error-codes.js";
import { foreignWord, plainText } from "./text.js";

/** Where the hosted page is shown. */
export type ConnectMode = "embed" | "popup" | "redirect";

export const routes = {
  linkInit: "/link/init",
  linkComplete: "/link/complete",
  linkCallback: "/link/callback",
  linkResult: "/link/result",
} as const;

/** A random id that names one attempt in events, cookies, channels and logs. It is no secret and opens nothing. */
const attemptIdPattern = /^[A-Za-z0-9_-]{8,64}$/;
export const isAttemptId = (value: unknown): value is string =>
  typeof value === "string" && attemptIdPattern.test(value);
const attemptIdSchema = z.string().check(z.regex(attemptIdPattern));

/** `POST link/init`. `returnTo` is a path on the host's own origin; the server ignores anything else. */
export const initRequestSchema = z.object({
  connectionId: z.optional(connectionIdSchema),
  mode: z.enum(["embed", "popup", "redirect"]),
  attemptId: attemptIdSchema,
  returnTo: z.optional(z.string()),
});
export type InitRequest = z.infer<typeof initRequestSchema>;

/** `POST link/complete`. */
export const completeRequestSchema = z.object({ connectionId: connectionIdSchema, attemptId: attemptIdSchema });
export type CompleteRequest = z.infer<typeof completeRequestSchema>;

/** `GET link/result`: how a popup or redirect ended. */
export type LinkResult =
  | { readonly outcome: "connected"; readonly attemptId: string; readonly connection: Connection }
  | { readonly outcome: "cancelled"; readonly attemptId: string; readonly step?: string | undefined }
  | {
      readonly outcome: "failed";
      readonly attemptId: string;
      readonly code: ErrorCode;
      readonly reason?: string | undefined;
    };

const resultSchema = z.object({
  outcome: z.enum(["connected", "cancelled", "failed"]),
  attemptId: attemptIdSchema,
  connection: z.optional(z.unknown()),
  step: z.optional(z.unknown()),
  code: z.optional(z.unknown()),
  reason: z.optional(z.unknown()),
});

/** The result in `value`, or undefined when it is not one. */
export function parseLinkResult(value: unknown): LinkResult | undefined {
  const parsed = resultSchema.safeParse(value);
  if (!parsed.success) return undefined;
  const { outcome, attemptId, connection, step, code, reason } = parsed.data;
  switch (outcome) {
    case "connected": {
      const verified = parseConnection(connection);
      return verified && { outcome, attemptId, connection: verified };
    }
    case "cancelled":
      return { outcome, attemptId, step: foreignWord(step) };
    case "failed":
      return { outcome, attemptId, code: isErrorCode(code) ? code : "unknown", reason: foreignWord(reason) };
  }
}

/** What every route answers when it refuses. */
export interface ErrorAnswer {
  readonly code: ErrorCode;
  readonly message: string;
}

const errorSchema = z.object({ code: z.string(), message: z.optional(z.unknown()) });

/** The coded refusal in `value`, or undefined when there is none of ours in it. */
export function parseErrorAnswer(value: unknown): ErrorAnswer | undefined {
  const parsed = errorSchema.safeParse(value);
  if (!parsed.success || !isErrorCode(parsed.data.code)) return undefined;
  return { code: parsed.data.code, message: plainText(parsed.data.message, 200) };
}
