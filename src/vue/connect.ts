import { OFAuthConnect as Element } from "../connect.js";
import { connectEvents, type ConnectEventName } from "../elements/events/event-names.js";
import { elementComponent, type ElementComponent } from "./element-component.js";

type Methods = "open" | "close" | "prepare" | "handleCallback" | "focus" | "click" | "checkValidity" | "reportValidity";

/** `<ofauth-connect>`: a button that connects an account, or reconnects one. */
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
/** What a template ref to the component has. */
export type OFAuthConnect = InstanceType<typeof OFAuthConnect>;
