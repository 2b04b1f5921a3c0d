/** Serves the CDN files in the demo under their CDN path, built from the sources on their first request. */
import { buildCdn, integrityOf } from "./cdn.mjs";

const folder = "/npm/ofauth-elements/dist/cdn/";

/** @returns {import("vite").Plugin} */
export function cdnInMemory() {
  const build = buildCdn({ from: "src" });
  /** @type {Map<string, string>} */
  const files = new Map();
  /** @type {Promise<unknown>} */
  let queue = Promise.resolve();

  /** Returns undefined if the file does not exist. @param {string} name @returns {Promise<string | undefined>} */
  async function make(name) {
    while (!files.has(name)) {
      const { done, value } = await build.next();
      if (done) break;
      files.set(value.name, value.code);
    }
    return files.get(name);
  }
  /** Makes the files one after another, because each needs those before it. @param {string} name */
  const get = (name) => {
    const made = queue.then(() => make(name));
    queue = made.catch(() => undefined);
    return made;
  };

  return {
    name: "cdn-in-memory",
    apply: "serve",
    configureServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        const { pathname } = new URL(request.url ?? "/", "http://localhost");
        if (!pathname.startsWith(folder)) return next();
        get(pathname.slice(folder.length)).then(
          (code) => response.writeHead(code ? 200 : 404, { "content-type": "text/javascript" }).end(code),
          next,
        );
      });
    },
    transformIndexHtml: {
      order: "pre",
      async handler(html) {
        let page = html;
        for (const [tag, name = ""] of html.matchAll(new RegExp(`src="${folder}([^"]+)"`, "g"))) {
          page = page.replace(
            tag,
            `${tag} integrity="${integrityOf((await get(name)) ?? "")}" crossorigin="anonymous"`,
          );
        }
        return page;
      },
    },
  };
}
