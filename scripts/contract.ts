import { execFileSync } from "node:child_process";
import { join } from "node:path";

/**
 * Writes the wire contract, the folder `proto` with all that it imports and the licence, as a tarball
 * into `folder`; returns its path.
 */
export function packContract(root: string, folder: string, version: string): string {
  const tarball = join(folder, `millrace-proto-${version}.tar.gz`);
  execFileSync("tar", ["-czf", tarball, "-C", root, "LICENSE", "proto"]);
  return tarball;
}
