/** Prints the pages as a server renders them. */
import { createSSRApp } from "vue";
import { renderToString } from "vue/server-renderer";
import Composable from "./Composable.vue";
import Live from "./Live.vue";

const live = await renderToString(createSSRApp(Live));
const composable = await renderToString(createSSRApp(Composable, { linkOrigins: "" }));
console.log(JSON.stringify({ live, composable }));
