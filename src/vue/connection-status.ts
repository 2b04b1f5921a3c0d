import { OFAuthConnectionStatus as Element } from "../connection-status.js";
import { connectionEvents, type ConnectionEventName } from "../elements/events/event-names.js";
import { elementComponent, type ElementComponent } from "./element-component.js";

type Methods = "refreshNow" | "reconnect" | "invalidate" | "disconnect" | "focus";

/** Vue component of `<ofauth-connection-status>`: the live status of a connection, as a badge or a card. */
export const OFAuthConnectionStatus: ElementComponent<Element, ConnectionEventName, Methods> = elementComponent(
  "OFAuthConnectionStatus",
  {
    tag: "ofauth-connection-status",
    properties: Element.properties,
    events: connectionEvents,
    methods: ["refreshNow", "reconnect", "invalidate", "disconnect", "focus"],
  },
);
/** Type of a template ref to the component. */
export type OFAuthConnectionStatus = InstanceType<typeof OFAuthConnectionStatus>;
