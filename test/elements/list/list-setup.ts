/** Sets up an `<ofauth-connections>` in the page, with a fake backend that stores connections. */
import "../../../src/connections.js";
import type { OFAuthConnectionStatus } from "../../../src/elements/status/element.js";
import type { OFAuthConnections } from "../../../src/elements/list/element.js";
import { getConnectionsClient } from "../../../src/browser/connections-client.js";
import { afterwards, fakeHost, hostedOrigin, json, until } from "../../browser/page-setup.js";
import { recordEvents, session, type ReceivedEvent } from "../connect/connect-setup.js";

export const account = (id: string, more: object = {}) => ({
  id,
  status: "active",
  permissions: ["messages"],
  imported: false,
  userData: { id, name: `Name of ${id.slice(5)}`, username: id.slice(5), avatar: null },
  ...more,
});

export type Account = ReturnType<typeof account>;
export const accounts = (count: number): Account[] =>
  Array.from({ length: count }, (_, index) => account(`conn_${String(index + 1)}`));

export interface ListOptions {
  readonly has?: Account[];
  readonly routes?: Parameters<typeof fakeHost>[0];
  readonly attributes?: Readonly<Record<string, string>>;
  readonly properties?: Partial<OFAuthConnections>;
  readonly content?: readonly Node[];
}

let endpoints = 0;

export async function setupList({ has = accounts(2), routes, attributes, properties, content }: ListOptions = {}) {
  // Each test has its own endpoint, and therefore its own client, whose cache no other test uses.
  const endpoint = `/api/${String(++endpoints)}`;
  const backend = { list: has };
  const host = fakeHost({
    "link/init": () => session("loaded"),
    "link/complete": ({ body }) => {
      const id = String(body?.["connectionId"]);
      if (!backend.list.some((entry) => entry.id === id)) backend.list = [account(id), ...backend.list];
      return json(backend.list.find((entry) => entry.id === id));
    },
    ...routes,
    "/connections": (request) => {
      const own = routes?.["/connections"]?.(request);
      if (own) return own;
      const { searchParams } = request.url;
      const [status, imported] = [searchParams.get("status"), searchParams.get("imported")];
      const found = backend.list.filter(
        (entry) => (!status || entry.status === status) && (!imported || String(entry.imported) === imported),
      );
      const offset = Number(searchParams.get("offset"));
      const end = offset + Number(searchParams.get("limit"));
      return json({ list: found.slice(offset, end), hasMore: found.length > end });
    },
    ...Object.fromEntries(
      has.map(({ id }) => [
        `/connections/${id}`,
        ({ init }: { init: RequestInit }) => {
          if (init.method !== "DELETE") return json(backend.list.find((entry) => entry.id === id) ?? {}, 200);
          backend.list = backend.list.filter((entry) => entry.id !== id);
          return new Response(null, { status: 204 });
        },
      ]),
    ),
    ...Object.fromEntries(
      has.map(({ id }) => [
        `/connections/${id}/invalidate`,
        () => {
          backend.list = backend.list.map((entry) => (entry.id === id ? { ...entry, status: "expired" } : entry));
          return json(backend.list.find((entry) => entry.id === id));
        },
      ]),
    ),
    ...Object.fromEntries(Object.entries(routes ?? {}).filter(([route]) => route !== "/connections")),
  });
  const place = document.createElement("div");
  document.body.append(place);
  afterwards(() => place.remove());
  const element = document.createElement("ofauth-connections");
  element.setAttribute("endpoint", endpoint);
  element.setAttribute("link-origins", hostedOrigin);
  for (const [name, value] of Object.entries(attributes ?? {})) element.setAttribute(name, value);
  Object.assign(element, properties);
  element.append(...(content ?? []));
  const received = recordEvents(element);
  place.append(element);
  await element.updateComplete;
  const root = element.shadowRoot!;
  const part = (name: string) => root.querySelector<HTMLElement>(`[part~="${name}"]`);
  const cards = () => [...root.querySelectorAll<OFAuthConnectionStatus>("ofauth-connection-status")];
  const state = async (wanted: OFAuthConnections["state"]) => {
    await until(() => element.state === wanted);
    await element.updateComplete;
    await Promise.all(cards().map((card) => card.updateComplete));
  };
  return {
    element,
    place,
    host,
    backend,
    received,
    root,
    part,
    cards,
    state,
    client: getConnectionsClient({ window, endpoint, requestInit: undefined }),
    connect: root.querySelector("ofauth-connect")!,
    /** The query strings of the requests for pages. */
    pageQueries: () =>
      host.requests
        .filter(({ url, init }) => url.pathname.endsWith("/connections") && (init.method ?? "GET") === "GET")
        .map(({ url }) => url.search),
    /** The ids of the shown connections, in order. */
    ids: () => cards().map(({ connection }) => connection?.id),
    /** A part of the row at `index`. */
    inRow: (index: number, name: string) =>
      cards()[index]?.shadowRoot?.querySelector<HTMLElement>(`[part~="${name}"]`) ?? null,
    /** Waits until exactly these rows are shown. */
    rows: async (...ids: string[]) => {
      await until(
        () =>
          ids.join() ===
          cards()
            .map((card) => card.connection?.id)
            .join(),
      );
      await element.updateComplete;
    },
    press: async (name: string) => {
      part(name)!.click();
      await element.updateComplete;
    },
  };
}

/** Returns the names of events without "ofauth-". */
export const summarize = (received: readonly ReceivedEvent[]): string[] => received.map(({ type }) => type.slice(7));
