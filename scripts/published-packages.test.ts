import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { type Manifest, publishedPackages, readManifest } from "./workspace.ts";

const root = join(import.meta.dirname, "..");
const { author, license, bugs, repository } = readManifest(root);
const { catalog } = parse(readFileSync(join(root, "pnpm-workspace.yaml"), "utf8")) as {
  catalog: Readonly<Record<string, string>>;
};
const published = publishedPackages(root);
const names = published.map(({ manifest }) => manifest.name);

test("what the README names is published", () => {
  expect(names).toEqual(
    expect.arrayContaining(["@millrace/worker", "@millrace/client", "@millrace/server-app"]),
  );
});

describe.for(published)("$manifest.name", ({ folder, manifest }) => {
  test("says what it is, and where it is from", () => {
    expect(manifest).toMatchObject({
      author,
      license,
      bugs,
      repository: { ...repository, directory: folder },
      homepage: `https://github.com/millrace/millrace/tree/main/${folder}#readme`,
      engines: { node: expect.stringMatching(/^>=22/) },
      sideEffects: false,
      publishConfig: { access: "public" },
    });
    expect(manifest.description).toMatch(/^\S.{20,}\.$/);
    expect(manifest.keywords).toEqual(expect.arrayContaining(["job-queue", "millrace"]));
  });

  test("has the version of all", () => {
    expect(manifest.version).toBe(published[0]?.manifest.version);
  });

  test("needs no package of the workspace that is not published", () => {
    const siblings = brought(manifest).filter(([, version]) => version.startsWith("workspace:"));
    expect(names).toEqual(expect.arrayContaining(siblings.map(([name]) => name)));
    expect(siblings.filter(([, version]) => version !== "workspace:*")).toEqual([]);
  });

  test("takes each library in a range", () => {
    const libraries = brought(manifest)
      .filter(([, version]) => !version.startsWith("workspace:"))
      .map(([name, version]) => [name, version === "catalog:" ? catalog[name] : version]);
    expect(libraries.filter(([, version]) => !/^\^\d/.test(version ?? ""))).toEqual([]);
  });

  test("has a README", () => {
    expect(existsSync(join(root, folder, "README.md"))).toBe(true);
  });
});

/** What an installation of a package brings or asks for, by name, with its version. */
function brought(manifest: Manifest): [string, string][] {
  const { dependencies, peerDependencies, optionalDependencies } = manifest;
  return Object.entries({ ...dependencies, ...peerDependencies, ...optionalDependencies });
}
