/** Makes a Vue component of an element: what the element's class says of its properties is what the component takes. */
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

/** `before-open` as `beforeOpen`: for Vue the same event. */
export type Camel<Name extends string> = Name extends `${infer First}-${infer Rest}`
  ? `${First}${Capitalize<Camel<Rest>>}`
  : Name;

type Emits<Names extends string> = { [Name in Names as Camel<Name>]: (event: EventNamed<Name>) => void };
type Slots<Names extends string> = SlotsType<{ [Name in Names | "default"]?: Record<string, never> }>;

/** What a template ref to the component has. */
export type Exposed<Element, Methods extends keyof Element> = Pick<Element, Methods> & {
  /** The element itself. Null where there is none: on a server, and before the component is in a page. */
  readonly element: Element | null;
};

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

type Own<Element, Events extends string> = ElementProps<Element> & EmitsToProps<Emits<Events>>;

/** What Vue passes on to the element is allowed beside what is its own. */
type Attributes<Own> = Own & Omit<HTMLAttributes, keyof Own>;

/** What an element's class says of its properties: its static `properties`. */
type Declarations = Readonly<Record<string, { readonly attribute?: string | boolean; readonly type?: unknown }>>;

interface Wrapped<Element, Events, Methods, SlotNames> {
  readonly tag: string;
  readonly properties: Declarations;
  readonly events: readonly Events[];
  readonly methods: readonly (Methods & keyof Element)[];
  /** The element's slots, besides the default one. */
  readonly slots?: readonly SlotNames[];
}

/** The component has the name of the element's class. */
export function elementComponent<
  Element extends HTMLElement,
  Events extends string,
  Methods extends keyof Element,
  SlotNames extends string = never,
>(
  name: string,
  { tag, properties, events, methods, slots: slotNames = [] }: Wrapped<Element, Events, Methods, SlotNames>,
): ElementComponent<Element, Events, Methods, SlotNames> {
  const declared = Object.entries(properties);
  const component = defineComponent({
    name,
    // Without types, but for the Booleans: Vue then knows that a bare `disabled` means yes. TypeScript knows the rest.
    props: Object.fromEntries(declared.map(([name, { type }]) => [name, type === Boolean ? Boolean : null])),
    emits: events.map((event) => camelize(event)),
    setup(props: Record<string, unknown>, { emit, expose, slots }) {
      const element = shallowRef<Element | null>(null);
      const instance = getCurrentInstance();
      const listeners = Object.fromEntries(
        events.map(camelize).map((event) => [
          `onOfauth${capitalize(event)}`,
          (heard: Event) => {
            // An attempt ends with its element: the app is told of that, too, when Vue emits nothing any more.
            if (instance?.isUnmounted) handlersOf(instance, event).forEach((handler) => handler(heard));
            else emit(event, heard);
          },
        ]),
      );
      const exposed = (method: Methods) => {
        type Callable = Record<Methods, (...args: unknown[]) => unknown>;
        return [method, (...args: unknown[]) => (element.value as Callable)[method](...args)] as const;
      };
      expose({ element, ...Object.fromEntries(methods.map(exposed)) });
      return () =>
        h(tag, { ref: element, ...listeners, ...written(declared, props) }, [
          ...slotNames.flatMap((slot) => intoSlot(slot, slots[slot]?.() ?? [])),
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
 * The component's properties as Vue's renderer takes them: `^` makes an attribute, under its own name, so that a server
 * renders it as the browser reads it; `.` makes a property, which a server leaves out, and which is set when hydrating.
 */
function written(declared: readonly (readonly [string, Declarations[string]])[], values: Record<string, unknown>) {
  return Object.fromEntries(
    declared.map(([name, { attribute = name, type }]) => {
      const key = attribute === false ? `.${name}` : type === Boolean ? name : `^${String(attribute)}`;
      return [key, values[name]];
    }),
  );
}

/** Light children for a slot of the element. Fragments are taken apart: only what is directly inside can be slotted. */
function intoSlot(slot: string, nodes: readonly VNode[]): VNode[] {
  return nodes.flatMap((node) => {
    if (node.type === Fragment) return intoSlot(slot, node.children as VNode[]);
    return node.type === Text ? h("span", { slot }, [node]) : cloneVNode(node, { slot });
  });
}
