/**
 * Whether a tag is a custom element of this package: for `compilerOptions.isCustomElement` of `@vitejs/plugin-vue`.
 *
 * @param tag Tag name in lower case.
 */
export const isOFAuthElement = (tag: string): boolean => tag.startsWith("ofauth-");
