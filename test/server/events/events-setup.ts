/** Sets up a handler with events, and reads its streams as a browser does. */
import assert from "node:assert/strict";
import type { OFAuthHandlerOptions } from "../../../src/server/options.js";
import { createMemoryStore } from "../../../src/server/store/memory-store.js";
import type { StoreChange } from "../../../src/server/store/store.js";
import { origin, setupHandler } from "../handler-setup.js";
import { connection } from "../store/contract-setup.js";

export interface Message {
  readonly event: string;
  readonly id: string;
  readonly data: unknown;
}

/** Parses a stream as `EventSource` does by its specification: an `id` without `data` also sets the last id. */
export function eventReader(body: ReadableStream<Uint8Array>) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const messages: Message[] = [];
  const source = { lastId: "", retry: undefined as number | undefined, beats: 0, hasEnded: false };
  let buffer = "";

  function take(block: string): void {
    const fields = new Map<string, string>();
    for (const line of block.split("\n")) {
      fields.set(line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2));
    }
    source.lastId = fields.get("id") ?? source.lastId;
    if (fields.has("retry")) source.retry = Number(fields.get("retry"));
    const data = fields.get("data");
    if (data === undefined) return;
    if (fields.get("event") === "beat") {
      source.beats += 1;
      return;
    }
    messages.push({ event: fields.get("event") ?? "message", id: source.lastId, data: JSON.parse(data) });
  }

  async function read(): Promise<void> {
    const { done, value } = await reader.read();
    if (done) {
      source.hasEnded = true;
      return;
    }
    const blocks = (buffer + decoder.decode(value, { stream: true })).split("\n\n");
    buffer = blocks.pop() ?? "";
    blocks.forEach(take);
  }

  return Object.assign(source, {
    messages,
    /** Returns the next message. Fails if the stream ends first. */
    async next(): Promise<Message> {
      while (messages.length === 0) {
        assert.ok(!source.hasEnded, "the stream has ended");
        await read();
      }
      return messages.shift()!;
    },
    /** Reads until the stream has sent its first id. */
    async untilIdle(): Promise<void> {
      while (!source.lastId) await read();
    },
    async untilBeat(): Promise<void> {
      for (const before = source.beats; source.beats === before;) await read();
    },
    async untilOver(): Promise<void> {
      while (!source.hasEnded) await read();
    },
    cancel: () => reader.cancel(),
  });
}

export function setupEvents(options: Partial<OFAuthHandlerOptions> = {}) {
  const store = options.store ?? createMemoryStore({ now: () => Date.parse("2026-01-01T00:00:00Z") });
  const parts = setupHandler({ store, ...options });

  const ask = (user: string | null = "user-1", headers: Record<string, string> = {}, signal?: AbortSignal) =>
    parts.browser(user).send("/api/ofauth/events", {
      headers: { "sec-fetch-site": "same-origin", ...headers },
      ...(signal && { signal }),
    });

  return {
    ...parts,
    store,
    origin,
    ask,
    listen: async (user = "user-1", lastId?: string, signal?: AbortSignal) => {
      const response = await ask(user, lastId === undefined ? {} : { "last-event-id": lastId }, signal);
      assert.equal(response.status, 200);
      return eventReader(response.body!);
    },
    publish: (id: string, owner = "user-1", status = "active") => store.publish(changeOf(id, owner, status)),
  };
}

export const changeOf = (id: string, owner = "user-1", status = "active"): StoreChange => ({
  clientReferenceId: owner,
  type: "connection.updated",
  connectionId: id,
  connection: status === "disconnected" ? null : connection(id, { status }, owner),
});
