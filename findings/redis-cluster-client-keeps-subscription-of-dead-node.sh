#!/usr/bin/env bash
# Guess: every node of a cluster passes on what is published at any of them, so when the node that carries a cluster client's subscription
#   goes, the client subscribes at another one.
# Seen: it waits for that node. As long as no replica takes over its slots, messages are lost, although a client of another node gets them;
#   the event "error" is not emitted, only "node-error". When the node is back, so is the subscription. (redis 6.3.1, Redis 7.0.15)
# Why it matters here: each process publishes a beat that it must receive itself, and else opens its subscription again.
# Needs redis-server and redis-cli.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund redis@6.3.1

cat >run.mjs <<'JS'
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { createClient, createCluster } from "redis";

const first = 20_000 + Math.floor(Math.random() * 20_000);
const ports = [first, first + 1, first + 2];
const nodes = new Map();
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const cli = (port, ...args) => execFileSync("redis-cli", ["-p", port, ...args], { encoding: "utf8" });

async function start(port) {
  mkdirSync(`${port}`, { recursive: true });
  const options = ["--cluster-enabled", "yes", "--cluster-node-timeout", "1000", "--cluster-require-full-coverage", "no"];
  const node = spawn("redis-server", ["--port", port, "--dir", `${port}`, "--save", "", ...options]);
  nodes.set(port, node);
  for await (const line of node.stdout) if (`${line}`.includes("Ready to accept connections")) break;
}

async function until(what, isTrue) {
  for (let tries = 0; tries < 300; tries++) {
    if (isTrue()) return;
    await sleep(100);
  }
  throw new Error(`Not reached: ${what}`);
}

async function publish(text) {
  received.clear();
  cli(other, "publish", "news", text);
  await until("the other node's client", () => received.has("plain"));
  // Both are on this machine: what has not arrived by now does not arrive.
  await sleep(500);
  return [...received].sort().join(" and ");
}

const received = new Set();
const errors = new Set();
let other = ports[0];
try {
  await Promise.all(ports.map(start));
  cli(ports[0], "--cluster", "create", ...ports.map((port) => `127.0.0.1:${port}`), "--cluster-yes");
  await until("a cluster", () => ports.every((port) => cli(port, "cluster", "info").includes("cluster_state:ok")));
  const cluster = createCluster({ rootNodes: ports.map((port) => ({ url: `redis://127.0.0.1:${port}` })) });
  cluster.on("error", () => errors.add("error"));
  cluster.on("node-error", () => errors.add("node-error"));
  await cluster.connect();
  await cluster.subscribe("news", () => received.add("cluster client"));

  const carrier = ports.find((port) => cli(port, "pubsub", "numsub", "news").trim().endsWith("1"));
  other = ports.find((port) => port !== carrier);
  const plain = createClient({ url: `redis://127.0.0.1:${other}` });
  await plain.connect();
  await plain.subscribe("news", () => received.add("plain"));
  console.log(`all nodes: ${await publish("one")}`);

  nodes.get(carrier).kill("SIGKILL");
  await once(nodes.get(carrier), "exit");
  await until("the failure", () => /fail(,|\s)/.test(cli(other, "cluster", "nodes").replaceAll("fail?", "")));
  console.log(`its node is gone: ${await publish("two")}`);
  await sleep(10_000);
  console.log(`ten seconds later: ${await publish("three")}`);
  console.log(`events: ${[...errors].join(" and ")}`);

  await start(carrier);
  await until("the subscription", () => cli(carrier, "pubsub", "numsub", "news").trim().endsWith("1"));
  await until("the link between the nodes", () => cli(carrier, "cluster", "info").includes("cluster_state:ok"));
  await sleep(1000);
  console.log(`its node is back: ${await publish("four")}`);
} finally {
  for (const node of nodes.values()) node.kill("SIGKILL");
}
process.exit(0);
JS

expected='all nodes: cluster client and plain
its node is gone: plain
ten seconds later: plain
events: node-error
its node is back: cluster client and plain'
seen=$(node run.mjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo "CHANGED, expected:"; echo "$expected"; exit 1; }
