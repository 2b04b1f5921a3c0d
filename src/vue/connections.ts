import { OFAuthConnections as Element } from "../connections.js";
import { connectionEvents, type ConnectionEventName } from "../elements/events/event-names.js";
import { elementComponent, type ElementComponent } from "./element-component.js";

type Methods = "refreshNow" | "focus";

/** `<ofauth-connections>`: all connections of the user, and a button that connects another one. */
export const OFAuthConnections: ElementComponent<Element, ConnectionEventName, Methods, "heading"> = elementComponent(
  "OFAuthConnections",
  {
    tag: "ofauth-connections",
    properties: Element.properties,
    events: connectionEvents,
    methods: ["refreshNow", "focus"],
    slots: ["heading"],
  },
);
/** What a template ref to the component has. */
export type OFAuthConnections = InstanceType<typeof OFAuthConnections>;
