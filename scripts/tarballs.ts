import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Manifest, publishedPackages } from "./workspace.ts";

/** Packs each published package of the tree at `root`, as it is published; returns the files by name. */
export function packPublished(root: string, folder: string): Map<string, string> {
  const packages = publishedPackages(root);
  const filters = packages.map(({ manifest }) => `--filter=${manifest.name}`);
  execFileSync("pnpm", ["--recursive", ...filters, "pack", "--pack-destination", folder], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
  });
  return new Map(
    packages.map(({ manifest }) => [manifest.name, join(folder, tarballName(manifest))]),
  );
}

/**
 * Makes each of `tarballs` ask for the others by their paths. No registry has them, so that one
 * alone could otherwise not be installed.
 */
export function linkTarballs(tarballs: ReadonlyMap<string, string>): void {
  for (const tarball of tarballs.values()) {
    const folder = mkdtempSync(join(tmpdir(), "millrace-tarball-"));
    try {
      execFileSync("tar", ["-xzf", tarball, "-C", folder]);
      const file = join(folder, "package/package.json");
      const manifest = JSON.parse(readFileSync(file, "utf8")) as Manifest;
      writeFileSync(file, `${JSON.stringify(withPaths(manifest, tarballs), null, 2)}\n`);
      execFileSync("tar", ["-czf", tarball, "-C", folder, "package"]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

function withPaths(manifest: Manifest, tarballs: ReadonlyMap<string, string>): Manifest {
  const { dependencies = {}, optionalDependencies = {}, peerDependencies = {} } = manifest;
  const link = (wanted: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(wanted).map(([name, version]) => {
        const path = tarballs.get(name);
        return [name, path === undefined ? version : `file:${path}`];
      }),
    );
  return {
    ...manifest,
    dependencies: link(dependencies),
    optionalDependencies: link(optionalDependencies),
    // npm looks for a peer that two packages may have, and gives up when no registry knows it.
    peerDependencies: Object.fromEntries(
      Object.entries(peerDependencies).filter(([name]) => !tarballs.has(name)),
    ),
  };
}

function tarballName({ name, version }: Manifest): string {
  return `${name.replace("@", "").replace("/", "-")}-${version}.tgz`;
}
