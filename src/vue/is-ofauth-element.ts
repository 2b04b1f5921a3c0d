/** Whether a tag is one of ours, and no component: for `compilerOptions.isCustomElement` of `@vitejs/plugin-vue`. */
export const isOFAuthElement = (tag: string): boolean => tag.startsWith("ofauth-");
