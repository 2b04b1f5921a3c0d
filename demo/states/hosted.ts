/** In the place of OFAuth's hosted page: says to the page around it what the address tells it to say. */
const asked = new URLSearchParams(location.search);
const page = asked.get("embed_origin") ?? location.origin;

for (const message of JSON.parse(asked.get("say") ?? "[]") as object[]) {
  parent.postMessage({ type: "OFAUTH_LINK", ...message }, page);
}
