/** Whether the page is shown inside a frame of another page, of the same site or of another. */
export const isFramed = (window: Window): boolean => window.top !== window;
