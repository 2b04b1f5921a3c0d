/**
 * For a file of a script tag: it loads no code by itself, because nothing would check what comes. A page that speaks another
 * language than English names the file with its words beside ours.
 */

/** @returns {import("vite").Plugin} */
export const noWordsByThemselves = () => ({
  name: "no-words-by-themselves",
  enforce: "pre",
  load: (id) =>
    /\/elements\/(?:i18n|import)\/load-locale\.[jt]s$/.test(id)
      ? "export const loadLocale = async () => undefined;"
      : undefined,
});
