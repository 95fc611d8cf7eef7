import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { validate } from "dockerfile-utils";
import { expect, test } from "vitest";
import { workspacePackages } from "./workspace.ts";

const root = join(import.meta.dirname, "..");
const dockerfile = readFileSync(join(root, "Dockerfile"), "utf8");

test("the Dockerfile has no faults", () => {
  expect(validate(dockerfile).map(({ message, range }) => ({ message, range }))).toEqual([]);
});

test("the files and packages that it names are there", () => {
  const copied = /^COPY (?!--from)(.*) \.\/$/m.exec(dockerfile)?.[1]?.split(" ") ?? [];
  expect(copied).toContain("pnpm-lock.yaml");
  for (const file of copied) expect(existsSync(join(root, file)), file).toBe(true);
  const known = workspacePackages(root).map(({ manifest }) => manifest.name);
  const named = [...dockerfile.matchAll(/--filter "?(@millrace\/[a-z-]+)/g)].map(
    ([, name]) => name,
  );
  expect(known).toEqual(expect.arrayContaining(named));
});

test("no image runs as root", () => {
  const stages = dockerfile.split(/^FROM /m).slice(1);
  const shipped = stages.filter((stage) => /^CMD /m.test(stage));
  expect(shipped).not.toEqual([]);
  for (const stage of shipped) expect(stage).toMatch(/^USER node$/m);
});
