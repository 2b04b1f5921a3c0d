/** The settings of a host that uses the emulator, ready to paste. */

/** Returns the options of `createOFAuthHandler`, one a line. */
export const handlerSettings = (origin: string, apiKey: string): string =>
  [`apiKey: "${apiKey}",`, `apiUrl: "${origin}",`, `linkOrigins: "${origin}",`].join("\n");

/** Returns the attribute of the elements. */
export const elementSettings = (origin: string): string => `link-origins="${origin}"`;
