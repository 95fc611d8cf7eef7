import { builtinModules } from "node:module";
import { join } from "node:path";
import { createContext, runInContext } from "node:vm";
import { gzipSync } from "node:zlib";
import * as core from "@millrace/core";
import { MillraceServer } from "@millrace/server";
import { MemoryStore } from "@millrace/store-memory";
import { build } from "esbuild";
import { expect, test } from "vitest";
import type { PageReport } from "./programs/browser.ts";

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
  const ofStores = /packages\/(open|store-(memory|postgres|redis|sqlite))\//;
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

/** The most that the client of a page takes, with the contract and the runtime of both. */
const MAX_ZIPPED_BYTES = 35_000;

test("the client of a page is small", async () => {
  const { metafile, text } = await bundle('export { Client } from "@millrace/client"');
  expect(gzipSync(text).length).toBeLessThan(MAX_ZIPPED_BYTES);
  // What full descriptors bring: their own, the rules of requests, a registry; and what JSON takes.
  const [output] = Object.values(metafile.outputs);
  const bundled = Object.entries(output?.inputs ?? {}).filter(([, part]) => part.bytesInOutput > 0);
  const heavy = /descriptor_pb|validate_pb|registry|(from|to)-json/;
  expect(bundled.map(([path]) => path).filter((path) => heavy.test(path))).toEqual([]);
});
