/** Parts of the schemas of request bodies, whose first message becomes the error answer. */
import * as z from "zod/mini";

/** A string in a format. `message` also reports what is not a string. */
export const formatted = (message: string, isValid: (value: string) => boolean) =>
  z.string(message).check(z.refine(isValid, message));

/** Returns the message of the first field that is not valid, in the order of the schema. */
export const firstMessage = ({ issues }: z.core.$ZodError): string => issues[0]?.message ?? "The body is not valid.";
