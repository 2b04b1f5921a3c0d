/** Display options of the states. They are stored only in the page's URL. */

export interface Switches {
  readonly scheme: string;
  readonly dir: string;
  /** Text size in percent. */
  readonly text: string;
  readonly lang: string;
  /** Style of the host page: plain, hostile, or with its own theme. */
  readonly host: string;
  readonly width: string;
}

/** Values of each option, the default first. */
export const choices: Readonly<Record<keyof Switches, readonly string[]>> = {
  scheme: ["auto", "light", "dark"],
  dir: ["ltr", "rtl"],
  text: ["100", "200"],
  lang: "en,ar,cs,de,es,fr,he,hi,id,it,ja,ko,nl,pl,pt-BR,ro,ru,tr,uk,vi,zh-CN".split(","),
  host: ["plain", "hostile", "themed"],
  width: ["full", "768", "320"],
};

/** Reads the options from a URL's search, with the default for a value that is not in `choices`. */
export function readSwitches(search: string): Switches {
  const parameters = new URLSearchParams(search);
  const chosen = Object.entries(choices).map(([name, values]) => {
    const value = parameters.get(name) ?? "";
    // Any language tag is allowed, because the tests register their own languages.
    const isAllowed = values.includes(value) || (name === "lang" && /^[a-z]{2}(?:-\w+)*$/i.test(value));
    return [name, isAllowed ? value : values[0]];
  });
  return Object.fromEntries(chosen) as Switches;
}
