/** What a state of an element is made of. */

export interface State {
  /** What it is, for those who look at it. */
  readonly title: string;
  /** Fills a screen of its own: a modal. */
  readonly modal?: boolean;
  /** Builds it in `stage`. Resolves when it can be looked at; rejects if it does not come about. */
  readonly arrange: (stage: HTMLElement) => Promise<void>;
}

export type States = Readonly<Record<string, State>>;

/** Puts an element into the stage: attributes, properties, content. */
export function put<Name extends keyof HTMLElementTagNameMap>(
  stage: HTMLElement,
  name: Name,
  attributes: Readonly<Record<string, string>> = {},
  properties: Partial<HTMLElementTagNameMap[Name]> = {},
  ...content: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  Object.assign(element, properties);
  element.append(...content);
  stage.append(element);
  return element;
}
