/** Routes of the fake backend. */
import { linkRoutes } from "../protocol/link-contract.js";

/** Routes of the backend. `connection` is `GET connections/{id}`, `import-update` is `PATCH connections/import/{id}`. */
export type FakeRoute =
  | "link/init"
  | "link/complete"
  | "link/result"
  | "connections"
  | "connection"
  | "invalidate"
  | "disconnect"
  | "import"
  | "import-update";

/** The route of a request, and the id in its path. */
export function matchRoute(method: string, path: string): [route: FakeRoute | undefined, id: string] {
  const [, name = "", id = "", action] = path.split("/").map(decodeURIComponent);
  if (name === "link") {
    const named: Partial<Record<string, FakeRoute>> = {
      [`POST ${linkRoutes.linkInit}`]: "link/init",
      [`POST ${linkRoutes.linkComplete}`]: "link/complete",
      [`GET ${linkRoutes.linkResult}`]: "link/result",
    };
    return [named[`${method} ${path}`], ""];
  }
  if (name !== "connections") return [undefined, ""];
  if (id === "import")
    return [method === "POST" ? "import" : method === "PATCH" ? "import-update" : undefined, action ?? ""];
  if (action) return [method === "POST" && action === "invalidate" ? "invalidate" : undefined, id];
  if (method === "DELETE") return ["disconnect", id];
  return [method === "GET" ? (id ? "connection" : "connections") : undefined, id];
}
