import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { checkLayers } from "./check-layers.ts";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "millrace-layers-"));
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

function write(path: string, text: string) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** A package with one source file, `file`. */
function writePackage(
  folder: string,
  name: string,
  dependencies: string[] = [],
  source = "",
  file = "src/part.ts",
) {
  const versions = Object.fromEntries(dependencies.map((dependency) => [dependency, "*"]));
  write(`${folder}/package.json`, JSON.stringify({ name, dependencies: versions }));
  write(`${folder}/${file}`, source);
}

describe("a tree that keeps the layers", () => {
  test("has no violation", () => {
    writePackage("packages/core", "@millrace/core", [], 'import "./job.ts"; import "#digest";');
    write("packages/core/src/node/digest.ts", 'import "node:crypto"; import "../job.ts";');
    write("packages/core/src/job.test.ts", 'import "node:vm"; import "./node/digest.ts";');
    writePackage(
      "packages/store-redis",
      "@millrace/store-redis",
      ["@millrace/core", "ioredis"],
      'import type { Job } from "@millrace/core"; import { Redis } from "ioredis";',
    );
    writePackage(
      "packages/open",
      "@millrace/open",
      ["@millrace/core", "@millrace/store-redis"],
      'import type { RedisStore } from "@millrace/store-redis"; await import("@millrace/store-redis");',
    );
    writePackage("packages/worker-sdk", "@millrace/worker", ["@millrace/open"]);
    write(
      "packages/worker-sdk/package.json",
      JSON.stringify({
        name: "@millrace/worker",
        peerDependencies: { "@millrace/store-redis": "*" },
        devDependencies: { "@millrace/store-redis": "*" },
      }),
    );
    writePackage(
      "apps/server",
      "@millrace/app-server",
      ["@millrace/store-redis", "ioredis"],
      'import "@millrace/store-redis"; import "ioredis";',
    );
    expect(checkLayers(root)).toEqual([]);
  });

  test("may test with the memory store, the conformance suite and the workspace's tools", () => {
    writePackage(
      "packages/server",
      "@millrace/server",
      [],
      'import { test } from "vitest"; import "@millrace/store-memory"; import "@millrace/store-conformance";',
      "src/part.test.ts",
    );
    expect(checkLayers(root)).toEqual([]);
  });
});

describe("what package.json declares", () => {
  test.each([
    ["packages/core", "@millrace/core", "zod", "zod, but @millrace/core has no dependencies"],
    [
      "packages/store-redis",
      "@millrace/store-redis",
      "@millrace/store-postgres",
      "@millrace/store-postgres, but @millrace/store-redis may import only @millrace/core, @millrace/store-url",
    ],
    [
      "packages/server",
      "@millrace/server",
      "ioredis",
      "ioredis, which only @millrace/store-redis may",
    ],
    [
      "packages/worker-sdk",
      "@millrace/worker",
      "pg",
      "pg, which only @millrace/store-postgres may",
    ],
    [
      "packages/client",
      "@millrace/client",
      "@millrace/store-memory",
      "@millrace/store-memory, but @millrace/client may import only @millrace/core, @millrace/protocol, @millrace/store-url, @millrace/open (lazily), @millrace/schedule (lazily), @millrace/workflow (lazily)",
    ],
  ])("%s may not depend on the wrong package", (folder, name, dependency, reason) => {
    writePackage(folder, name, [dependency]);
    expect(checkLayers(root)).toEqual([`${folder}/package.json depends on ${reason}`]);
  });

  test("what a package only hands on to another may be no dependency", () => {
    writePackage("packages/worker-sdk", "@millrace/worker", ["@millrace/store-redis"]);
    expect(checkLayers(root)).toEqual([
      expect.stringContaining("packages/worker-sdk/package.json depends on @millrace/store-redis"),
    ]);
  });

  test("nothing may depend on an app, not even an app", () => {
    writePackage("apps/server", "@millrace/app-server");
    writePackage("apps/cli", "@millrace/cli", ["@millrace/app-server"]);
    expect(checkLayers(root)).toEqual([
      "apps/cli/package.json depends on @millrace/app-server, which is an app; nothing may import an app",
    ]);
  });

  test("a package without a layer is asked to get one", () => {
    writePackage("packages/extra", "@millrace/extra");
    expect(checkLayers(root)).toEqual([
      "packages/extra: @millrace/extra has no layer; add it to layers.ts",
    ]);
  });
});

describe("what the sources import", () => {
  test("a package may import its own `imports`", () => {
    writePackage("packages/client", "@millrace/client", [], 'import { a } from "#a";');
    expect(checkLayers(root)).toEqual([]);
  });

  test.each([
    ["an import", 'import { a } from "@millrace/server";'],
    ["a type import", 'import type { A } from "@millrace/server";'],
    ["an export from", 'export { a } from "@millrace/server";'],
    ["a dynamic import", 'const a = await import("@millrace/server");'],
    ["a bare import", 'import "@millrace/server/inner";'],
  ])("%s of a forbidden package is found", (_, source) => {
    writePackage("packages/client", "@millrace/client", [], source);
    expect(checkLayers(root)).toEqual([
      "packages/client/src/part.ts imports @millrace/server, but @millrace/client may import only @millrace/core, @millrace/protocol, @millrace/store-url, @millrace/open (lazily), @millrace/schedule (lazily), @millrace/workflow (lazily)",
    ]);
  });

  test("who opens stores may name one only lazily", () => {
    writePackage(
      "packages/open",
      "@millrace/open",
      ["@millrace/store-redis"],
      'import { RedisStore } from "@millrace/store-redis";',
    );
    expect(checkLayers(root)).toEqual([
      "packages/open/src/part.ts imports @millrace/store-redis statically; only `await import()` may name it",
    ]);
  });

  test("a source may not take what only tests may", () => {
    writePackage("packages/server", "@millrace/server", [], 'import "@millrace/store-memory";');
    expect(checkLayers(root)).toEqual([
      "packages/server/src/part.ts imports @millrace/store-memory, but @millrace/server may import only @millrace/core, @millrace/maintenance, @millrace/metrics, @millrace/protocol, @millrace/schedule, @millrace/workflow",
    ]);
  });

  test("a source may import only what its package declares", () => {
    writePackage("packages/client", "@millrace/client", [], 'import "@bufbuild/protobuf/wkt";');
    expect(checkLayers(root)).toEqual([
      "packages/client/src/part.ts imports @bufbuild/protobuf, which its package.json does not name under dependencies",
    ]);
  });

  test("a relative import may not leave the package", () => {
    writePackage("packages/client", "@millrace/client", [], 'import "../../core/src/job.ts";');
    expect(checkLayers(root)).toEqual([
      "packages/client/src/part.ts imports ../../core/src/job.ts, which lies outside of its package; import the other package by its name",
    ]);
  });

  test.each([
    ["values", 'import { b } from "./b.ts";'],
    ["types", 'import type { B } from "./b.ts";'],
    ["what it passes on", 'export { b } from "./b.ts";'],
    ["a dynamic import", 'const b = await import("./b.ts");'],
  ])("files of a package may not import each other in a circle, be it for %s", (_, source) => {
    writePackage("packages/client", "@millrace/client", [], source, "src/a.ts");
    write("packages/client/src/b.ts", 'import type { C } from "./inner/c.ts";');
    write("packages/client/src/inner/c.ts", 'import { a } from "../a.ts";');
    expect(checkLayers(root)).toEqual([
      "packages/client/src/a.ts imports b.ts, which imports c.ts, which imports it again; move what both need to a file of its own",
    ]);
  });

  test("an app is searched as a whole, but for what it installs and builds", () => {
    writePackage("apps/server", "@millrace/server-app");
    for (const folder of ["tools", "node_modules/x", "dist"]) {
      write(`apps/server/${folder}/part.ts`, 'import "../../../packages/core/src/job.ts";');
    }
    expect(checkLayers(root)).toEqual([
      expect.stringMatching(/^apps\/server\/tools\/part\.ts imports .* outside of its package/),
    ]);
  });

  test("an index may not export all of a module", () => {
    writePackage(
      "packages/core",
      "@millrace/core",
      [],
      'export * from "./job.ts";',
      "src/index.ts",
    );
    expect(checkLayers(root)).toEqual([
      "packages/core/src/index.ts has `export *`; name what the package exports",
    ]);
  });

  test.each([
    ["node:crypto", 'import { createHash } from "node:crypto";'],
    ["http2", 'import type { ServerHttp2Stream } from "http2";'],
    ["./node/digest.ts", 'export { digest } from "./node/digest.ts";'],
    ["@connectrpc/connect-node", 'await import("@connectrpc/connect-node");'],
  ])("what runs anywhere may not import %s", (specifier, source) => {
    writePackage("packages/client", "@millrace/client", ["@connectrpc/connect-node"], source);
    expect(checkLayers(root)).toEqual([
      expect.stringContaining(
        `packages/client/src/part.ts imports ${specifier}, but runs anywhere; what needs Node stands in src/node`,
      ),
    ]);
  });

  test("a dynamic import must say what it imports", () => {
    const source = "const name = 'x'; await import(name);";
    writePackage("packages/client", "@millrace/client", [], source);
    expect(() => checkLayers(root)).toThrow("imports name, which is not a plain string");
  });
});
