import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const FOLDER = "apps/dashboard";
/** What the pages are made of, from the root. */
const SOURCES = [
  `${FOLDER}/src`,
  `${FOLDER}/index.html`,
  `${FOLDER}/vite.config.ts`,
  "packages/client/src",
  "packages/core/src",
  "packages/protocol/src",
  "pnpm-lock.yaml",
];

/** Builds the dashboard of the tree at `root`, unless that was done since its sources were changed. */
export function buildDashboard(root: string): void {
  const index = join(root, FOLDER, "dist/index.html");
  const builtAt = existsSync(index) ? statSync(index).mtimeMs : 0;
  if (SOURCES.every((source) => changedAt(join(root, source)) < builtAt)) return;
  const vite = join(root, "node_modules/vite/bin/vite.js");
  const args = [vite, "build", "--logLevel", "warn"];
  execFileSync(process.execPath, args, { cwd: join(root, FOLDER), stdio: ["ignore", 2, 2] });
}

/** When the file, or the latest one of the folder, was changed. */
function changedAt(path: string): number {
  const stats = statSync(path);
  const { mtimeMs } = stats;
  if (!stats.isDirectory()) return mtimeMs;
  const below = readdirSync(path).map((name) => changedAt(join(path, name)));
  return Math.max(mtimeMs, ...below);
}
