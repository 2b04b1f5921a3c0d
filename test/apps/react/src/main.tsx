import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Page, type PageProps } from "./page.js";

const root = document.querySelector<HTMLElement>("#root")!;
createRoot(root).render(
  <StrictMode>
    <Page {...(root.dataset as unknown as PageProps)} />
  </StrictMode>,
);
