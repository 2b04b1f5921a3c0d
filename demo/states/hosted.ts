/** Takes the place of OFAuth's hosted page, and posts the messages in its URL to the embedding page. */
const parameters = new URLSearchParams(location.search);
const page = parameters.get("embed_origin") ?? location.origin;

for (const message of JSON.parse(parameters.get("messages") ?? "[]") as object[]) {
  parent.postMessage({ type: "OFAUTH_LINK", ...message }, page);
}
