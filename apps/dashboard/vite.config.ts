import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defaultClientConditions, defineConfig, type Plugin } from "vite";

/** The server finds each file beside its compressed forms, so that it compresses none. */
function precompressed(): Plugin {
  let folder = "";
  return {
    name: "precompressed",
    apply: "build",
    configResolved({ build }) {
      folder = build.outDir;
    },
    closeBundle() {
      const assets = join(folder, "assets");
      for (const name of readdirSync(assets)) {
        const bytes = readFileSync(join(assets, name));
        writeFileSync(join(assets, `${name}.br`), brotliCompressSync(bytes));
        writeFileSync(join(assets, `${name}.gz`), gzipSync(bytes, { level: 9 }));
      }
    },
  };
}

const WORKER = "#live-worker-url";

/**
 * Gives the page the address of its worker, which is a file of the same build: so both load what they have in
 * common once. By Vite's own way the worker would be bundled apart, with a client of its own.
 */
function liveWorker(): Plugin {
  const file = join(import.meta.dirname, "src/live/live-worker.ts");
  let isBuild = false;
  return {
    name: "live-worker",
    enforce: "pre",
    configResolved({ command }) {
      isBuild = command === "build";
    },
    resolveId: (id) => (id === WORKER ? `\0${WORKER}` : undefined),
    load(id) {
      if (id !== `\0${WORKER}`) return undefined;
      if (!isBuild) return `export default "/src/live/live-worker.ts?worker_file&type=module";`;
      const reference = this.emitFile({ type: "chunk", id: file, name: "live-worker" });
      return `export default import.meta.ROLLUP_FILE_URL_${reference};`;
    },
  };
}

const CLIENT =
  /packages\/(?:client|core|protocol)\/src\/(?!.*(?:schedule|group|protobuf-codec|workflow|step-result|signal-link|json-codec|run-(?:codec|options)))|dashboard\/src\/(?:api\/(?:client|base-path)|live\/live-message)/;
/** What every page has in common, the list of jobs too, and the worker has not. */
const SHELL =
  /dashboard\/src\/(?:format|ui\/(?!copy|field|mark|panel|save-file|scroll-box|table|use-action)|jobs\/(?:change|confirm|jobs-link))|icons\/trash/;
const dist = join(import.meta.dirname, "dist");

export default defineConfig({
  // Relative, so that the files work below whatever path they are served under.
  base: "./",
  plugins: [react(), tailwindcss(), liveWorker(), precompressed()],
  resolve: { conditions: ["@millrace/source", ...defaultClientConditions] },
  worker: { format: "es" },
  build: {
    outDir: dist,
    emptyOutDir: true,
    target: "es2024",
    cssTarget: ["chrome123", "firefox121", "safari17.5"],
    modulePreload: { polyfill: false },
    // The policy of the page allows no data in place of a file.
    assetsInlineLimit: 0,
    // Which licences have what is bundled.
    license: { fileName: "licenses.md" },
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        // Every page needs nearly all of it: a file for each part would be a request each.
        codeSplitting: {
          groups: [
            { name: "client", test: CLIENT, priority: 1 },
            { name: "shell", test: SHELL },
          ],
        },
      },
    },
  },
  server: {
    proxy: { "/api": { target: "http://localhost:8080", rewrite: (path) => `/ui${path}` } },
  },
});
