import { OFAuthConnect as Element } from "../connect.js";
import { connectEvents, type ConnectEventName } from "../elements/events/event-names.js";
import { elementComponent, type ElementComponent } from "./element-component.js";

type Methods = "open" | "close" | "prepare" | "handleCallback" | "focus" | "click" | "checkValidity" | "reportValidity";

/** Vue component of `<ofauth-connect>`: a button that connects or reconnects an account. */
export const OFAuthConnect: ElementComponent<Element, ConnectEventName, Methods, "icon" | "trigger"> = elementComponent(
  "OFAuthConnect",
  {
    tag: "ofauth-connect",
    properties: Element.properties,
    events: connectEvents,
    methods: ["open", "close", "prepare", "handleCallback", "focus", "click", "checkValidity", "reportValidity"],
    slots: ["icon", "trigger"],
  },
);
/** Type of a template ref to the component. */
export type OFAuthConnect = InstanceType<typeof OFAuthConnect>;
