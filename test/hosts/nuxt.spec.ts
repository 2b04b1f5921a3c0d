/** Nuxt, from docs/nuxt.md. */
import { hostTest, testDevelopment, testHost } from "./support/host-test.js";

const nuxt = "node_modules/nuxt/bin/nuxt.mjs";
const test = hostTest({
  name: "nuxt",
  docs: { page: "nuxt.md", linkOrigins: "link-origins" },
  build: [nuxt, "build"],
  serve: () => [".output/server/index.mjs"],
  develop: (port) => [nuxt, "dev", "--port", `${port}`, "--no-fork"],
});

testHost(test);

testDevelopment(test);
