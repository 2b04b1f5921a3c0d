/** The words that the dialog and the window need. The elements' string tables provide them in the page's language. */
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
  | "retry"
  | "windowOpening"
  | "sandbox"
  | "sandboxEmail"
  | "sandboxPassword"
  | "sandboxCode"
  | "copy"
  | "copied";

export type DialogText = (key: DialogTextKey) => string;
