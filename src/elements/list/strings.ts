/** English strings of `<ofauth-connections>`, beside those of its cards and its button. `{…}` is a placeholder. */
export const listStrings = {
  connections: "Connections",
  connectAnother: "Connect another account",
  filterStatus: "Status",
  filterSource: "Source",
  filterAll: "All",
  filterConnected: "Connected",
  clearFilters: "Clear filters",
  emptyList: "No accounts connected yet.",
  emptyFiltered: "No connections match these filters.",
  loadingList: "Loading connections…",
  staleList: "Couldn’t update. Showing the last known list.",
  previous: "Previous",
  next: "Next",
  page: "Page {page}",
  announcePage: "Page {page}. Connections: {count}.",
};

export type ListStringKey = keyof typeof listStrings;
