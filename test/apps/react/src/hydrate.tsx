import { StrictMode } from "react";
import { hydrateRoot } from "react-dom/client";
import { Page, type PageProps } from "./page.js";

const root = document.querySelector<HTMLElement>("#root")!;
hydrateRoot(
  root,
  <StrictMode>
    <Page {...(root.dataset as unknown as PageProps)} />
  </StrictMode>,
);
