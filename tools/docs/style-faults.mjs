/** Checks that the tokens, parts, states and tags in a stylesheet exist. */
import { byTag, elements } from "./described.mjs";

/**
 * @param {string} css
 * @param {number} firstLine
 * @returns {{ line: number, message: string }[]}
 */
export function styleFaults(css, firstLine) {
  const bare = css.replaceAll(/\/\*[^]*?\*\//g, (comment) => comment.replaceAll(/[^\n]/g, " "));
  /** @type {{ line: number, message: string }[]} */
  const faults = [];
  /** @param {RegExp} pattern @param {(match: RegExpExecArray) => string | undefined} check */
  const each = (pattern, check) => {
    for (const match of bare.matchAll(pattern)) {
      const message = check(match);
      if (message) faults.push({ line: firstLine + bare.slice(0, match.index).split("\n").length - 1, message });
    }
  };
  const has = (
    /** @type {"cssParts" | "cssStates" | "cssProperties"} */ list,
    /** @type {string} */ name,
    /** @type {string | undefined} */ tag,
  ) => elements.some((element) => (!tag || element.tagName === tag) && element[list].some((one) => one.name === name));
  each(/(?<![\w-])--ofauth-[\w-]+/g, ([name]) =>
    has("cssProperties", name, undefined) ? undefined : `the token ${name} does not exist`,
  );
  each(/(?<![\w-])ofauth-[\w-]+/g, ([name]) => (byTag.has(name) ? undefined : `<${name}> does not exist`));
  each(/(ofauth-[\w-]+)?(?:\[[^\]]*\]|:[\w-]+(?:\([^)]*\))?|[.#][\w-]+)*::part\(([^)]*)\)/g, ([, tag, names = ""]) => {
    const missing = names
      .trim()
      .split(/\s+/)
      .filter((name) => !has("cssParts", name, tag));
    if (missing.length === 0) return undefined;
    return `${tag ? `<${tag}> has no` : "no element has a"} part "${missing.join(" ")}"`;
  });
  each(/(ofauth-[\w-]+)?:state\(([^)]*)\)/g, ([, tag, name = ""]) =>
    has("cssStates", name.trim(), tag)
      ? undefined
      : `${tag ? `<${tag}> has no` : "no element has a"} state "${name.trim()}"`,
  );
  if (bare.split("{").length !== bare.split("}").length)
    faults.push({ line: firstLine, message: "braces do not match" });
  return faults;
}
