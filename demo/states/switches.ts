/** How the states are looked at. The address of a page holds it, and nothing else does. */

export interface Switches {
  readonly scheme: string;
  readonly dir: string;
  /** Percent. */
  readonly text: string;
  readonly lang: string;
  /** The page around: plain, hostile, or with a theme of its own. */
  readonly host: string;
  readonly width: string;
}

/** For each switch what can be chosen, the usual first. */
export const choices: Readonly<Record<keyof Switches, readonly string[]>> = {
  scheme: ["auto", "light", "dark"],
  dir: ["ltr", "rtl"],
  text: ["100", "200"],
  lang: "en ar cs de es fr he hi id it ja ko nl pl pt-BR ro ru tr uk vi zh-CN".split(" "),
  host: ["plain", "hostile", "themed"],
  width: ["full", "768", "320"],
};

/** What an address says, where it is one of the choices. */
export function readSwitches(search: string): Switches {
  const asked = new URLSearchParams(search);
  const chosen = Object.entries(choices).map(([name, values]) => {
    const value = asked.get(name) ?? "";
    // Any language tag will do: the tests register languages of their own.
    const isAllowed = values.includes(value) || (name === "lang" && /^[a-z]{2}(?:-\w+)*$/i.test(value));
    return [name, isAllowed ? value : values[0]];
  });
  return Object.fromEntries(chosen) as Switches;
}
