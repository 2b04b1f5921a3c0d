// Created when the Worker starts, where there are no random values, timers or requests.
import { handler } from "./handler.mjs";

// oxlint-disable-next-line import/no-default-export -- what workerd calls
export default {
  fetch: (request, _env, context) => handler(request, context),
};
