/**
 * Stand-in for the hosted page in a frame. It carries out the commands that its parent posts. `?say=["loaded"]` in the
 * address lists the events that it posts when it has loaded. Messages of the element are sent back to the test as
 * `{ received }`.
 */
const parameters = new URLSearchParams(location.search);
const page = parameters.get("embed_origin") ?? `http://localhost:${location.port}`;

/** @param {unknown} data @param {Transferable[]} [transfer] */
const post = (data, transfer = []) => parent.postMessage(data, page, transfer);

/** @type {Record<string, (message: any) => void>} */
const commands = {
  post: ({ data, times = 1 }) => {
    for (let time = 0; time < times; time++) post(data);
  },
  postWithPort: ({ data }) => post(data, [new MessageChannel().port2]),
  // A frame inside this one posts to the page and is gone before the message arrives: then the event has no source.
  postAndVanish: ({ data }) => {
    const inner = document.createElement("iframe");
    inner.addEventListener("load", () => {
      const sender = /** @type {any} */ (inner.contentWindow);
      sender.eval(`parent.parent.postMessage(${JSON.stringify(data)}, ${JSON.stringify(page)})`);
      inner.remove();
      post({ vanished: true });
    });
    inner.src = "blank.html";
    document.body.append(inner);
  },
  go: ({ to }) => location.replace(to),
};

addEventListener("message", ({ data, origin }) => {
  if (typeof data?.command === "string") commands[data.command]?.(data);
  else post({ received: data, from: origin });
});

for (const event of JSON.parse(parameters.get("say") ?? "[]")) {
  post(typeof event === "string" ? { type: "OFAUTH_LINK", event } : event);
}
post({ ready: location.origin });
