import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { Bundler } from "./bundler.ts";
import { entryOf, type ProgramName } from "./program.ts";
import type { Project } from "./project.ts";

const run = promisify(execFile);

/** Bundles a program of `project` and runs the bundle on `url`; returns what it has reported. */
export async function runBundle(
  project: Project,
  bundler: Bundler,
  name: ProgramName,
  url: string,
): Promise<unknown> {
  const kind = bundler.name.replaceAll(/\W+/g, "-");
  const bundle = join(project.output, `${name}-${kind}.${bundler.extension}`);
  await bundler.bundle(project.folder, entryOf(name), bundle);
  return runProgram(bundle, url);
}

/** Runs a file by Node. Rejects with what it has printed to its standard error. */
export async function runProgram(file: string, url: string): Promise<unknown> {
  const { stdout } = await run(process.execPath, [file, url], { cwd: dirname(file) });
  return JSON.parse(stdout);
}
