import { createSSRApp } from "vue";
import Live from "./Live.vue";

createSSRApp(Live).mount("#app");
