"use client";
import "../connection-status.js";
import { OFAuthConnectionStatus as OFAuthConnectionStatusElement } from "../elements/status/element.js";
import { createElementComponent, type Component, type ComponentProps } from "./component.js";

export type { OFAuthConnectionStatusElement };
/** Props of `OFAuthConnectionStatus`. */
export type OFAuthConnectionStatusProps = ComponentProps<OFAuthConnectionStatusElement, "ofauth-connection-status">;

/** React component of `<ofauth-connection-status>`. Importing it registers the element. */
export const OFAuthConnectionStatus: Component<OFAuthConnectionStatusElement, "ofauth-connection-status"> =
  createElementComponent(OFAuthConnectionStatusElement, "ofauth-connection-status", "OFAuthConnectionStatus");
