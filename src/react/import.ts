"use client";
import "../import.js";
import { OFAuthImport as OFAuthImportElement } from "../elements/import/element.js";
import { component, type Component, type ComponentProps } from "./component.js";

export type { OFAuthImportElement };
export type OFAuthImportProps = ComponentProps<OFAuthImportElement, "ofauth-import">;

/** `<ofauth-import>` for React. */
export const OFAuthImport: Component<OFAuthImportElement, "ofauth-import"> = component(
  OFAuthImportElement,
  "ofauth-import",
  "OFAuthImport",
);
