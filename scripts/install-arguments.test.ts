import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { installArguments, PROGRAMS } from "./install-arguments.mjs";
import { importsOf } from "./module-imports.ts";
import { readManifest, workspacePackages } from "./workspace.ts";

const ROOT = join(import.meta.dirname, "..");

/** The packages that the files of `patterns`, in `folder`, import when they run. */
function imported(folder: string, patterns: string[]): string[] {
  const files = globSync(patterns, {
    cwd: folder,
    exclude: ["**/*.test.ts", "**/test", "**/node_modules"],
  });
  expect(files).not.toEqual([]);
  const names = files.flatMap((file) => {
    const { imports } = importsOf(file, readFileSync(join(folder, file), "utf8"));
    return imports.filter(({ kind }) => kind !== "type").map(({ specifier }) => specifier);
  });
  const packages = names.filter((name) => !/^(\.|#|node:)/.test(name));
  return [...new Set(packages.map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0] as string))];
}

describe("what programs run on is among what is installed for them", () => {
  const programs = workspacePackages(ROOT).filter(({ manifest }) =>
    PROGRAMS.includes(manifest.name),
  );

  it.each([
    { folder: ".", files: ["scripts/demo.ts", "scripts/demo-program.ts"] },
    ...programs.map(({ folder }) => ({ folder, files: ["src/**/*.ts", "*/*.ts"] })),
  ])("$folder", ({ folder, files }) => {
    const { dependencies, optionalDependencies } = readManifest(join(ROOT, folder));
    // What is optional is installed as well, unless whoever installs leaves it out.
    const given = Object.keys({ ...dependencies, ...optionalDependencies });
    const used = imported(join(ROOT, folder), files);
    expect(given).toEqual(expect.arrayContaining(used));
  });
});

it("the root has what packages of the workspace leave to whoever installs them", () => {
  const { dependencies } = readManifest(ROOT);
  const peers = workspacePackages(ROOT).flatMap(({ manifest }) =>
    Object.keys(manifest.peerDependencies ?? {}).filter((name) => name.startsWith("@millrace/")),
  );
  expect(peers).toContain("@millrace/store-redis");
  expect(Object.keys(dependencies ?? {})).toEqual(expect.arrayContaining(peers));
});

it("the root has what builds the dashboard", () => {
  const { dependencies } = readManifest(ROOT);
  const { devDependencies = {} } = readManifest(join(ROOT, "apps/dashboard"));
  const given = Object.keys(dependencies ?? {});
  const used = imported(join(ROOT, "apps/dashboard"), ["src/**/*.{ts,tsx}", "vite.config.ts"]);
  expect(Object.keys(devDependencies)).toEqual(expect.arrayContaining(used));
  expect(given).toEqual(expect.arrayContaining(used));
});

it("the tools of the tests are installed only where they are needed", () => {
  expect(installArguments("everything")).toEqual(["install", "--frozen-lockfile"]);
  const programs = installArguments("programs");
  expect(programs).toEqual(expect.arrayContaining(["--frozen-lockfile", "--prod"]));
});
