/** The shared settings that the form has too. A table of its own, so that no other bundle contains it. */
import { flowSettings, type FlowSettings, type SettingsTable } from "../flow-settings.js";

/** Without `strings`, which has other keys here. */
export type ImportSettings = Pick<FlowSettings, "endpoint" | "requestInit" | "theme">;

export const importSettings: SettingsTable<ImportSettings> = {
  endpoint: flowSettings.endpoint,
  requestInit: flowSettings.requestInit,
  theme: flowSettings.theme,
};
