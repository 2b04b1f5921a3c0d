import "ofauth-elements";
import { createComponent, hydrate, render } from "solid-js/web";
import { Page } from "./page.jsx";

const root = document.querySelector("#app")!;
(root.firstChild ? hydrate : render)(() => createComponent(Page, {}), root);
