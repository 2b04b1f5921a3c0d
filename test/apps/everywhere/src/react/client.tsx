/** @jsxImportSource react */
import "ofauth-elements";
import { createRoot, hydrateRoot } from "react-dom/client";
import { Page } from "./page";

const root = document.querySelector("#app")!;
if (root.firstChild) hydrateRoot(root, <Page />);
else createRoot(root).render(<Page />);
