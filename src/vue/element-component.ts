/** Creates Vue components from elements. The properties that the element's class declares become the props. */
import {
  camelize,
  capitalize,
  cloneVNode,
  defineComponent,
  Fragment,
  getCurrentInstance,
  h,
  shallowRef,
  Text,
  toHandlerKey,
  type ComponentInternalInstance,
  type DefineSetupFnComponent,
  type EmitsToProps,
  type HTMLAttributes,
  type SlotsType,
  type VNode,
} from "vue";
import type { ElementProps, EventNamed } from "../elements/template-types.js";

/** `before-open` becomes `beforeOpen`, which Vue treats as the same event. */
export type Camel<Name extends string> = Name extends `${infer First}-${infer Rest}`
  ? `${First}${Capitalize<Camel<Rest>>}`
  : Name;

type Emits<Names extends string> = { [Name in Names as Camel<Name>]: (event: EventNamed<Name>) => void };
type Slots<Names extends string> = SlotsType<{ [Name in Names | "default"]?: Record<string, never> }>;

/** What a template ref to a component exposes. */
type Exposed<Element, Methods extends keyof Element> = Pick<Element, Methods> & {
  /** The element. Null on a server and until the component is mounted. */
  readonly element: Element | null;
};

/** Type of the Vue component of an element. */
export type ElementComponent<
  Element,
  Events extends string,
  Methods extends keyof Element,
  SlotNames extends string = never,
> = new () => InstanceType<
  DefineSetupFnComponent<
    Attributes<Own<Element, Events>>,
    Emits<Events>,
    Slots<SlotNames>,
    Attributes<Own<Element, Events>>
  >
> &
  Exposed<Element, Methods>;

/** The element's own properties and listeners of its events. */
type Own<Element, Events extends string> = ElementProps<Element> & EmitsToProps<Emits<Events>>;

/** All props: the element's own, and the HTML attributes that Vue passes through to the element. */
type Attributes<Own> = Own & Omit<HTMLAttributes, keyof Own>;

/** The static `properties` of an element's class. */
type Declarations = Readonly<Record<string, { readonly attribute?: string | boolean; readonly type?: unknown }>>;

/** The element to wrap. */
interface ElementDefinition<Element, Events, Methods, SlotNames> {
  readonly tag: string;
  readonly properties: Declarations;
  readonly events: readonly Events[];
  readonly methods: readonly (Methods & keyof Element)[];
  /** Named slots of the element. */
  readonly slots?: readonly SlotNames[];
}

/** Creates the Vue component of an element. `name` is the name of the element's class. */
export function elementComponent<
  Element extends HTMLElement,
  Events extends string,
  Methods extends keyof Element,
  SlotNames extends string = never,
>(
  name: string,
  { tag, properties, events, methods, slots: slotNames = [] }: ElementDefinition<Element, Events, Methods, SlotNames>,
): ElementComponent<Element, Events, Methods, SlotNames> {
  const declared = Object.entries(properties);
  const component = defineComponent({
    name,
    // Only Boolean props have a runtime type, so that Vue reads a bare `disabled` as true. TypeScript checks the rest.
    props: Object.fromEntries(declared.map(([name, { type }]) => [name, type === Boolean ? Boolean : null])),
    emits: events.map((event) => camelize(event)),
    setup(props: Record<string, unknown>, { emit, expose, slots }) {
      const element = shallowRef<Element | null>(null);
      const instance = getCurrentInstance();
      const listeners = Object.fromEntries(
        events.map(camelize).map((event) => [
          `onOfauth${capitalize(event)}`,
          (domEvent: Event) => {
            // Removing the element ends its attempt, with events, but Vue's emit() does nothing after unmounting.
            if (instance?.isUnmounted) handlersOf(instance, event).forEach((handler) => handler(domEvent));
            else emit(event, domEvent);
          },
        ]),
      );
      const exposeMethod = (method: Methods) => {
        type Callable = Record<Methods, (...args: unknown[]) => unknown>;
        return [method, (...args: unknown[]) => (element.value as Callable)[method](...args)] as const;
      };
      expose({ element, ...Object.fromEntries(methods.map(exposeMethod)) });
      return () =>
        h(tag, { ref: element, ...listeners, ...toVNodeProps(declared, props) }, [
          ...slotNames.flatMap((slot) => assignSlot(slot, slots[slot]?.() ?? [])),
          ...(slots["default"]?.() ?? []),
        ]);
    },
  });
  return component as unknown as ElementComponent<Element, Events, Methods, SlotNames>;
}

type Handler = (event: Event) => void;

const handlersOf = ({ vnode }: ComponentInternalInstance, event: string): Handler[] =>
  [vnode.props?.[toHandlerKey(event)] as Handler | Handler[] | undefined]
    .flat()
    .filter((handler) => handler !== undefined);

/**
 * Converts the component's props to those of a vnode. Vue sets a key with the prefix `^` as an attribute, also on a server,
 * and a key with the prefix `.` as a property, which a server leaves out and hydration sets.
 */
function toVNodeProps(declared: readonly (readonly [string, Declarations[string]])[], values: Record<string, unknown>) {
  return Object.fromEntries(
    declared.map(([name, { attribute = name, type }]) => {
      const key = attribute === false ? `.${name}` : type === Boolean ? name : `^${String(attribute)}`;
      return [key, values[name]];
    }),
  );
}

/** Assigns light DOM children to a slot. Flattens fragments, because only direct children of the element can be slotted. */
function assignSlot(slot: string, nodes: readonly VNode[]): VNode[] {
  return nodes.flatMap((node) => {
    if (node.type === Fragment) return assignSlot(slot, node.children as VNode[]);
    return node.type === Text ? h("span", { slot }, [node]) : cloneVNode(node, { slot });
  });
}
