import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A program that installs packages into a project. */
export interface PackageManager {
  readonly name: string;
  /** Whether the workspace or Node brings it; the others come from the registry by npx. */
  readonly atHand: boolean;
  /** What is run to install packages, by name, from tarballs whose dependencies are tarballs too. */
  command(tarballs: ReadonlyMap<string, string>, offline: boolean): readonly [string, ...string[]];
}

export const PACKAGE_MANAGERS: readonly PackageManager[] = [
  {
    name: "npm",
    atHand: true,
    command: (tarballs, offline) => {
      const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
      return ["npm", "install", ...quiet, ...(offline ? ["--offline"] : []), ...tarballs.values()];
    },
  },
  {
    name: "pnpm",
    atHand: true,
    command: (tarballs, offline) => [
      "pnpm",
      "add",
      ...(offline ? ["--offline"] : []),
      ...[...tarballs.values()].map((tarball) => `file:${tarball}`),
    ],
  },
  {
    name: "bun",
    atHand: false,
    command: (tarballs) => ["npx", "--yes", "bun@1.4.5", "add", ...tarballs.values()],
  },
  {
    name: "Yarn 4",
    atHand: false,
    command: (tarballs) => [
      ...(["npx", "--yes", "@yarnpkg/cli-dist@4.18.1", "add"] as const),
      ...[...tarballs].map(([name, tarball]) => `${name}@file:${tarball}`),
    ],
  },
];

/** Has `manager` install `tarballs` in a project of its own in `folder`; returns the project's folder. */
export async function installWith(
  manager: PackageManager,
  tarballs: ReadonlyMap<string, string>,
  folder: string,
  { offline = false }: { offline?: boolean } = {},
): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const project = mkdtempSync(join(folder, "install-"));
  writeFileSync(join(project, "package.json"), '{ "private": true, "type": "module" }\n');
  // Yarn looks for a project above otherwise, and would leave out node_modules.
  writeFileSync(join(project, "yarn.lock"), "");
  writeFileSync(join(project, ".yarnrc.yml"), "nodeLinker: node-modules\n");
  const [program, ...args] = manager.command(tarballs, offline);
  await run(program, args, {
    cwd: project,
    env: { ...process.env, YARN_ENABLE_IMMUTABLE_INSTALLS: "0" },
  });
  return project;
}
