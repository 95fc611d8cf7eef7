// Regenerates what is generated: `pnpm generate`.
import { execFileSync } from "node:child_process";
import { writeProtoDeps } from "./proto-deps.ts";

writeProtoDeps();
execFileSync("buf", ["generate"], { stdio: "inherit" });
