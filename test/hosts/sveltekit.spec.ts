/** SvelteKit with its Node adapter, from docs/sveltekit.md. */
import { hostTest, testDevelopment, testHost } from "./support/host-test.js";

const vite = "node_modules/vite/bin/vite.js";
const test = hostTest({
  name: "sveltekit",
  docs: { page: "sveltekit.md", hostModule: "#host", linkOrigins: "link-origins" },
  build: [vite, "build"],
  serve: () => ["build/index.js"],
  develop: (port) => [vite, "dev", "--port", `${port}`],
});

testHost(test);

testDevelopment(test);
