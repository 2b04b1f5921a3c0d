import { createHandler } from "./ofauth.mjs";

export const handler = createHandler(process.env.OFAUTH_API_URL);

/** Tells the suite where the host listens. @param {number} port */
export const listening = (port) => console.log(`listening ${port}`);
