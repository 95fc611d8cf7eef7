import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The part of a package.json that is read here. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly private?: boolean;
  readonly description?: string;
  readonly keywords?: readonly string[];
  readonly author?: string;
  readonly license?: string;
  readonly bugs?: string;
  readonly repository?: Readonly<Record<string, string>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** A package of the workspace. */
export interface WorkspacePackage {
  /** From the root, with slashes: for example `packages/core`. */
  readonly folder: string;
  readonly manifest: Manifest;
}

/** The packages below `packages/` and `apps/`, and `bench` and `examples`, of the tree at `root`. */
export function workspacePackages(root: string): WorkspacePackage[] {
  const nested = ["packages", "apps"].flatMap((group) =>
    listFolders(join(root, group)).map((name) => `${group}/${name}`),
  );
  return [...nested, "bench", "examples"]
    .filter((folder) => existsSync(join(root, folder, "package.json")))
    .map((folder) => ({ folder, manifest: readManifest(join(root, folder)) }));
}

/** The packages that other projects can install. */
export function publishedPackages(root: string): WorkspacePackage[] {
  return workspacePackages(root).filter(({ manifest }) => manifest.private !== true);
}

/** An entry of a package that has types, by which others import it. */
export interface Door {
  /** As in the map of exports: `.`, or for example `./node`. */
  readonly door: string;
  /** The declarations, from the package's folder. */
  readonly types: string;
}

/** The doors of the package that others have. */
export function doorsOf({ exports = {} }: Manifest): Door[] {
  return Object.entries(exports).flatMap(([door, entry]) => {
    const types = typeof entry === "string" ? undefined : entry["types"];
    return types === undefined ? [] : [{ door, types }];
  });
}

/** The manifest of the package in `folder`. */
export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}

function listFolders(path: string): string[] {
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}
