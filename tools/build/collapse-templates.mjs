/** For a file of a script tag: a line break and the indent after it, in a template, are one space to the browser too. */

/** @typedef {{ type: string, start: number, end: number, tag?: { name?: string }, quasis?: Node[] }} Node */

/** @returns {import("vite").Plugin} */
export const collapseTemplates = () => ({
  name: "collapse-templates",
  transform(code, id) {
    if (id.includes("/node_modules/") || !/\bhtml ?`/.test(code)) return undefined;
    /** @type {Node[]} */
    const texts = [];
    /** @param {unknown} node */
    const visit = (node) => {
      if (typeof node !== "object" || node === null) return;
      const { type, tag, quasi } =
        /** @type {{ type?: string, tag?: { name?: string }, quasi?: { quasis: Node[] } }} */ (node);
      if (type === "TaggedTemplateExpression" && tag?.name === "html" && quasi) texts.push(...quasi.quasis);
      Object.values(node).forEach(visit);
    };
    visit(this.parse(code));
    let collapsed = code;
    for (const { start, end } of texts.toSorted((a, b) => b.start - a.start)) {
      collapsed = collapsed.slice(0, start) + code.slice(start, end).replace(/\n\s*/g, " ") + collapsed.slice(end);
    }
    return { code: collapsed, map: null };
  },
});
