import adapter from "@sveltejs/adapter-node";
import { sveltekit } from "@sveltejs/kit/vite";
import { defineConfig } from "vite";

// oxlint-disable-next-line import/no-default-export -- what Vite reads
export default defineConfig({ plugins: [sveltekit({ adapter: adapter(), paths: { origin: process.env["ORIGIN"] } })] });
