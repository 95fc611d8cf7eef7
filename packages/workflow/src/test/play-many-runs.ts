// The properties of random-runs.test.ts and followers.test.ts with 10,000 runs each, and maps of the largest sizes on a store in memory and, if
// REDIS_URL names one, on Redis: `pnpm workflows`.
import { execFileSync } from "node:child_process";

const stores = process.env["REDIS_URL"] === undefined ? ["memory"] : ["memory", "redis"];
const files = stores.map((store) => `packages/store-${store}/src/${store}-runs.test.ts`);
const play = (...args: string[]) =>
  execFileSync("vitest", ["run", ...args], {
    env: { ...process.env, MILLRACE_WORKFLOWS: "whole" },
    stdio: "inherit",
  });

play("packages/workflow/src/random-runs.test.ts", "packages/workflow/src/followers.test.ts");
play(...files, "-t", "runs under load");
