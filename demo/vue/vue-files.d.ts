/** For everything but Vue's own tools, which read the file itself. */
declare module "*.vue" {
  import type { Component } from "vue";
  const component: Component;
  // oxlint-disable-next-line import/no-default-export -- as Vue compiles its files
  export default component;
}
