/** The packages that this one is compared with. They are installed next to this file. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { run } from "../../tools/run.mjs";

const folder = new URL("./", import.meta.url);

export interface Peer {
  readonly name: string;
  /** Module with the exports that a host uses. */
  readonly code: string;
  readonly external: readonly string[];
}

/** Packages that open another service's hosted page from a button. */
export const peers: readonly Peer[] = [
  {
    name: "@onlyfansapi/auth",
    code: `export { startOnlyFansAuthentication, closeOnlyFansAuthentication } from "@onlyfansapi/auth";`,
    external: [],
  },
  { name: "@nangohq/frontend", code: `export { default } from "@nangohq/frontend";`, external: [] },
  { name: "@stripe/connect-js", code: `export { loadConnectAndInitialize } from "@stripe/connect-js";`, external: [] },
  {
    name: "react-plaid-link",
    // By its package name, Vite resolves the UMD file, which cannot be tree-shaken and is a tenth larger.
    code: `export { usePlaidLink } from "react-plaid-link/dist/index.esm.js";`,
    external: ["react"],
  },
];

/** A badge that also uses Lit, but fetches nothing. */
export const badgePeer: Peer = {
  name: "@spectrum-web-components/badge",
  code: `export * from "@spectrum-web-components/badge/sp-badge.js";`,
  external: [],
};

/** Returns the installed version of a package; undefined when it is not installed. */
export function installedVersion(name: string): string | undefined {
  const file = new URL(`node_modules/${name}/package.json`, folder);
  if (!existsSync(file)) return undefined;
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}

export async function installPeers(): Promise<void> {
  const wanted = JSON.parse(readFileSync(new URL("package.json", folder), "utf8")) as {
    devDependencies: Record<string, string>;
  };
  const missing = () =>
    Object.keys(wanted.devDependencies).filter((name) => installedVersion(name) !== wanted.devDependencies[name]);
  if (missing().length === 0) return;
  console.error("Installing the packages to compare with into test/bench/node_modules …");
  const options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const { code, output } = await run("npm", ["ci", "--prefix", "test/bench", ...options], {
    quiet: true,
    limit: 120_000,
  });
  if (code !== 0 || missing().length > 0) {
    throw new Error(`Could not install ${missing().join(", ")}: ${output}`);
  }
}

/** Writes the module of a peer and returns its path from the project's root. */
export function writeEntry({ name, code }: Peer): string {
  const entries = new URL("node_modules/.entries/", folder);
  mkdirSync(entries, { recursive: true });
  const fileName = `${name.split("/").at(-1)}.js`;
  writeFileSync(new URL(fileName, entries), `${code}\n`);
  return `test/bench/node_modules/.entries/${fileName}`;
}
