import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { entryOf, type ProgramName } from "./program.ts";
import type { Project } from "./project.ts";

const run = promisify(execFile);

/** A runtime that is no Node, and runs programs with the packages as they are installed. */
export interface Runtime {
  readonly name: string;
  /** What npm calls it, and how its command begins. */
  readonly command: readonly [string, ...string[]];
}

export const RUNTIMES: readonly Runtime[] = [
  { name: "Bun", command: ["bun"] },
  { name: "Deno", command: ["deno", "run", "--allow-all"] },
];

/** Runs a program of `project` on `url`; returns what it has reported. */
export async function runByRuntime(
  { folder }: Project,
  { command: [program, ...args] }: Runtime,
  name: ProgramName,
  url: string,
): Promise<unknown> {
  const file = join(folder, "node_modules/.bin", program);
  const { stdout } = await run(file, [...args, entryOf(name), url], { cwd: folder });
  return JSON.parse(stdout);
}
