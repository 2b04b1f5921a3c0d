#!/usr/bin/env bash
# Guess: sendCommand(firstKey, isReadonly, args) of a cluster client goes to the node of firstKey, as its first parameter says, whatever the
#   command is.
# Seen: in version 6 a command without keys of its own, such as PUBLISH, goes to the nodes in turn, also to one that is down: then some of
#   the calls fail, although the node of firstKey lives. Version 5 sends all of them to one node. (redis 6.3.1 and 5.12.1, Redis 7.0.15)
# Why it matters here: changes are published by a script, whose key chooses the node.
# Needs redis-server and redis-cli.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund redis6@npm:redis@6.3.1 redis5@npm:redis@5.12.1

cat >run.mjs <<'JS'
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync } from "node:fs";

const first = 20_000 + Math.floor(Math.random() * 20_000);
const ports = [first, first + 1, first + 2];
const nodes = [];
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const cli = (port, ...args) => execFileSync("redis-cli", ["-p", port, ...args], { encoding: "utf8" });

async function start(port) {
  mkdirSync(`${port}`);
  const node = spawn("redis-server", ["--port", port, "--dir", `${port}`, "--save", "", "--cluster-enabled", "yes"]);
  nodes.push(node);
  for await (const line of node.stdout) if (`${line}`.includes("Ready to accept connections")) break;
}

try {
  await Promise.all(ports.map(start));
  cli(ports[0], "--cluster", "create", ...ports.map((port) => `127.0.0.1:${port}`), "--cluster-yes");
  while (!ports.every((port) => cli(port, "cluster", "info").includes("cluster_state:ok"))) await sleep(100);
  for (const name of ["redis5", "redis6"]) {
    const { createCluster } = await import(name);
    const cluster = createCluster({ rootNodes: ports.map((port) => ({ url: `redis://127.0.0.1:${port}` })) });
    await cluster.connect();
    for (const args of [["GET", "key"], ["PUBLISH", "key", "text"]]) {
      for (const port of ports) cli(port, "config", "resetstat");
      for (let count = 0; count < 30; count++) await cluster.sendCommand("key", false, args);
      const used = ports.filter((port) => cli(port, "info", "commandstats").includes(`cmdstat_${args[0].toLowerCase()}:`));
      console.log(`${name} ${args[0]}: nodes used: ${used.length}`);
    }
    cluster.destroy();
  }
} finally {
  for (const node of nodes) node.kill("SIGKILL");
}
process.exit(0);
JS

expected='redis5 GET: nodes used: 1
redis5 PUBLISH: nodes used: 1
redis6 GET: nodes used: 1
redis6 PUBLISH: nodes used: 3'
seen=$(node run.mjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo "CHANGED, expected:"; echo "$expected"; exit 1; }
