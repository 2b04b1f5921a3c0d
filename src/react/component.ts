/** Makes a React component of an element. */
import { createComponent } from "@lit/react";
import type { LitElement, PropertyDeclarations } from "lit";
import * as React from "react";
import type { ElementProps } from "../elements/template-types.js";
import { eventProps, type EventProps, type Tag } from "./events.js";

/** The element's own properties, its events, and what every element of a page has. */
export type ComponentProps<E extends HTMLElement, T extends Tag> = ElementProps<E> &
  EventProps<T> &
  Omit<React.HTMLAttributes<E>, keyof ElementProps<E> | keyof EventProps<T>>;

export type Component<E extends HTMLElement, T extends Tag> = React.ForwardRefExoticComponent<
  ComponentProps<E, T> & React.RefAttributes<E>
>;

interface ElementClass<E> {
  new (): E;
  readonly properties: PropertyDeclarations;
}

/**
 * In a page, properties and listeners are set on the element itself: React 19 does neither when it takes over a server's HTML.
 * Where there is no page, what an attribute can hold is printed as one, so that the element is right before React is there.
 */
export function component<E extends LitElement, T extends Tag>(
  elementClass: ElementClass<E>,
  tagName: T,
  displayName: string,
): Component<E, T> {
  const events = eventProps(tagName);
  const made =
    typeof document === "undefined"
      ? React.forwardRef<E, Record<string, unknown>>((props, _ref) =>
          React.createElement(tagName, printed(props, elementClass.properties)),
        )
      : createComponent({ react: React, tagName, elementClass, events, displayName });
  made.displayName = displayName;
  return made as Component<E, T>;
}

/** What React itself has to say something about. */
const forReact = new Set(["children", "style", "dangerouslySetInnerHTML"]);

function printed(props: Record<string, unknown>, properties: PropertyDeclarations): Record<string, unknown> {
  const attributes: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(props)) {
    const attribute = properties[name]?.attribute;
    if (forReact.has(name)) attributes[name] = value;
    // React 18 prints what 19 leaves out: objects, and false as a word.
    else if (typeof value === "boolean" && !/^(?:aria|data)-/.test(name)) {
      if (value) attributes[name] = "";
    } else if (["string", "number", "boolean"].includes(typeof value)) {
      attributes[name === "className" ? "class" : typeof attribute === "string" ? attribute : name] = value;
    }
  }
  return attributes;
}
