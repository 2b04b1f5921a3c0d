/** zod schemas of the messages between windows and of the callback URL, which only the tests need. */
import * as z from "zod/mini";
import { connectionIdSchema } from "../../src/protocol/schemas.js";

const optionalText = z.optional(z.nullable(z.string()));

const scenarioSchema = z.object({
  id: z.string(),
  accountType: z.string(),
  loginType: z.string(),
  password: z.string(),
  otpCode: optionalText,
});

/** What the hosted page posts to its parent (Link embed guide). */
export const pageMessageSchema = z.discriminatedUnion("event", [
  z.object({ type: z.literal("OFAUTH_LINK"), event: z.literal("loaded") }),
  z.object({ type: z.literal("OFAUTH_LINK"), event: z.literal("invalid_session") }),
  z.object({
    type: z.literal("OFAUTH_LINK"),
    event: z.literal("success"),
    metadata: z.object({ connection: z.object({ id: connectionIdSchema }) }),
  }),
  z.object({
    type: z.literal("OFAUTH_LINK"),
    event: z.literal("exit"),
    metadata: z.object({
      type: z.string(),
      step: optionalText,
      error: z.optional(z.nullable(z.object({ error_type: z.string() }))),
    }),
  }),
  z.object({
    type: z.literal("OFAUTH_LINK"),
    event: z.literal("sandbox_info"),
    metadata: z.object({
      scenarios: z.array(scenarioSchema).check(z.maxLength(50)),
      activeScenarioId: optionalText,
      currentScreen: optionalText,
    }),
  }),
]);

/** Query parameters of OFAuth's callback URL, when each occurs once. */
export const callbackParamsSchema = z.discriminatedUnion("status", [
  z.object({ status: z.literal("success"), connection_id: connectionIdSchema }),
  z.object({ status: z.literal("cancelled"), connection_id: z.undefined() }),
  z.object({ status: z.literal("error"), connection_id: z.undefined() }),
]);

/** Message of a callback window to the page that started the attempt. */
export const callbackMessageSchema = z.object({
  type: z.literal("ofauth-link-returned"),
  query: z.nullable(z.string().check(z.maxLength(4096))),
});
