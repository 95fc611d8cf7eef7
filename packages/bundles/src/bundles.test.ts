import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { BUNDLERS } from "./bundler.ts";
import { expected, PROGRAMS } from "./program.ts";
import { Project } from "./project.ts";
import { runBundle } from "./run-bundle.ts";
import { missingFor, Servers } from "./servers.ts";

// The packages are built first.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 });

let project: Project;
let servers: Servers;

beforeAll(async () => {
  [project, servers] = await Promise.all([Project.linked(), Servers.start()]);
});

afterAll(async () => {
  project?.[Symbol.dispose]();
  await servers?.[Symbol.asyncDispose]();
});

describe.for(BUNDLERS.filter(({ atHand }) => atHand))("bundled by $name", (bundler) => {
  test.for(PROGRAMS)("the program %s runs where no package is in reach", async (name, context) => {
    const missing = missingFor(name);
    if (missing !== undefined) return context.skip(missing);
    const url = servers.freshUrl(name, project.output);
    expect(await runBundle(project, bundler, name, url)).toEqual(expected(name));
  });
});

describe("what is packed", () => {
  const files = () => {
    const scope = join(project.folder, "node_modules/@millrace");
    return readdirSync(scope, { recursive: true, encoding: "utf8" }).map((file) =>
      join(scope, file),
    );
  };

  test("has each source that a map names", () => {
    const maps = files().filter((file) => file.endsWith(".map"));
    const missing = maps.flatMap((map) => {
      const { sources } = JSON.parse(readFileSync(map, "utf8")) as { sources: string[] };
      return sources.filter((source) => !existsSync(join(dirname(map), source)));
    });
    expect(maps.length).toBeGreaterThan(100);
    expect(missing).toEqual([]);
  });

  test("has no tests, and nothing of the build's own", () => {
    const strays = files().filter((file) => /\.test\.|\/test(\/|$)|tsbuildinfo/.test(file));
    expect(strays).toEqual([]);
  });
});
