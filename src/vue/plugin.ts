import { isRuntimeOnly, type App } from "vue";
import { OFAuthConnect } from "./connect.js";
import { OFAuthConnectionStatus } from "./connection-status.js";
import { OFAuthConnections } from "./connections.js";
import { isOFAuthElement } from "./is-ofauth-element.js";

/**
 * Vue plugin that registers the components for every template, except `OFAuthImport`, which few pages need.
 *
 * @example
 * createApp(App).use(OFAuthElements).mount("#app");
 */
export const OFAuthElements = {
  /** Called by `app.use()`. */
  install(app: App): void {
    for (const [name, component] of Object.entries({ OFAuthConnect, OFAuthConnectionStatus, OFAuthConnections })) {
      app.component(name, component);
    }
    // With the runtime-only build, templates are already compiled, and Vue warns when compilerOptions are read.
    if (isRuntimeOnly()) return;
    const { compilerOptions } = app.config;
    const isOtherElement = compilerOptions.isCustomElement;
    compilerOptions.isCustomElement = (tag) => isOFAuthElement(tag) || (isOtherElement?.(tag) ?? false);
  },
};
