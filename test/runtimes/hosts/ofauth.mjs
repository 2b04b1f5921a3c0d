/** Creates the handler that every host of this folder serves. It reports to the suite, at OFAuth's address, what it was called with. */
import { createOFAuthHandler } from "ofauth-elements/server";

/** @param {string} apiUrl */
export function createHandler(apiUrl) {
  /** @param {object} call */
  const report = async (call) => {
    await fetch(`${apiUrl}/reports`, { method: "POST", body: JSON.stringify(call) });
  };
  const handler = createOFAuthHandler({
    apiKey: "sk_sandbox_0123456789abcdef",
    apiUrl,
    webhookSecret: ["whsec_MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1u", "a plain secret of thirty letters"],
    allowImport: true,
    initLimit: 1000,
    authorize: (request) => {
      const user = request.headers.get("x-user");
      return user === null ? null : { clientReferenceId: user };
    },
    onConnected: ({ connection, clientReferenceId }) => report({ connected: connection.id, clientReferenceId }),
    onEvent: ({ type, data }) => report({ type, data }),
    onError: ({ code, route, status }) => void report({ code, route, status }).catch(() => {}),
  }); /** What a host does by itself, and here when the suite asks for it. */
  const answer = async (request, context) => {
    switch (request.headers.get("x-host")) {
      case "close":
        await handler.close();
        return new Response("closed");
      case "maintain":
        await handler.maintain();
        return new Response("maintained");
      default:
        return handler(request, context);
    }
  };
  return Object.assign(answer, handler);
}
