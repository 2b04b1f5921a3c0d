"use client";
import "../connections.js";
import { OFAuthConnections as OFAuthConnectionsElement } from "../elements/list/element.js";
import { createElementComponent, type Component, type ComponentProps } from "./component.js";

export type { OFAuthConnectionsElement };
/** Props of `OFAuthConnections`. */
export type OFAuthConnectionsProps = ComponentProps<OFAuthConnectionsElement, "ofauth-connections">;

/** React component of `<ofauth-connections>`. Importing it registers the element. */
export const OFAuthConnections: Component<OFAuthConnectionsElement, "ofauth-connections"> = createElementComponent(
  OFAuthConnectionsElement,
  "ofauth-connections",
  "OFAuthConnections",
);
