// The property of every-zone.test.ts for every zone that the runtime knows: `pnpm calendar`.
import { execFileSync } from "node:child_process";

execFileSync("vitest", ["run", "packages/schedule/src/every-zone.test.ts"], {
  env: { ...process.env, MILLRACE_CALENDAR: "whole" },
  stdio: "inherit",
});
