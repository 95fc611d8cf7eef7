import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { lastLine } from "./install-package.ts";
import type { Machine } from "./machine.ts";

const PACKAGE = "prometheus";

/** The path of a promtool, or why there is none. */
export type Promtool = { readonly path: string } | { readonly missing: string };

/**
 * Finds Prometheus' promtool: on the PATH, from an earlier call (in `folder`), or in Debian's package
 * `prometheus`, which is brought into `folder` and not installed.
 */
export async function providePromtool(machine: Machine, folder: string): Promise<Promtool> {
  const found = machine.find("promtool");
  if (found !== undefined) return { path: found };
  const path = join(folder, "usr", "bin", "promtool");
  if (await runs(machine, path)) return { path };
  const [apt, dpkg] = [machine.find("apt-get"), machine.find("dpkg-deb")];
  if (apt === undefined || dpkg === undefined) {
    return { missing: "there is no promtool on the PATH, and no apt-get to bring it" };
  }
  mkdirSync(folder, { recursive: true });
  const fetched = await machine.run("sh", ["-c", `cd "$0" && apt-get download ${PACKAGE}`, folder]);
  const archive = readdirSync(folder).find((name) => name.endsWith(".deb"));
  if (!fetched.ok || archive === undefined) {
    return { missing: `apt-get cannot bring ${PACKAGE}: ${lastLine(fetched.stderr)}` };
  }
  const unpacked = await machine.run(dpkg, ["-x", join(folder, archive), folder]);
  if (unpacked.ok && (await runs(machine, path))) return { path };
  return { missing: `the promtool of ${PACKAGE} does not run: ${lastLine(unpacked.stderr)}` };
}

async function runs(machine: Machine, path: string): Promise<boolean> {
  return (await machine.run(path, ["--version"])).ok;
}
