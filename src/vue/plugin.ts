import { isRuntimeOnly, type App } from "vue";
import { OFAuthConnect } from "./connect.js";
import { OFAuthConnectionStatus } from "./connection-status.js";
import { OFAuthConnections } from "./connections.js";
import { isOFAuthElement } from "./is-ofauth-element.js";

/**
 * `app.use(OFAuthElements)`: the components in every template, by the names of `GlobalComponents`. The import's form is not
 * among them: few pages need it.
 */
export const OFAuthElements = {
  install(app: App): void {
    for (const [name, component] of Object.entries({ OFAuthConnect, OFAuthConnectionStatus, OFAuthConnections })) {
      app.component(name, component);
    }
    // A build has compiled its templates already, and Vue warns whoever touches these then.
    if (isRuntimeOnly()) return;
    const { compilerOptions } = app.config;
    const others = compilerOptions.isCustomElement;
    compilerOptions.isCustomElement = (tag) => isOFAuthElement(tag) || (others?.(tag) ?? false);
  },
};
