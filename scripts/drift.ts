import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { embeddedDrift } from "./embedded-texts.ts";
import { LIFECYCLE_DOC, withLifecycle } from "./job-lifecycle.ts";

const GENERATED = ["packages/protocol/src/gen", "packages/protocol/src/gen-lean"];

/** Generates everything anew, elsewhere, and names each committed file in `root` that differs. */
export function findDrift(root: string): string[] {
  const fresh = mkdtempSync(join(tmpdir(), "millrace-drift-"));
  try {
    execFileSync("buf", ["generate", "--output", fresh], { cwd: root, stdio: "pipe" });
    const stubs = GENERATED.flatMap((folder) => {
      const lines = compareTrees(join(fresh, folder), join(root, folder));
      return lines.map((line) => `${folder}/${line}`);
    });
    return [...stubs, ...embeddedDrift(root), ...lifecycleDrift(root)];
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

function lifecycleDrift(root: string): string[] {
  const text = readFileSync(join(root, LIFECYCLE_DOC), "utf8");
  return withLifecycle(text) === text ? [] : [`${LIFECYCLE_DOC} is stale`];
}

function listFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}
