"use client";
import "../connect.js";
import { OFAuthConnect as OFAuthConnectElement } from "../elements/connect/element.js";
import { component, type Component, type ComponentProps } from "./component.js";

export type { OFAuthConnectElement };
export type OFAuthConnectProps = ComponentProps<OFAuthConnectElement, "ofauth-connect">;

/** `<ofauth-connect>` for React. */
export const OFAuthConnect: Component<OFAuthConnectElement, "ofauth-connect"> = component(
  OFAuthConnectElement,
  "ofauth-connect",
  "OFAuthConnect",
);
