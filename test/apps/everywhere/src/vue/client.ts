import "ofauth-elements";
import { createApp, createSSRApp } from "vue";
import Page from "./Page.vue";

const root = document.querySelector("#app")!;
(root.firstChild ? createSSRApp : createApp)(Page).mount(root);
