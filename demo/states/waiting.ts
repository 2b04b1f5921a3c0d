/** How a state gets to where it is: by what a user would do, and by waiting for what comes of it. */

/** What `look` finds, as soon as there is anything. */
export async function until<Found>(look: () => Found, what: string): Promise<NonNullable<Found>> {
  const giveUp = performance.now() + 10_000;
  for (;;) {
    const found = look();
    if (found) return found;
    if (performance.now() > giveUp) throw new Error(`Waited in vain for ${what}.`);
    await new Promise(requestAnimationFrame);
  }
}

/** The part of an element, once it is there and is not hidden. */
export const part = (element: Element, name: string): Promise<HTMLElement> =>
  until(() => {
    const found = element.shadowRoot?.querySelector<HTMLElement>(`[part~="${name}"]`);
    return found?.hidden ? undefined : found;
  }, name);

export async function press(element: Element, name: string): Promise<void> {
  (await part(element, name)).click();
}

/** Lets nobody wait: what was to happen within `ms` happens at once, in its order. */
export function hurry(ms: number): void {
  const wait = window.setTimeout.bind(window);
  const sooner = (run: TimerHandler, after = 0, ...rest: unknown[]) =>
    wait(run, after <= ms ? after / 100 : after, ...rest);
  Object.defineProperty(window, "setTimeout", { value: sooner });
}
