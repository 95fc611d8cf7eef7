import type { Machine } from "./machine.ts";

/** What a server is called by the package managers. */
export interface PackageNames {
  readonly apt: string;
  readonly brew: string;
}

/**
 * Installs a server by the system's package manager, `apt-get` (as root) or `brew`, without starting
 * its service. Returns whether one of them did.
 */
export async function installPackage(
  machine: Machine,
  names: PackageNames,
  say: (line: string) => void,
): Promise<boolean> {
  return (await installByApt(machine, names.apt, say)) || installByBrew(machine, names.brew, say);
}

async function installByApt(
  machine: Machine,
  name: string,
  say: (line: string) => void,
): Promise<boolean> {
  if (!machine.isRoot || machine.find("apt-get") === undefined) return false;
  say(`installing ${name} by apt-get, without starting its service`);
  return machine.withoutServiceStarts(async () => {
    const env = { DEBIAN_FRONTEND: "noninteractive" };
    const install = ["install", "--yes", "--no-install-recommends", name];
    for (const args of [["update"], install]) {
      const { ok, stderr } = await machine.run("apt-get", args, env);
      if (!ok) {
        say(`apt-get ${args[0]} failed: ${lastLine(stderr)}`);
        return false;
      }
    }
    return true;
  });
}

async function installByBrew(
  machine: Machine,
  name: string,
  say: (line: string) => void,
): Promise<boolean> {
  if (machine.find("brew") === undefined) return false;
  say(`installing ${name} by brew, without starting its service`);
  const { ok, stderr } = await machine.run("brew", ["install", name]);
  if (!ok) say(`brew install ${name} failed: ${lastLine(stderr)}`);
  return ok;
}

/** The last line of what a command printed. */
export function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
