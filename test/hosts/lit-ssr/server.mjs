/** Serves pages that Lit renders on the server, with the elements in declarative shadow roots. */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { render } from "@lit-labs/ssr";
import { collectResult } from "@lit-labs/ssr/lib/render-result.js";
import { html } from "lit";
import "ofauth-elements";
import "ofauth-elements/import.js";
import { createOFAuthHandler } from "ofauth-elements/server";
import { toNodeHandler } from "ofauth-elements/server/node";

const apiUrl = process.env.OFAUTH_API_URL;
const listener = toNodeHandler(
  createOFAuthHandler({
    apiKey: process.env.OFAUTH_API_KEY,
    apiUrl,
    linkOrigins: apiUrl,
    webhookSecret: process.env.OFAUTH_WEBHOOK_SECRET,
    authorize: (request) => {
      const user = /(?:^|; )user=(\w+)/.exec(request.headers.get("cookie") ?? "")?.[1];
      return user ? { clientReferenceId: user } : null;
    },
    onConnected: ({ connection, clientReferenceId }) => console.log("saved", clientReferenceId, connection.id),
  }),
);

const pages = {
  "/": html`<h1>Home</h1>`,
  "/accounts": html`<ofauth-connect link-origins=${apiUrl}></ofauth-connect>
    <ofauth-connections page-size="5"><h2 slot="heading">Accounts</h2></ofauth-connections>`,
  "/redirect": html`<ofauth-connect
      mode="redirect"
      link-origins=${apiUrl}
      .strings=${{ connect: "Continue on OFAuth" }}
    ></ofauth-connect>
    <ofauth-connection-status connection-id="conn_unknown"></ofauth-connection-status>
    <ofauth-import></ofauth-import>`,
  "/trigger": html`<ofauth-connect lang="de"><button>Mein Knopf</button></ofauth-connect
    ><ofauth-connect lang="de"></ofauth-connect>`,
};

async function answer(request, response) {
  const { pathname } = new URL(request.url, "http://localhost");
  if (pathname.startsWith("/api/ofauth/")) return listener(request, response);
  if (pathname === "/client.js") {
    response.setHeader("content-type", "text/javascript");
    return response.end(readFileSync("client.bundle.js"));
  }
  const page = pages[pathname];
  if (!page) return response.writeHead(404).end();
  response.setHeader("content-type", "text/html; charset=utf-8");
  response.end(
    `<!doctype html><html lang="en"><title>Lit</title><body>${await collectResult(render(page))}<script type="module" src="/client.js"></script>`,
  );
}

const server = createServer((request, response) => void answer(request, response));
server.listen(Number(process.env.PORT), "localhost");
