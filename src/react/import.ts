"use client";
import "../import.js";
import { OFAuthImport as OFAuthImportElement } from "../elements/import/element.js";
import { createElementComponent, type Component, type ComponentProps } from "./component.js";

export type { OFAuthImportElement };
/** Props of `OFAuthImport`. */
export type OFAuthImportProps = ComponentProps<OFAuthImportElement, "ofauth-import">;

/** React component of `<ofauth-import>`. Importing it registers the element. */
export const OFAuthImport: Component<OFAuthImportElement, "ofauth-import"> = createElementComponent(
  OFAuthImportElement,
  "ofauth-import",
  "OFAuthImport",
);
