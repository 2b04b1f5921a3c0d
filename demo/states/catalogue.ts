/** Every state of every element, by name. */
import { connectStates } from "./connect-states.js";
import { dialogStates } from "./dialog-states.js";
import { importStates } from "./import-states.js";
import { listStates } from "./list-states.js";
import type { States } from "./state.js";
import { statusStates } from "./status-states.js";

export const catalogue: Readonly<Record<string, States>> = {
  "The button": connectStates,
  "The dialog": dialogStates,
  "One connection": statusStates,
  "The list": listStates,
  "The import": importStates,
};
