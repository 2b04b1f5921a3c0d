"use client";
import "../connections.js";
import { OFAuthConnections as OFAuthConnectionsElement } from "../elements/list/element.js";
import { component, type Component, type ComponentProps } from "./component.js";

export type { OFAuthConnectionsElement };
export type OFAuthConnectionsProps = ComponentProps<OFAuthConnectionsElement, "ofauth-connections">;

/** `<ofauth-connections>` for React. */
export const OFAuthConnections: Component<OFAuthConnectionsElement, "ofauth-connections"> = component(
  OFAuthConnectionsElement,
  "ofauth-connections",
  "OFAuthConnections",
);
