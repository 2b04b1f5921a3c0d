/**
 * Runs eslint-plugin-lit-a11y in oxlint. The plugin writes to objects that oxlint freezes, so that its rules get a copy.
 * Remove it when the plugin runs in oxlint without changes (seen with 5.1.1 and 1.89.0).
 */
// @ts-expect-error: it ships no types.
import plugin from "eslint-plugin-lit-a11y";

/** @typedef {{ sourceCode: Record<PropertyKey, unknown> }} Context */
/** @typedef {{ meta: object, create(context: Context): object }} Rule */

/** @param {Context} context @returns {Context} */
const withServices = (context) => {
  const parserServices = {};
  const sourceCode = new Proxy(
    {},
    {
      get(_, key) {
        if (key === "parserServices") return parserServices;
        const value = context.sourceCode[key];
        return typeof value === "function" ? value.bind(context.sourceCode) : value;
      },
    },
  );
  return Object.create(context, { sourceCode: { value: sourceCode }, parserServices: { value: parserServices } });
};

const rules = /** @type {[string, Rule][]} */ (Object.entries(plugin.rules));

export default {
  meta: { name: "lit-a11y" },
  rules: Object.fromEntries(
    rules.map(([name, rule]) => [
      name,
      { meta: rule.meta, create: (/** @type {Context} */ context) => rule.create(withServices(context)) },
    ]),
  ),
};
