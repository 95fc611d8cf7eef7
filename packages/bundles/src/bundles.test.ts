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
