/** What the props are called that hear an element's events. */
import { connectEvents, connectionEvents, importEvents } from "../elements/events/event-names.js";
import type { EventNamed, Tags } from "../elements/template-types.js";

export type Tag = keyof Tags;

const firedBy: { readonly [T in Tag]: readonly Tags[T]["events"][] } = {
  "ofauth-connect": connectEvents,
  "ofauth-connection-status": connectionEvents,
  "ofauth-connections": connectionEvents,
  "ofauth-import": importEvents,
};

type Pascal<Name extends string> = Name extends `${infer Word}-${infer Rest}`
  ? `${Capitalize<Word>}${Pascal<Rest>}`
  : Capitalize<Name>;

/** `ofauth-before-open` is heard by `onBeforeOpen`. */
export type EventProps<T extends Tag> = {
  [Name in Tags[T]["events"] as `on${Pascal<Name>}`]?: ((event: EventNamed<Name>) => void) | undefined;
};

/** The props of an element that hear its events, and the names of those. */
export const eventProps = (tag: Tag): Record<string, string> =>
  Object.fromEntries(firedBy[tag].map((name) => [propName(name), `ofauth-${name}`]));

const propName = (name: string): string => `on-${name}`.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
