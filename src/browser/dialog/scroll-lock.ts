/**
 * Keeps the page behind a modal in its place: it does not scroll, is not pulled to reload, and does not move. Ends when
 * `signal` aborts. A stylesheet of the document, because routers replace the attributes of the root element.
 */
export function lockScroll(document: Document, signal: AbortSignal): void {
  const { defaultView, documentElement: root, body } = document;
  const view = defaultView as Window & typeof globalThis;
  const sheet = new view.CSSStyleSheet();
  const size = () => `${root.clientWidth},${root.clientHeight}`;
  const before = size();
  // The viewport uses the overflow of <body> as long as the root has none. Afterwards <body> would be a scroll container of
  // its own, in which sticky headers lose their place. Containment keeps the overflow on <body>.
  const { contain, containerType } = view.getComputedStyle(body);
  const isViewports = view.getComputedStyle(root).overflow === "visible" && contain + containerType === "nonenormal";
  // An important declaration in a layer overrides those outside of layers.
  sheet.replaceSync(
    `@layer{:root{overflow:hidden!important;overscroll-behavior:none!important}${isViewports ? "body{overflow:visible!important}" : ""}}`,
  );
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  // Keeps the space of a scrollbar that has disappeared.
  if (size() !== before) sheet.insertRule(":root{scrollbar-gutter:stable!important}");
  signal.addEventListener("abort", () => {
    // The page may have kept a list with it, and set that again.
    sheet.replaceSync("");
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
  });
}
