/** Templates that are compiled in the page: what the plugin has to make known there. */
import { OFAuthElements } from "ofauth-elements/vue";
// @ts-expect-error -- the build with the compiler has no types of its own
import { createApp } from "vue/dist/vue.esm-bundler.js";
import { tell } from "./tell";

const template = `
  <OFAuthConnect id="component" label="One" @before-open="tell($event)" />
  <ofauth-connect id="bare" label="Two" @ofauth-before-open="tell($event)"></ofauth-connect>
  <other-element></other-element>`;
const app = createApp({
  template,
  setup: () => ({
    tell(event: Event) {
      event.preventDefault();
      tell(event.type, (event.target as Element).id);
    },
  }),
});
app.config.compilerOptions.isCustomElement = (tag: string) => tag === "other-element";
app.use(OFAuthElements).mount("#app");
