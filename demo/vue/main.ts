import { createApp } from "vue";
import { readSetup } from "../setup.js";
import Page from "./Page.vue";

createApp(Page, { setup: readSetup() }).mount("#app");
