import { OFAuthConnections as Element } from "../connections.js";
import { connectionEvents, type ConnectionEventName } from "../elements/events/event-names.js";
import { elementComponent, type ElementComponent } from "./element-component.js";

type Methods = "refreshNow" | "focus";

/** Vue component of `<ofauth-connections>`: the user's connections, with a button that connects another account. */
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
/** Type of a template ref to the component. */
export type OFAuthConnections = InstanceType<typeof OFAuthConnections>;
