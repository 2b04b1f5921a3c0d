/** An app with a template that is compiled in the browser and uses what the plugin registers. */
import { OFAuthElements } from "ofauth-elements/vue";
// @ts-expect-error -- this build of Vue, with the compiler, has no types
import { createApp } from "vue/dist/vue.esm-bundler.js";
import { record } from "./record";

const template = `
  <OFAuthConnect id="component" label="One" @before-open="record($event)" />
  <ofauth-connect id="bare" label="Two" @ofauth-before-open="record($event)"></ofauth-connect>
  <other-element></other-element>`;
const app = createApp({
  template,
  setup: () => ({
    record(event: Event) {
      event.preventDefault();
      record(event.type, (event.target as Element).id);
    },
  }),
});
app.config.compilerOptions.isCustomElement = (tag: string) => tag === "other-element";
app.use(OFAuthElements).mount("#app");
