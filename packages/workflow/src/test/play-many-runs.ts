// The properties of random-runs.test.ts with 10,000 runs each: `pnpm workflows`.
import { execFileSync } from "node:child_process";

execFileSync("vitest", ["run", "packages/workflow/src/random-runs.test.ts"], {
  env: { ...process.env, MILLRACE_WORKFLOWS: "whole" },
  stdio: "inherit",
});
