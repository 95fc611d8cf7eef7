import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { BUNDLERS } from "./bundler.ts";
import { compileStrictly, runText, SQLITE_PROGRAM } from "./installed.ts";
import { installWith, PACKAGE_MANAGERS } from "./package-manager.ts";
import { expected, PROGRAMS } from "./program.ts";
import { Project } from "./project.ts";
import { runBundle, runProgram } from "./run-bundle.ts";
import { missingFor, Servers } from "./servers.ts";

// The packages are built first.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 });

const BUNDLERS_AT_HAND = BUNDLERS.filter(({ atHand }) => atHand);

let project: Project;
let servers: Servers;

beforeAll(async () => {
  [project, servers] = await Promise.all([Project.linked(), Servers.start()]);
});

afterAll(async () => {
  project?.[Symbol.dispose]();
  await servers?.[Symbol.asyncDispose]();
});

describe.for(BUNDLERS_AT_HAND)("bundled by $name", (bundler) => {
  test.for(PROGRAMS)("the program %s runs where no package is in reach", async (name, context) => {
    const missing = missingFor(name);
    if (missing !== undefined) return context.skip(missing);
    const url = servers.freshUrl(name, project.output);
    expect(await runBundle(project, bundler, name, url)).toEqual(expected(name));
  });
});

describe("a project that has installed the worker alone", () => {
  /** `npm install` tells of it; no package of ours is in the registry for the tests. */
  const HINT = "run: npm install @millrace/";
  let alone: Project;

  beforeAll(() => {
    alone = Project.withOnly(["@millrace/worker"], project);
    const source = `import { Worker } from "@millrace/worker";
new Worker("task", () => {}, { url: process.argv[2] }).run().catch(({ message }) => console.log(JSON.stringify(message)));`;
    writeFileSync(join(alone.folder, "alone.mjs"), source);
  });
  afterAll(() => alone?.[Symbol.dispose]());

  test("has no driver, no store and no client", () => {
    const packages = readdirSync(join(alone.folder, "node_modules/@millrace"));
    // For whoever maintains a store: the calendar of schedules, and the expressions of workflows.
    const modules = ["@bufbuild", "@millrace", "croner"];
    expect(readdirSync(join(alone.folder, "node_modules"))).toEqual(modules);
    expect(packages).toEqual([
      "core",
      "maintenance",
      "open",
      "schedule",
      "store-url",
      "worker",
      "workflow",
    ]);
  });

  test.for([
    ["redis://localhost", "a redis:// URL needs @millrace/store-redis"],
    ["postgres://localhost/db", "a postgres:// URL needs @millrace/store-postgres"],
    ["http://localhost", "a http:// URL needs @millrace/client"],
  ])("is told what %s needs", async ([url = "", needs = ""]) => {
    const message = await runProgram(join(alone.folder, "alone.mjs"), url);
    expect(message).toBe(`${needs}; ${HINT}${needs.split("@millrace/")[1]}`);
  });

  test.for(BUNDLERS_AT_HAND)("is told so by what $name has made", async (bundler) => {
    const bundle = join(alone.output, `alone-${bundler.name.length}.${bundler.extension}`);
    await bundler.bundle(alone.folder, "alone.mjs", bundle);
    const message = await runProgram(bundle, "redis://localhost");
    expect(message).toContain("a redis:// URL needs @millrace/store-redis");
    expect(message).toContain(`${HINT}store-redis`);
  });
});

describe("a project that has installed the worker and the Redis store", () => {
  let part: Project;
  beforeAll(() => {
    part = Project.withOnly(["@millrace/worker", "@millrace/store-redis"], project);
  });
  afterAll(() => part?.[Symbol.dispose]());

  test.for(BUNDLERS_AT_HAND)("runs on Redis, bundled by $name", async (bundler, context) => {
    const missing = missingFor("redis");
    if (missing !== undefined) return context.skip(missing);
    const url = servers.freshUrl("redis", part.output);
    expect(await runBundle(part, bundler, "redis", url)).toEqual(expected("redis"));
  });
});

describe.each([
  ["the client alone", [], "redis://localhost"],
  ["the client and the Redis store", ["@millrace/store-redis"], undefined],
])("a project that has installed %s", (_, stores, nowhere) => {
  let producer: Project;

  beforeAll(() => {
    producer = Project.withOnly(["@millrace/client", ...stores], project);
    const source = `import { Client } from "@millrace/client";
const client = new Client({ url: process.argv[2], logger: console });
const enqueued = client.enqueue("produced", { n: 1 });
enqueued.then(({ job }) => client.cancel(job.id)).then(({ status }) => status, ({ message }) => message)
  .then(async (outcome) => { await client.close(); console.log(JSON.stringify(outcome)); });`;
    writeFileSync(join(producer.folder, "producer.mjs"), source);
  });
  afterAll(() => producer?.[Symbol.dispose]());

  test.for(BUNDLERS_AT_HAND)(
    "enqueues on what it has, bundled by $name",
    async (bundler, context) => {
      const missing = nowhere === undefined ? missingFor("redis") : undefined;
      if (missing !== undefined) return context.skip(missing);
      const bundle = join(producer.output, `producer-${bundler.name.length}.${bundler.extension}`);
      await bundler.bundle(producer.folder, "producer.mjs", bundle);
      const outcome = await runProgram(
        bundle,
        nowhere ?? servers.freshUrl("redis", producer.output),
      );
      if (nowhere === undefined) expect(outcome).toBe("CANCELLED");
      else expect(outcome).toContain("run: npm install @millrace/store-redis");
    },
  );
});

describe("what is packed", () => {
  test.for(PACKAGE_MANAGERS.filter(({ atHand }) => atHand))(
    "is installed by $name, one tarball alone and without a registry",
    async (manager) => {
      const tarballs = project.tarballsOf("@millrace/store-sqlite");
      const folder = await installWith(manager, tarballs, project.output, { offline: true });
      expect(await runText(folder, "sqlite.mjs", SQLITE_PROGRAM)).toBe("PENDING");
    },
  );

  test.each([
    ["millrace-server", "server-app"],
    ["millrace", "cli"],
  ])("has %s as a program", async (program, name) => {
    const folder = join(project.folder, "node_modules/@millrace", name);
    const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
      bin: Record<string, string>;
    };
    const main = join(folder, bin[program] ?? "");
    const help = await promisify(execFile)(process.execPath, [main, "--help"]);
    expect(help.stdout).toContain(`Usage: ${program} [options]`);
  });

  test("is required from CommonJS, so that no module waits at its top", async () => {
    const scope = readdirSync(join(project.folder, "node_modules/@millrace"));
    // Two are programs, one is for browsers, and these want what their users bring: vitest, and the API of
    // OpenTelemetry.
    const others = ["server-app", "cli", "dashboard", "store-conformance", "opentelemetry"];
    const names = scope.filter((name) => !others.includes(name));
    const program = `for (const name of ${JSON.stringify(names)}) require("@millrace/" + name);
console.log(typeof require("@millrace/worker").Worker);`;
    expect(await runText(project.folder, "required.cjs", program)).toBe("function");
  });

  test("has types for the strictest of compilers, from ES modules and CommonJS", async () => {
    expect(await compileStrictly(project.folder)).toBe("");
  });

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
