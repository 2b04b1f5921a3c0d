/** Sets the custom state `state` and clears all others, for the page's styles: `:state(…)`. */
export function setCustomState({ states }: ElementInternals, state: string): void {
  try {
    states.clear();
    states.add(state);
  } catch {
    // Chromium before 125 accepts only names that begin with "--": there, styles cannot match the state.
  }
}
