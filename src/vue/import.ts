import { importEvents, type ImportEventName } from "../elements/events/event-names.js";
import { OFAuthImport as Element } from "../import.js";
import { elementComponent, type ElementComponent } from "./element-component.js";

/** `<ofauth-import>`: an operator's form for a session that is there already. */
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
/** What a template ref to the component has. */
export type OFAuthImport = InstanceType<typeof OFAuthImport>;
