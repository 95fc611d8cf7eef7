import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { layerOf } from "./layers.ts";
import { workspacePackages } from "./workspace.ts";

const root = join(import.meta.dirname, "..");
const runsAnywhere = (name: string) => layerOf(name)?.runtime === "any";
const anywhere = workspacePackages(root).filter(({ manifest }) => runsAnywhere(manifest.name));

test("the types of what runs anywhere are checked without those of Node", () => {
  const project = join(root, "packages/tsconfig.any-runtime.json");
  const { include } = JSON.parse(readFileSync(project, "utf8")) as { include: string[] };
  const folders = anywhere.map(({ folder }) => `${folder}/src`);
  expect(include.map((folder) => `packages/${folder}`).sort()).toEqual(folders.sort());
});

test.each(anywhere)("$manifest.name imports only what runs anywhere too", ({ manifest }) => {
  expect(layerOf(manifest.name)?.imports.filter((name) => !runsAnywhere(name))).toEqual([]);
});
