"use client";
import "../connection-status.js";
import { OFAuthConnectionStatus as OFAuthConnectionStatusElement } from "../elements/status/element.js";
import { component, type Component, type ComponentProps } from "./component.js";

export type { OFAuthConnectionStatusElement };
export type OFAuthConnectionStatusProps = ComponentProps<OFAuthConnectionStatusElement, "ofauth-connection-status">;

/** `<ofauth-connection-status>` for React. */
export const OFAuthConnectionStatus: Component<OFAuthConnectionStatusElement, "ofauth-connection-status"> = component(
  OFAuthConnectionStatusElement,
  "ofauth-connection-status",
  "OFAuthConnectionStatus",
);
