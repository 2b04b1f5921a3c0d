/**
 * Vite plugin for the CDN files that removes automatic loading of locales, because no integrity hash would check the loaded
 * code. A page in another language than English adds a script tag with the file of that language.
 */

/** @returns {import("vite").Plugin} */
export const noAutomaticLocales = () => ({
  name: "no-automatic-locales",
  enforce: "pre",
  load: (id) =>
    /\/elements\/(?:i18n|import)\/load-locale\.[jt]s$/.test(id)
      ? "export const loadLocale = async () => undefined;"
      : undefined,
});
