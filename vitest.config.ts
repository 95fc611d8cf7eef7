import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["@millrace/source"] },
  ssr: { resolve: { conditions: ["@millrace/source"], externalConditions: ["@millrace/source"] } },
  test: {
    include: [
      "{packages,apps}/*/src/**/*.test.ts",
      "{apps,examples}/*/test/**/*.test.ts",
      "scripts/**/*.test.ts",
    ],
    testTimeout: 30_000,
    // CommonJS packages look in tests as they do to Node.
    deps: { interopDefault: false },
  },
});
