import { builtinModules } from "node:module";
import { join } from "node:path";
import { createContext, runInContext } from "node:vm";
import { gzipSync } from "node:zlib";
import * as core from "@millrace/core";
import { MillraceServer } from "@millrace/server";
import { MemoryStore } from "@millrace/store-memory";
import { build } from "esbuild";
import { defaultClientConditions, type Rolldown, build as vite } from "vite";
import { expect, test } from "vitest";
import type { PageReport } from "./programs/browser.ts";

type Chunk = Rolldown.OutputChunk;

/** What a page has, and Node too; with the classes of the language that these take and give. */
const GLOBALS = [
  "AbortController",
  "AbortSignal",
  "ArrayBuffer",
  "Blob",
  "DOMException",
  "DataView",
  "Error",
  "Headers",
  "ReadableStream",
  "Response",
  "TextDecoder",
  "TextEncoder",
  "TypeError",
  "URL",
  "Uint8Array",
  "atob",
  "btoa",
  "clearTimeout",
  "crypto",
  "fetch",
  "performance",
  "queueMicrotask",
  "setTimeout",
] as const;

async function bundle(source: string) {
  const { metafile, outputFiles } = await build({
    stdin: { contents: source, resolveDir: join(import.meta.dirname, "programs") },
    bundle: true,
    platform: "browser",
    format: "iife",
    globalName: "page",
    conditions: ["@millrace/source"],
    target: "es2022",
    minify: true,
    metafile: true,
    write: false,
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error("esbuild has made no file");
  return { metafile, text: file.text };
}

test("core and client bundle for a browser without a module of Node or a store", async () => {
  const { metafile } = await bundle('export * from "./browser.ts"');
  const inputs = Object.entries(metafile.inputs);
  const imported = inputs.flatMap(([, { imports }]) => imports.map(({ path }) => path));
  expect(imported.filter((path) => isOfNode(path))).toEqual([]);
  expect(inputs.map(([path]) => path).filter((path) => /\/node\/|connect-node/.test(path))).toEqual(
    [],
  );
  const ofStores = /packages\/(open|schedule|workflow|store-(memory|postgres|redis|sqlite))\//;
  expect(inputs.map(([path]) => path).filter((path) => ofStores.test(path))).toEqual([]);
  expect(inputs.length).toBeGreaterThan(50);
});

function isOfNode(path: string): boolean {
  return path.startsWith("node:") || builtinModules.includes(path);
}

test("a page without Node's globals enqueues, reads, cancels and watches a job", async () => {
  const store = new MemoryStore();
  const server = new MillraceServer(store, { version: "0.0.0" });
  const { port } = await server.start(0, "127.0.0.1");
  const { text } = await bundle('export * from "./browser.ts"');
  const globals = Object.fromEntries(GLOBALS.map((name) => [name, globalThis[name]]));
  const context = createContext({ ...globals, URL_OF_SERVER: `http://127.0.0.1:${port}` });
  const run = runInContext(`${text}; page.run(URL_OF_SERVER)`, context);
  const { id, watched, coreExports } = (await run) as PageReport;
  expect(await store.get(id)).toMatchObject({ type: "page", status: "CANCELLED" });
  expect([...watched]).toEqual(["PENDING", "CANCELLED"]);
  expect(coreExports).toBe(Object.keys(core).length);
  await server.stop(0);
  await store.close();
});

/** The most that a page takes for the client, the contract and the runtime of both. */
const MAX_ZIPPED_BYTES = 33_500;
/** The most that anything else of the client takes, which is loaded when it is first called. */
const MAX_ZIPPED_BYTES_OF_PART = 4_000;
/** Each module that the client imports then, and the most that it takes. */
const PARTS: Readonly<Record<string, number>> = {
  "client-groups": MAX_ZIPPED_BYTES_OF_PART,
  // For messages that hardly anybody writes.
  "protobuf-codec": 8_000,
  "remote-changes": MAX_ZIPPED_BYTES_OF_PART,
  "remote-errors": MAX_ZIPPED_BYTES_OF_PART,
  "remote-groups": MAX_ZIPPED_BYTES_OF_PART,
  "remote-operations": MAX_ZIPPED_BYTES_OF_PART,
  // With what is set for single concurrency keys, and the list of these.
  "remote-queues": 5_300,
  // A definition has all of a job, which few pages send; most of it is in a file that topics share.
  "remote-schedules": 8_500,
  "remote-server": MAX_ZIPPED_BYTES_OF_PART,
  // With remote-workflows, which it comes after.
  "remote-signal-link": 6_000,
  // A topic can be all that the other parts read.
  "remote-topics": 16_500,
  // Runs, with their steps and history; of links only that there is such a call.
  "remote-workflows": 5_200,
  "store-operations": MAX_ZIPPED_BYTES_OF_PART,
};

test("the client of a page is small, and what few pages call is loaded when it is called", async () => {
  const files = await bundlePage("page.ts");
  const page = files.filter(({ isEntry }) => isEntry);
  const atOnce = withImports(files, page);
  expect(zippedBytes(atOnce)).toBeLessThan(MAX_ZIPPED_BYTES);

  const modules = modulesOf(atOnce);
  // What full descriptors bring: their own, the rules of requests, a registry; what JSON takes; and
  // protobuf's own codec, which the error class of Connect brings as well.
  const heavy = /descriptor_pb|validate_pb|registry|(from|to)-(json|binary)|connect-error/;
  expect(modules.filter((path) => heavy.test(path))).toEqual([]);
  // What is loaded at once is all that the page needs, and none of what other calls need.
  for (const codec of ["enqueue", "get", "job-query", "watch", "change"]) {
    expect(modules.some((path) => path.endsWith(`/${codec}-codec.ts`))).toBe(true);
  }
  const ofParts =
    /(queue|schedule|server|worker|workflow)_service|\/(queue|schedule|update|worker)-codec|\/(queue|schedule)-/;
  expect(modules.filter((path) => ofParts.test(path))).toEqual([]);

  const parts = files.filter(({ isDynamicEntry }) => isDynamicEntry);
  expect(parts.map(({ name }) => name).sort()).toEqual(Object.keys(PARTS));
  for (const part of parts) {
    const more = withImports(files, [part]).filter((file) => !atOnce.includes(file));
    expect(zippedBytes(more), part.name).toBeLessThan(PARTS[part.name] as number);
  }
});

/** The files that Vite makes of a program, as pages load them. */
async function bundlePage(program: string): Promise<Chunk[]> {
  const folder = join(import.meta.dirname, "programs");
  const built = await vite({
    configFile: false,
    root: folder,
    logLevel: "error",
    resolve: { conditions: ["@millrace/source", ...defaultClientConditions] },
    build: {
      write: false,
      target: "es2022",
      modulePreload: false,
      rolldownOptions: { input: join(folder, program) },
    },
  });
  const { output } = built as Extract<typeof built, { output: unknown }>;
  return output.filter((file) => file.type === "chunk");
}

/** `some` of the files with all that they import, which is loaded together with them. */
function withImports(files: readonly Chunk[], some: readonly Chunk[]): Chunk[] {
  const loaded = new Set<Chunk>(some);
  // A set goes on over what is added meanwhile.
  for (const { imports } of loaded) {
    for (const each of files) if (imports.includes(each.fileName)) loaded.add(each);
  }
  return [...loaded];
}

function zippedBytes(files: readonly Chunk[]): number {
  return files.reduce((bytes, { code }) => bytes + gzipSync(code).length, 0);
}

/** The modules that have anything in the files. */
function modulesOf(files: readonly Chunk[]): string[] {
  const modules = files.flatMap((file) => Object.entries(file.modules));
  return modules.filter(([, { renderedLength }]) => renderedLength > 0).map(([path]) => path);
}
