import { availableParallelism } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";

// The programs and threads that tests start, hundreds of them, need not strip and compile the sources anew.
process.env["NODE_COMPILE_CACHE"] ??= join(import.meta.dirname, "node_modules/.cache/compile");

export default defineConfig({
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
    // What is waited for comes at once, but on a machine that is busy.
    expect: { poll: { timeout: 10_000, interval: 5 } },
    // Threads that run TypeScript strip its types by WebAssembly, and V8 crashes now and then when a
    // wrapper of that tiers up while another thread that had it ends.
    execArgv: ["--no-wasm-generic-wrapper"],
    // CommonJS packages look in tests as they do to Node.
    deps: { interopDefault: false },
  },
});
