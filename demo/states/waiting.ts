/** Reaches a state by a user's actions, and by waiting for their results. */

/** Waits until `find` returns a truthy value, and returns it. Rejects after 10 s. */
export async function until<Found>(find: () => Found, what: string): Promise<NonNullable<Found>> {
  const deadline = performance.now() + 10_000;
  for (;;) {
    const found = find();
    if (found) return found;
    if (performance.now() > deadline) throw new Error(`Timed out waiting for ${what}.`);
    await new Promise(requestAnimationFrame);
  }
}

/** Waits until an element's part exists and is not hidden, and returns it. */
export const part = (element: Element, name: string): Promise<HTMLElement> =>
  until(() => {
    const found = element.shadowRoot?.querySelector<HTMLElement>(`[part~="${name}"]`);
    return found?.hidden ? undefined : found;
  }, name);

export async function press(element: Element, name: string): Promise<void> {
  (await part(element, name)).click();
}

/** Speeds up timers: a delay of at most `ms` becomes a hundred times shorter, so that their order stays. */
export function hurry(ms: number): void {
  const wait = window.setTimeout.bind(window);
  const sooner = (run: TimerHandler, after = 0, ...rest: unknown[]) =>
    wait(run, after <= ms ? after / 100 : after, ...rest);
  Object.defineProperty(window, "setTimeout", { value: sooner });
}
