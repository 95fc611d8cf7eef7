import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { CLI_DOC, withCommands } from "./cli-reference.ts";
import { embeddedDrift } from "./embedded-texts.ts";
import { DASHBOARD_FILE, grafanaDashboard } from "./grafana-dashboard.ts";
import { LIFECYCLE_DOC, withLifecycle } from "./job-lifecycle.ts";
import { METRICS_DOC, withMetrics } from "./metrics-table.ts";

const GENERATED = ["packages/protocol/src/gen", "packages/protocol/src/gen-lean"];

/** What files whose text is made from the code should be, from what they are. */
export const GENERATED_TEXTS: { readonly [File in string]: (text: string) => string } = {
  [LIFECYCLE_DOC]: withLifecycle,
  [METRICS_DOC]: withMetrics,
  [DASHBOARD_FILE]: grafanaDashboard,
  [CLI_DOC]: withCommands,
};

/** Generates everything anew, elsewhere, and names each committed file in `root` that differs. */
export function findDrift(root: string): string[] {
  const fresh = mkdtempSync(join(tmpdir(), "millrace-drift-"));
  try {
    execFileSync("buf", ["generate", "--output", fresh], { cwd: root, stdio: "pipe" });
    const stubs = GENERATED.flatMap((folder) => {
      const lines = compareTrees(join(fresh, folder), join(root, folder));
      return lines.map((line) => `${folder}/${line}`);
    });
    return [...stubs, ...embeddedDrift(root), ...textDrift(root)];
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** How the files below `actual` differ from those below `expected`: one line a file. */
export function compareTrees(expected: string, actual: string): string[] {
  const names = new Set([...listFiles(expected), ...listFiles(actual)]);
  return [...names].sort().flatMap((name) => {
    if (!existsSync(join(actual, name))) return [`${name} is missing`];
    if (!existsSync(join(expected, name))) return [`${name} is left over; nothing generates it`];
    const same = readFileSync(join(expected, name)).equals(readFileSync(join(actual, name)));
    return same ? [] : [`${name} is stale`];
  });
}

/** Files whose text is made from the code, in part or whole. */
function textDrift(root: string): string[] {
  return Object.entries(GENERATED_TEXTS).flatMap(([file, generate]) => {
    const text = readFileSync(join(root, file), "utf8");
    return generate(text) === text ? [] : [`${file} is stale`];
  });
}

function listFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}
