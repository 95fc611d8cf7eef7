import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { delimiter, join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");
// A registry that does not answer must not hold up the tests.
const FETCH_MS = 120_000;

/**
 * Runs what docs/languages.md says to build an example by, in its folder.
 *
 * @param heading of the page: its first block of `sh`.
 * @param fetching how many of the commands, from the first on, bring what the machine may lack.
 * @returns why the example cannot be built here, if it cannot. A fault of the example itself rejects.
 */
export async function buildExample(
  name: string,
  heading: string,
  fetching: number,
): Promise<string | undefined> {
  const commands = documentedCommands(heading);
  for (const [index, command] of commands.entries()) {
    const failure = await run(command, join(ROOT, "examples", name), index < fetching);
    if (failure === undefined) continue;
    if (index < fetching) return `\`${command}\` fails: ${failure.trim().split("\n").at(-1)}`;
    throw new Error(`${command}: ${failure}`);
  }
  return undefined;
}

function documentedCommands(heading: string): string[] {
  const page = readFileSync(join(ROOT, "docs/languages.md"), "utf8");
  const [, section = ""] = page.split(`### ${heading}\n`, 2);
  const [, block] = /^```sh\n(.*?)^```$/ms.exec(section) ?? [];
  if (block === undefined) throw new Error(`docs/languages.md has no commands for ${heading}`);
  return block.trim().split("\n");
}

/** What a command said when it failed. */
function run(command: string, cwd: string, bounded: boolean): Promise<string | undefined> {
  const path = `${join(ROOT, "node_modules/.bin")}${delimiter}${process.env["PATH"]}`;
  // Go must not bring another Go.
  const env = { ...process.env, PATH: path, GOTOOLCHAIN: "local" };
  return new Promise((resolve) => {
    execFile(
      "sh",
      ["-c", command],
      { cwd, env, ...(bounded && { timeout: FETCH_MS }) },
      (error, _, stderr) => resolve(error === null ? undefined : stderr || error.message),
    );
  });
}
