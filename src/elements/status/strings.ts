/** What a badge says before anything is known. */
export const badgeStrings = {
  status_loading: "Loading status",
  status_error: "Status unavailable",
};

export type BadgeStringKey = keyof typeof badgeStrings;
