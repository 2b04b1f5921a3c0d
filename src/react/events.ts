/** Which element fires which events, and what the props are called that hear them. */
import type { OFAuthEventMap } from "../elements/events.js";

const attempt = [
  "ofauth-before-open",
  "ofauth-open",
  "ofauth-load",
  "ofauth-stall",
  "ofauth-success",
  "ofauth-cancel",
  "ofauth-error",
  "ofauth-close",
  "ofauth-state-change",
  "ofauth-session-renewed",
  "ofauth-sandbox-info",
] as const;

const connection = [
  ...attempt,
  "ofauth-status-change",
  "ofauth-before-invalidate",
  "ofauth-invalidated",
  "ofauth-before-disconnect",
  "ofauth-disconnected",
] as const;

export const firedBy = {
  "ofauth-connect": attempt,
  "ofauth-connection-status": connection,
  "ofauth-connections": connection,
  "ofauth-import": ["ofauth-imported", "ofauth-error"],
} as const satisfies Record<string, readonly (keyof OFAuthEventMap)[]>;

export type Tag = keyof typeof firedBy;
export type FiredBy<T extends Tag> = (typeof firedBy)[T][number];

type Pascal<Name extends string> = Name extends `${infer Word}-${infer Rest}`
  ? `${Capitalize<Word>}${Pascal<Rest>}`
  : Capitalize<Name>;

/** `ofauth-before-open` is heard by `onBeforeOpen`. */
type EventProp<Name extends string> = Name extends `ofauth-${infer Rest}` ? `on${Pascal<Rest>}` : never;

export type EventProps<T extends Tag> = {
  [Name in FiredBy<T> as EventProp<Name>]?: ((event: OFAuthEventMap[Name]) => void) | undefined;
};

/** The props of an element that hear its events, and the names of those. */
export const eventProps = (tag: Tag): Record<string, string> =>
  Object.fromEntries(firedBy[tag].map((name) => [propName(name), name]));

const propName = (name: string): string =>
  name.replace("ofauth-", "on-").replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
