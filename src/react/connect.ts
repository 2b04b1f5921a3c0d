"use client";
import "../connect.js";
import { OFAuthConnect as OFAuthConnectElement } from "../elements/connect/element.js";
import { createElementComponent, type Component, type ComponentProps } from "./component.js";

export type { OFAuthConnectElement };
/** Props of `OFAuthConnect`. */
export type OFAuthConnectProps = ComponentProps<OFAuthConnectElement, "ofauth-connect">;

/** React component of `<ofauth-connect>`. Importing it registers the element. */
export const OFAuthConnect: Component<OFAuthConnectElement, "ofauth-connect"> = createElementComponent(
  OFAuthConnectElement,
  "ofauth-connect",
  "OFAuthConnect",
);
