import { defaultClientConditions, defineConfig } from "vite";

export default defineConfig({
  root: `${import.meta.dirname}/page`,
  // In this workspace, packages are used as sources; elsewhere leave this out.
  resolve: { conditions: ["@millrace/source", ...defaultClientConditions] },
  build: { target: "es2022" },
});
