/** Name of the event on `document` that says that another user has signed in or out. A page may dispatch it itself. */
export const userChangedEvent = "ofauth-user-changed";
