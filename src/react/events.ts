/** Maps the events of an element to the handler props of its component. */
import { connectEvents, connectionEvents, importEvents } from "../elements/events/event-names.js";
import type { EventNamed, Tags } from "../elements/template-types.js";

/** Tag names of the elements. */
export type Tag = keyof Tags;

const eventsOf: { readonly [T in Tag]: readonly Tags[T]["events"][] } = {
  "ofauth-connect": connectEvents,
  "ofauth-connection-status": connectionEvents,
  "ofauth-connections": connectionEvents,
  "ofauth-import": importEvents,
};

type Pascal<Name extends string> = Name extends `${infer Word}-${infer Rest}`
  ? `${Capitalize<Word>}${Pascal<Rest>}`
  : Capitalize<Name>;

/** Handler props of an element: `onBeforeOpen` handles `ofauth-before-open`. */
export type EventProps<T extends Tag> = {
  [Name in Tags[T]["events"] as `on${Pascal<Name>}`]?: ((event: EventNamed<Name>) => void) | undefined;
};

/** Event names of an element by the names of their handler props. */
export const eventProps = (tag: Tag): Record<string, string> =>
  Object.fromEntries(eventsOf[tag].map((name) => [propName(name), `ofauth-${name}`]));

const propName = (name: string): string => `on-${name}`.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
