/** English strings of a badge before its connection is known. */
export const badgeStrings = {
  status_loading: "Loading status",
  status_error: "Status unavailable",
};

export type BadgeStringKey = keyof typeof badgeStrings;
