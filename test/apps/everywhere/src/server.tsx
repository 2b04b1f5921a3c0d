/** Prints the page of each framework as a server renders it, with what the page needs in its head. */
import { h } from "preact";
import { renderToString as renderPreact } from "preact-render-to-string";
import { createElement } from "react";
import { renderToString as renderReact } from "react-dom/server";
import { createComponent, generateHydrationScript, renderToString as renderSolid } from "solid-js/web";
import { render as renderSvelte } from "svelte/server";
import { createSSRApp } from "vue";
import { renderToString as renderVue } from "vue/server-renderer";
import { Page as PreactPage } from "./preact/page";
import { Page as ReactPage } from "./react/page";
import { Page as SolidPage } from "./solid/page.jsx";
import SveltePage from "./svelte/Page.svelte";
import VuePage from "./vue/Page.vue";

console.log(
  JSON.stringify({
    react: { html: renderReact(createElement(ReactPage)) },
    preact: { html: renderPreact(h(PreactPage, {})) },
    vue: { html: await renderVue(createSSRApp(VuePage)) },
    svelte: { html: renderSvelte(SveltePage, { props: {} }).body },
    solid: { html: renderSolid(() => createComponent(SolidPage, {})), head: generateHydrationScript() },
  }),
);
