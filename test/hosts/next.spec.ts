/** Next with the App Router, from docs/next.md. */
import { hostTest, testDevelopment, testHost } from "./support/host-test.js";

const next = "node_modules/next/dist/bin/next";
const test = hostTest({
  name: "next",
  docs: { page: "next.md", hostModule: "@/host", linkOrigins: "linkOrigins" },
  build: [next, "build"],
  serve: (port) => [next, "start", "-p", `${port}`],
  develop: (port) => [next, "dev", "-p", `${port}`],
});

testHost(test);

testDevelopment(test);
