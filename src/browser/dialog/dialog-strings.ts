/** Keys of the strings that the dialog and the popup need. The elements provide the strings in the page's language. */
export type DialogTextKey =
  | "dialogTitle"
  | "dialogTitleReconnect"
  | "dialogHint"
  | "frameTitle"
  | "close"
  | "stillLoading"
  | "stallFrameTimeout"
  | "stallCspBlocked"
  | "stallPopupBlocked"
  | "continueInWindow"
  | "continueByRedirect"
  | "showAnyway"
  | "retry"
  | "error_network"
  | "windowOpening"
  | "sandbox"
  | "sandboxEmail"
  | "sandboxPassword"
  | "sandboxCode"
  | "copy"
  | "copied";

export type DialogText = (key: DialogTextKey) => string;
