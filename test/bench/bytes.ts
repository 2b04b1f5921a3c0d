/** Measures the bytes that a page loads with this package and with its peers, bundled by the same tool. */
import { readFileSync } from "node:fs";
import { bundle, goals, loadedWith, sizeOf, sizeOfChunks, type Size } from "../../tools/sizes.mjs";
import { root } from "../../tools/run.mjs";
import { installedVersion, peers, writeEntry } from "./peers.js";
import { number, printGoal, printTable } from "./table.js";

export interface Bytes {
  readonly button: Size;
  readonly flow: Size;
  readonly status: Size;
  readonly firstLook: Size;
  readonly cdn: Size;
  readonly peers: readonly { readonly name: string; readonly size: Size }[];
}

export async function measureBytes(): Promise<Bytes> {
  const connect = await bundle("dist/connect.js");
  const status = await bundle("dist/connection-status.js");
  const own = {
    button: sizeOfChunks(connect.atOnce),
    flow: sizeOfChunks(loadedWith(connect.onDemand, "connect/controller.lazy.js")),
    status: sizeOfChunks(status.atOnce),
    firstLook: sizeOfChunks(loadedWith(status.onDemand, "status/controller.lazy.js")),
    cdn: sizeOf([readFileSync(`${root}dist/cdn/ofauth-elements.min.js`)]),
  };
  const measuredPeers: Bytes["peers"][number][] = [];
  for (const peer of peers) {
    const chunks = await bundle(writeEntry(peer), peer.external);
    const size = sizeOfChunks([...chunks.atOnce, ...chunks.onDemand]);
    measuredPeers.push({ name: `${peer.name} ${installedVersion(peer.name)}`, size });
  }
  for (const { min } of [...Object.values(own), ...measuredPeers.map(({ size }) => size)]) {
    // A bundle this small means that the bundler did not find the code.
    if (min < 500) throw new Error(`A bundle has only ${min} bytes: ${JSON.stringify([own, measuredPeers])}`);
  }
  return { ...own, peers: measuredPeers };
}

export function printBytes({ button, flow, status, firstLook, cdn, peers }: Bytes): void {
  const row = (name: string, size: Size) => [
    name,
    ...[size.min, size.gzip, size.brotli].map(number),
    (size.gzip / button.gzip).toFixed(2),
  ];
  console.log("\nBytes that a page loads, minified (1 kB = 1,000 bytes)\n");
  printTable([
    ["", "min", "gzip -9", "brotli -11", "gzip to ours"],
    row("ofauth-elements/connect.js, before any click", button),
    row("  in addition, when a flow starts", flow),
    row("ofauth-elements/connection-status.js", status),
    row("  in addition, when it first observes a connection", firstLook),
    row("ofauth-elements.min.js, everything in one file", cdn),
    ...peers.map(({ name, size }) => row(name, size)),
  ]);
  console.log(`
Our sizes include Lit, which a page with other Lit elements already has. Of the peers, the functions that open their
page are bundled, with their dependencies; react-plaid-link without React. Not counted: the scripts that Stripe's and Plaid's
packages load from their own servers, and the hosted pages that all packages open in the end.
`);
  printGoal(`the button is at most ${number(goals.button)} bytes of gzip`, button.gzip <= goals.button);
  printGoal(`a status is at most ${number(goals.status)} bytes of gzip, at once`, status.gzip <= goals.status);
  printGoal(
    `the single file, with three elements, is at most ${number(goals.cdn)} bytes of gzip`,
    cdn.gzip <= goals.cdn,
  );
}
