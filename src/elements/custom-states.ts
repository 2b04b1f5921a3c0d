/** Shows `state`, and no other, to the page's styles as `:state(…)`. */
export function setCustomState({ states }: ElementInternals, state: string): void {
  try {
    states.clear();
    states.add(state);
  } catch {
    // Chromium before 125 wants names that begin with "--": there the state is readable by script only.
  }
}
