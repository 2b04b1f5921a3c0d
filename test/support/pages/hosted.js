/**
 * A page in a frame that posts to its parent what the parent tells it to post. `?say=["loaded"]` in the address: events that
 * it says by itself when it has loaded. What it is asked by the element, it passes on to the test as `{ heard }`.
 */
const asked = new URLSearchParams(location.search);
const page = asked.get("embed_origin") ?? `http://localhost:${location.port}`;

/** @param {unknown} data @param {Transferable[]} [transfer] */
const post = (data, transfer = []) => parent.postMessage(data, page, transfer);

/** @type {Record<string, (told: any) => void>} */
const deeds = {
  post: ({ data, times = 1 }) => {
    for (let time = 0; time < times; time++) post(data);
  },
  postWithPort: ({ data }) => post(data, [new MessageChannel().port2]),
  // A frame inside this one posts to the page and is gone before the message arrives: then the event has no source.
  postAndVanish: ({ data }) => {
    const inner = document.createElement("iframe");
    inner.addEventListener("load", () => {
      const speak = /** @type {any} */ (inner.contentWindow);
      speak.eval(`parent.parent.postMessage(${JSON.stringify(data)}, ${JSON.stringify(page)})`);
      inner.remove();
      post({ vanished: true });
    });
    inner.src = "blank.html";
    document.body.append(inner);
  },
  go: ({ to }) => location.replace(to),
};

addEventListener("message", ({ data, origin }) => {
  if (typeof data?.tell === "string") deeds[data.tell]?.(data);
  else post({ heard: data, from: origin });
});

for (const event of JSON.parse(asked.get("say") ?? "[]")) {
  post(typeof event === "string" ? { type: "OFAUTH_LINK", event } : event);
}
post({ ready: location.origin });
