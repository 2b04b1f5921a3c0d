/** Sets up an emulator with a fake clock, and helps with requests and Link flows. */
import assert from "node:assert/strict";
import { createEmulator, type EmulatorOptions } from "../../src/emulator/index.js";

export const origin = "http://127.0.0.1:4010";
export const redirectUrl = "https://host.example/callback?page=1";
export const hostOrigin = "https://host.example";
export const key = "sk_sandbox_emulator";

/** Creates an emulator for one test. It needs no cleanup. */
export function setupEmulator(options: EmulatorOptions = {}) {
  const clock = { now: Date.UTC(2026, 0, 2, 3, 4, 5) };
  const waits: number[] = [];
  const emulator = createEmulator({
    clientApps: [{ id: "app_demo", name: "Fan Studio", redirectUrls: [redirectUrl], allowedOrigins: [hostOrigin] }],
    now: () => clock.now,
    wait: async (milliseconds) => void waits.push(milliseconds),
    ...options,
  });
  const request = (path: string, init: RequestInit = {}) => emulator.fetch(new Request(`${origin}${path}`, init));
  const json = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    request(path, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  const init = (body: unknown = {}, apikey = key) => json("/v2/link/init", body, { apikey });
  const list = async (query = "", apikey = key) =>
    (await (await request(`/v2/account/connections${query}`, { headers: { apikey } })).json()) as {
      list: { id: string; status: string; userData: { username: string } }[];
      hasMore: boolean;
    };

  /** Starts a session and returns the path of its page. */
  async function start(body: unknown = {}, apikey = key): Promise<string> {
    const answer = (await (await init(body, apikey)).json()) as { url: string };
    return new URL(answer.url).pathname;
  }
  /** Opens a page and returns its view. */
  async function open(path: string) {
    const response = await request(path);
    assert.equal(response.status, 200);
    return { response, view: readView(await response.text()) };
  }
  /** Sends steps one after another and returns the last view. */
  async function steps(path: string, ...inputs: Step[]): Promise<View> {
    let view: View | undefined;
    for (const input of inputs) {
      const response = await json(`${path}/step`, input);
      assert.equal(response.status, 200);
      view = (await response.json()) as View;
    }
    assert.ok(view, "at least one step");
    return view;
  }
  return { emulator, clock, waits, request, json, init, list, start, open, steps };
}

export type Step = { action: string } & Record<string, unknown>;
export const next: Step = { action: "continue" };
export const allow: Step = { action: "allow" };
export const cancel: Step = { action: "cancel" };
export const logIn = (identifier: string, password = "good-password"): Step => ({
  action: "login",
  identifier,
  password,
});
export const code = (value = "123456"): Step => ({ action: "2fa", code: value });

export interface View {
  screen: string;
  step: string | null;
  notice: { text: string; field: string } | null;
  message: string;
  events: { event: string; metadata?: unknown }[];
  callbackUrl: string | null;
  answersExit: boolean;
  account: { username: string } | null;
  permissions: { id: string; isNew: boolean }[];
  reconnecting: boolean;
}

/** Reads the view from the HTML, as the page's script does. */
function readView(html: string): View {
  const escaped = /data-view="([^"]*)"/.exec(html)?.[1];
  assert.ok(escaped, "the page has a view");
  const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };
  return JSON.parse(escaped.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name] ?? "")) as View;
}

export const eventNames = (view: View): string[] => view.events.map(({ event }) => event);
export const metadataOf = (view: View, event: string): unknown =>
  view.events.find((candidate) => candidate.event === event)?.metadata;
export const queryOf = (url: string | null): Record<string, string> =>
  Object.fromEntries(new URL(url ?? "about:blank").searchParams);
