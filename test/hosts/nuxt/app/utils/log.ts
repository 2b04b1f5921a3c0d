/** Nuxt imports it where a page of the docs calls it. */
export const log = (...values: unknown[]): void => console.log("logged", ...values);
