import { importEvents, type ImportEventName } from "../elements/events/event-names.js";
import { OFAuthImport as Element } from "../import.js";
import { elementComponent, type ElementComponent } from "./element-component.js";

/** Vue component of `<ofauth-import>`: a form with which an operator imports an existing session. */
export const OFAuthImport: ElementComponent<Element, ImportEventName, "focus", "heading"> = elementComponent(
  "OFAuthImport",
  {
    tag: "ofauth-import",
    properties: Element.properties,
    events: importEvents,
    methods: ["focus"],
    slots: ["heading"],
  },
);
/** Type of a template ref to the component. */
export type OFAuthImport = InstanceType<typeof OFAuthImport>;
