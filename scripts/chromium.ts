import { installPackage } from "./install-package.ts";
import type { Machine } from "./machine.ts";
import type { Say } from "./server-provider.ts";

const BINARIES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/**
 * The path of a Chromium, from the first of these that has one: the variable
 * `MILLRACE_TEST_CHROMIUM_BINARY`, the PATH, the system's package manager. `undefined`, with the reason
 * said, where there is none.
 */
export async function chromiumBinary(machine: Machine, say: Say): Promise<string | undefined> {
  const named = machine.env["MILLRACE_TEST_CHROMIUM_BINARY"];
  if (named !== undefined && named !== "") return named;
  const present = await find(machine);
  if (present !== undefined) return present;
  await installPackage(machine, { apt: "chromium", brew: "chromium" }, say);
  const installed = await find(machine);
  if (installed === undefined) {
    say("no Chromium: set MILLRACE_TEST_CHROMIUM_BINARY, or install chromium");
  }
  return installed;
}

/** One that runs: what Ubuntu calls chromium-browser can be a script that asks for a snap. */
async function find(machine: Machine): Promise<string | undefined> {
  for (const name of BINARIES) {
    const path = machine.find(name);
    if (path !== undefined && (await machine.run(path, ["--version"])).ok) return path;
  }
  return undefined;
}
