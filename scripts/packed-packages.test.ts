import { join } from "node:path";
import { expect, test } from "vitest";
import { packedPackages } from "./packed-packages.ts";

const packed = packedPackages(join(import.meta.dirname, ".."));
const names = packed.map(({ name }) => name);

test("what is packed is what the README names", () => {
  expect(names).toEqual(
    expect.arrayContaining(["@millrace/worker", "@millrace/client", "@millrace/store-redis"]),
  );
});

test.each(packed)("$name needs no package of the workspace that is not packed", (manifest) => {
  const { dependencies = {}, peerDependencies = {}, optionalDependencies = {} } = manifest;
  const needed = Object.entries({ ...dependencies, ...peerDependencies, ...optionalDependencies })
    .filter(([, version]) => version.startsWith("workspace:"))
    .map(([name]) => name);
  expect(names).toEqual(expect.arrayContaining(needed));
});
