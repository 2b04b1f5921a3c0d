/** Creates React components from elements. */
import { createComponent } from "@lit/react";
import type { LitElement, PropertyDeclarations } from "lit";
import * as React from "react";
import type { ElementProps } from "../elements/template-types.js";
import { eventProps, type EventProps, type Tag } from "./events.js";

/** Props of a component: the element's properties, handlers of its events, and React's attributes of any HTML element. */
export type ComponentProps<E extends HTMLElement, T extends Tag> = ElementProps<E> &
  EventProps<T> &
  Omit<React.HTMLAttributes<E>, keyof ElementProps<E> | keyof EventProps<T>>;

/** A React component whose ref is the element. */
export type Component<E extends HTMLElement, T extends Tag> = React.ForwardRefExoticComponent<
  ComponentProps<E, T> & React.RefAttributes<E>
>;

interface ElementClass<E> {
  new (): E;
  readonly properties: PropertyDeclarations;
}

/**
 * Creates the React component of an element.
 *
 * In a browser, `@lit/react` sets properties and adds listeners on the element itself: React 19 does neither when it hydrates a
 * custom element (facebook/react#35446). On a server, the component renders every value that an attribute can hold, so that
 * the element is complete before React hydrates it.
 */
export function createElementComponent<E extends LitElement, T extends Tag>(
  elementClass: ElementClass<E>,
  tagName: T,
  displayName: string,
): Component<E, T> {
  const events = eventProps(tagName);
  const component =
    typeof document === "undefined"
      ? React.forwardRef<E, Record<string, unknown>>((props, _ref) =>
          React.createElement(tagName, toAttributes(props, elementClass.properties)),
        )
      : createComponent({ react: React, tagName, elementClass, events, displayName });
  component.displayName = displayName;
  return component as Component<E, T>;
}

/** Props that React itself renders. */
const reactProps = new Set(["children", "style", "dangerouslySetInnerHTML"]);

/** Converts props to the attributes that a server renders. */
function toAttributes(props: Record<string, unknown>, properties: PropertyDeclarations): Record<string, unknown> {
  const attributes: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(props)) {
    const attribute = properties[name]?.attribute;
    if (reactProps.has(name)) attributes[name] = value;
    // React 18 renders what React 19 leaves out: objects, and false as the text "false".
    else if (typeof value === "boolean" && !/^(?:aria|data)-/.test(name)) {
      if (value) attributes[name] = "";
    } else if (["string", "number", "boolean"].includes(typeof value)) {
      attributes[name === "className" ? "class" : typeof attribute === "string" ? attribute : name] = value;
    }
  }
  return attributes;
}
