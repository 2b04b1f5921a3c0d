/** Definition of one state of an element. */

export interface State {
  /** Title on the page of all states. */
  readonly title: string;
  /** Whether the state is a modal, which fills the screen. */
  readonly modal?: boolean;
  /** Creates the state in `stage`. Resolves when the state is reached; rejects if it is not. */
  readonly arrange: (stage: HTMLElement) => Promise<void>;
}

export type States = Readonly<Record<string, State>>;

/** Adds an element with attributes, properties and content to the stage. */
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
