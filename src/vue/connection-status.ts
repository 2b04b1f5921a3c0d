import { OFAuthConnectionStatus as Element } from "../connection-status.js";
import { connectionEvents, type ConnectionEventName } from "../elements/events/event-names.js";
import { elementComponent, type ElementComponent } from "./element-component.js";

type Methods = "refreshNow" | "reconnect" | "invalidate" | "disconnect" | "focus";

/** `<ofauth-connection-status>`: one connection, live, as a badge or a card. */
export const OFAuthConnectionStatus: ElementComponent<Element, ConnectionEventName, Methods> = elementComponent(
  "OFAuthConnectionStatus",
  {
    tag: "ofauth-connection-status",
    properties: Element.properties,
    events: connectionEvents,
    methods: ["refreshNow", "reconnect", "invalidate", "disconnect", "focus"],
  },
);
/** What a template ref to the component has. */
export type OFAuthConnectionStatus = InstanceType<typeof OFAuthConnectionStatus>;
