import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { readSetup } from "../setup.js";
import { Accounts } from "./accounts.js";

createRoot(document.querySelector("#app")!).render(
  <StrictMode>
    <Accounts {...readSetup()} />
  </StrictMode>,
);
