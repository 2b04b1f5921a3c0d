import { createHandler } from "./ofauth.mjs";

let handler;

// oxlint-disable-next-line import/no-default-export -- what workerd calls
export default {
  fetch(request, env, context) {
    handler ??= createHandler(env.OFAUTH_API_URL);
    return handler(request, { waitUntil: (work) => context.waitUntil(work) });
  },
};
