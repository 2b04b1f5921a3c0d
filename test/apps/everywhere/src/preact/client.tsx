/** @jsxImportSource preact */
import "ofauth-elements";
import { hydrate, render } from "preact";
import { Page } from "./page";

const root = document.querySelector("#app")!;
if (root.firstChild) hydrate(<Page />, root);
else render(<Page />, root);
