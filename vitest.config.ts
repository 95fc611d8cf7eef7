import { availableParallelism } from "node:os";
import { join } from "node:path";
import { defineConfig, type Plugin } from "vitest/config";
import { bundleDatabaseThread } from "./packages/store-sqlite/scripts/bundle-database-thread.ts";

// The programs and threads that tests start, hundreds of them, need not strip and compile the sources anew.
process.env["NODE_COMPILE_CACHE"] ??= join(import.meta.dirname, "node_modules/.cache/compile");

/**
 * Has the SQLite store start its thread from one text, made of the sources at the start of a run: hundreds of
 * threads that each find, strip and compile every module would take a third of the time of its tests.
 */
const bundledThread: Plugin = {
  name: "bundled-database-thread",
  enforce: "pre",
  resolveId: (id) => (id === "#database-program" ? "\0database-program" : undefined),
  async load(id) {
    if (id !== "\0database-program") return undefined;
    return `export const DATABASE_PROGRAM = ${JSON.stringify(await bundleDatabaseThread("src"))};`;
  },
};

export default defineConfig({
  plugins: [bundledThread],
  resolve: { conditions: ["@millrace/source"] },
  ssr: { resolve: { conditions: ["@millrace/source"], externalConditions: ["@millrace/source"] } },
  test: {
    include: [
      "{packages,apps}/*/src/**/*.test.ts",
      "{apps,examples}/*/test/**/*.test.ts",
      "{bench/src,scripts}/**/*.test.ts",
    ],
    globalSetup: "scripts/embedded-texts-setup.ts",
    // Most tests wait for servers most of the time: two files a core keep it busy.
    maxWorkers: 2 * availableParallelism(),
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // What is waited for comes at once, but on a machine that is busy.
    expect: { poll: { timeout: 10_000, interval: 5 } },
    // Threads that run TypeScript strip its types by WebAssembly, and V8 crashes now and then when a
    // wrapper of that tiers up while another thread that had it ends.
    execArgv: ["--no-wasm-generic-wrapper"],
    // CommonJS packages look in tests as they do to Node.
    deps: { interopDefault: false },
  },
});
