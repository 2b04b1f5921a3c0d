/**
 * The lint rules of this repository, an oxlint plugin (`jsPlugins` in .oxlintrc.json). Each forbids one thing and says why.
 * Write an exception next to the code, with its reason: `// oxlint-disable-next-line project/<rule> -- <why>`.
 */
import { relative } from "node:path";
import { root } from "../run.mjs";
import { objection } from "./import-direction.mjs";

/** @typedef {any} Node an ESTree node; oxlint has no types for its visitors here */
/** @typedef {{ filename: string, report(problem: { node: Node, message: string }): void }} Context */

/**
 * @param {(context: Context, say: (node: Node, message: string) => void) => Record<string, (node: Node) => void>} visitors
 */
const rule = (visitors) => ({
  meta: { type: "problem" },
  /** @param {Context} context */
  create: (context) => visitors(context, (node, message) => context.report({ node, message })),
});

/** The name behind the dot, or in the brackets when it is written out. @param {Node} node */
const nameOf = (node) => {
  if (node?.type === "MemberExpression") return node.computed ? node.property.value : node.property.name;
  return node?.type === "Identifier" ? node.name : undefined;
};

/** The dotted name of what is called, as far as it is written out: `test.describe.skip`. @param {Node} node @returns {string} */
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
  "import-direction": rule(({ filename }, say) => {
    const file = relative(root, filename).replaceAll("\\", "/");
    /** @param {Node} node @param {"static" | "dynamic" | "type"} kind */
    const judge = (node, kind) => {
      if (typeof node.source?.value !== "string") return;
      const reason = objection(file, node.source.value, kind);
      if (reason !== undefined) say(node, reason);
    };
    return {
      ImportDeclaration: (node) => judge(node, node.importKind === "type" ? "type" : "static"),
      ExportNamedDeclaration: (node) => judge(node, node.exportKind === "type" ? "type" : "static"),
      ExportAllDeclaration: (node) => judge(node, node.exportKind === "type" ? "type" : "static"),
      ImportExpression: (node) => judge(node, "dynamic"),
    };
  }),

  "no-html-from-text": rule((_, say) => ({
    MemberExpression(node) {
      const name = nameOf(node);
      if (sinks.has(name)) say(node, `${name} turns text into markup: use a Lit template or textContent`);
      if (nameOf(node.object) === "document" && (name === "write" || name === "writeln")) {
        say(node, `document.${name} turns text into markup`);
      }
    },
    CallExpression(node) {
      const attribute = String(node.arguments[0]?.value).toLowerCase();
      if (attributeSetters.has(nameOf(node.callee)) && (attribute === "style" || attribute === "srcdoc")) {
        say(node, `the attribute "${attribute}" set from script is refused by a strict Content-Security-Policy`);
      }
    },
    ImportSpecifier(node) {
      const name = node.imported.name;
      if (unsafeLit.has(name)) say(node, `${name} is unsafe, or is refused by a strict Content-Security-Policy`);
    },
  })),

  "strict-csp-templates": rule((_, say) => ({
    TaggedTemplateExpression(node) {
      if (!["html", "svg"].includes(nameOf(node.tag))) return;
      const text = node.quasi.quasis.map((/** @type {Node} */ part) => part.value.raw).join("${}");
      for (const [found] of text.matchAll(
        /<style|<script(?![^>]*\ssrc=)|\s\??style=|\s[.?]?srcdoc=|\.(?:inner|outer)HTML=|\son[a-z]+=/gi,
      )) {
        say(node, `"${found.trim()}" in a template is unsafe, or refused by a strict Content-Security-Policy`);
      }
    },
  })),

  "exact-target-origin": rule((_, say) => ({
    CallExpression(node) {
      if (nameOf(node.callee) !== "postMessage") return;
      const [, target] = node.arguments;
      const named = target?.properties?.find((/** @type {Node} */ p) => p.key?.name === "targetOrigin")?.value;
      if (target?.value === "*" || named?.value === "*") say(node, "name the origin: anyone may be in that window");
    },
  })),

  "no-guessable-random": rule((_, say) => ({
    MemberExpression(node) {
      if (pathOf(node) === "Math.random") say(node, "Math.random can be guessed: use crypto");
    },
  })),

  "no-skipped-tests": rule((_, say) => ({
    CallExpression(node) {
      const path = pathOf(node.callee);
      if (skipped.test(path)) {
        say(node, `${path}: every test runs and has to pass`);
      }
      for (const option of node.arguments.flatMap((/** @type {Node} */ value) => value.properties ?? [])) {
        const name = option.key?.name;
        if (/^(?:it|test|describe|suite)$/.test(path) && ["skip", "only", "todo"].includes(name)) {
          say(option, `${name}: every test runs and has to pass`);
        }
      }
    },
  })),

  "no-sleeping-tests": rule((_, say) => ({
    CallExpression(node) {
      const name = nameOf(node.callee);
      if (sleepers.has(name)) say(node, `${name}: wait for what should happen, or move a fake clock`);
    },
    NewExpression(node) {
      if (nameOf(node.callee) === "Promise" && waits(node.arguments[0])) {
        say(node, "sleeping: wait for what should happen, or move a fake clock");
      }
    },
    ImportDeclaration(node) {
      if (/^(?:node:)?timers\/promises$/.test(node.source.value)) say(node, "sleeping: move a fake clock");
    },
  })),
};

export default { meta: { name: "project" }, rules };
