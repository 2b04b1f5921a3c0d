/** Type of `.vue` files for TypeScript. Vue's own tools read the files themselves. */
declare module "*.vue" {
  import type { Component } from "vue";
  const component: Component;
  // oxlint-disable-next-line import/no-default-export -- Vue compiles its files to a default export
  export default component;
}
