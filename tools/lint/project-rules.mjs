/**
 * The lint rules of this repository, an oxlint plugin (`jsPlugins` in .oxlintrc.json). Each forbids one thing and gives the reason.
 * Write an exception next to the code, with its reason: `// oxlint-disable-next-line project/<rule> -- <why>`.
 */
import { relative } from "node:path";
import { root } from "../run.mjs";
import { importProblem } from "./import-direction.mjs";

/** @typedef {any} Node an ESTree node; oxlint has no types for its visitors here */
/** @typedef {{ filename: string, report(problem: { node: Node, message: string }): void }} Context */

/**
 * @param {(context: Context, report: (node: Node, message: string) => void) => Record<string, (node: Node) => void>} visitors
 */
const rule = (visitors) => ({
  meta: { type: "problem" },
  /** @param {Context} context */
  create: (context) => visitors(context, (node, message) => context.report({ node, message })),
});

/** Returns the name after the dot, or the literal in the brackets. @param {Node} node */
const nameOf = (node) => {
  if (node?.type === "MemberExpression") return node.computed ? node.property.value : node.property.name;
  return node?.type === "Identifier" ? node.name : undefined;
};

/** Returns the dotted name of a callee, as far as it is static: `test.describe.skip`. @param {Node} node @returns {string} */
const pathOf = (node) => {
  if (node?.type === "CallExpression") return pathOf(node.callee);
  if (node?.type !== "MemberExpression") return nameOf(node) ?? "?";
  return `${pathOf(node.object)}.${nameOf(node) ?? "?"}`;
};

const sinks = new Set(
  "innerHTML outerHTML insertAdjacentHTML srcdoc setHTMLUnsafe parseHTMLUnsafe createContextualFragment parseFromString".split(
    " ",
  ),
);
const attributeSetters = new Set(["setAttribute", "setAttributeNS", "toggleAttribute"]);
const unsafeLit = new Set(["unsafeHTML", "unsafeSVG", "unsafeMathML", "unsafeCSS", "styleMap"]);
const skipped = /^(?:it|test|describe|suite|t|context)\b.*\.(?:skip|only|todo|fixme|fail)$|^x(?:it|describe)$/;
const sleepers = new Set(["waitForTimeout", "aTimeout", "sleep", "delay"]);

/** Whether something inside calls `setTimeout` with a time above 0. @param {Node} node @returns {boolean} */
const waits = (node) => {
  if (node === null || typeof node !== "object") return false;
  if (Array.isArray(node)) return node.some(waits);
  if (node.type === "CallExpression" && nameOf(node.callee) === "setTimeout") {
    const time = node.arguments[1];
    if (time !== undefined && time.value !== 0) return true;
  }
  return Object.entries(node).some(([key, child]) => key !== "parent" && waits(child));
};

const rules = {
  "import-direction": rule(({ filename }, report) => {
    const file = relative(root, filename).replaceAll("\\", "/");
    /** @param {Node} node @param {"static" | "dynamic" | "type"} kind */
    const check = (node, kind) => {
      if (typeof node.source?.value !== "string") return;
      const reason = importProblem(file, node.source.value, kind);
      if (reason !== undefined) report(node, reason);
    };
    return {
      ImportDeclaration: (node) => check(node, node.importKind === "type" ? "type" : "static"),
      ExportNamedDeclaration: (node) => check(node, node.exportKind === "type" ? "type" : "static"),
      ExportAllDeclaration: (node) => check(node, node.exportKind === "type" ? "type" : "static"),
      ImportExpression: (node) => check(node, "dynamic"),
    };
  }),

  "no-html-from-text": rule((_, report) => ({
    MemberExpression(node) {
      const name = nameOf(node);
      if (sinks.has(name)) report(node, `${name} turns text into markup: use a Lit template or textContent`);
      if (nameOf(node.object) === "document" && (name === "write" || name === "writeln")) {
        report(node, `document.${name} turns text into markup`);
      }
    },
    CallExpression(node) {
      const attribute = String(node.arguments[0]?.value).toLowerCase();
      if (attributeSetters.has(nameOf(node.callee)) && (attribute === "style" || attribute === "srcdoc")) {
        report(node, `the attribute "${attribute}" set from script is blocked by a strict Content-Security-Policy`);
      }
    },
    ImportSpecifier(node) {
      const name = node.imported.name;
      if (unsafeLit.has(name)) report(node, `${name} is unsafe, or is blocked by a strict Content-Security-Policy`);
    },
  })),

  "strict-csp-templates": rule((_, report) => ({
    TaggedTemplateExpression(node) {
      if (!["html", "svg"].includes(nameOf(node.tag))) return;
      const text = node.quasi.quasis.map((/** @type {Node} */ part) => part.value.raw).join("${}");
      for (const [found] of text.matchAll(
        /<style|<script(?![^>]*\ssrc=)|\s\??style=|\s[.?]?srcdoc=|\.(?:inner|outer)HTML=|\son[a-z]+=/gi,
      )) {
        report(node, `"${found.trim()}" in a template is unsafe, or is blocked by a strict Content-Security-Policy`);
      }
    },
  })),

  "exact-target-origin": rule((_, report) => ({
    CallExpression(node) {
      if (nameOf(node.callee) !== "postMessage") return;
      const [, target] = node.arguments;
      const named = target?.properties?.find((/** @type {Node} */ p) => p.key?.name === "targetOrigin")?.value;
      if (target?.value === "*" || named?.value === "*")
        report(node, "use an exact target origin: any page may be in that window");
    },
  })),

  "no-guessable-random": rule((_, report) => ({
    MemberExpression(node) {
      if (pathOf(node) === "Math.random") report(node, "Math.random is predictable: use crypto");
    },
  })),

  "no-skipped-tests": rule((_, report) => ({
    CallExpression(node) {
      const path = pathOf(node.callee);
      if (skipped.test(path)) {
        report(node, `${path}: every test must run and pass`);
      }
      for (const option of node.arguments.flatMap((/** @type {Node} */ value) => value.properties ?? [])) {
        const name = option.key?.name;
        if (/^(?:it|test|describe|suite)$/.test(path) && ["skip", "only", "todo"].includes(name)) {
          report(option, `${name}: every test must run and pass`);
        }
      }
    },
  })),

  "no-sleeping-tests": rule((_, report) => ({
    CallExpression(node) {
      const name = nameOf(node.callee);
      if (sleepers.has(name)) report(node, `${name}: wait for the expected condition, or use a fake clock`);
    },
    NewExpression(node) {
      if (nameOf(node.callee) === "Promise" && waits(node.arguments[0])) {
        report(node, "sleeping: wait for the expected condition, or use a fake clock");
      }
    },
    ImportDeclaration(node) {
      if (/^(?:node:)?timers\/promises$/.test(node.source.value)) report(node, "sleeping: use a fake clock");
    },
  })),
};

export default { meta: { name: "project" }, rules };
