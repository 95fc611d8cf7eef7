import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { embeddedDrift, writeEmbeddedTexts } from "./embedded-texts.ts";

const FOLDERS = [
  "store-redis/src/scripts",
  "store-postgres/src/migrations",
  "store-postgres/src/functions",
];
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "millrace-embedded-test-"));
  for (const folder of FOLDERS) {
    const from = join(import.meta.dirname, "../packages", folder);
    cpSync(from, join(root, "packages", folder), { recursive: true });
  }
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

const lua = () => join(root, "packages/store-redis/src/scripts/lib/watch.lua");

test("a module that was never generated is missing", () => {
  expect(embeddedDrift(root)).toEqual([
    "packages/store-redis/src/gen/lua.ts is missing",
    "packages/store-postgres/src/gen/sql.ts is missing",
  ]);
});

test("an edited file, a new one and a deleted one make their module stale until it is generated", () => {
  const stale = ["packages/store-redis/src/gen/lua.ts is stale"];
  const edits = [
    () => writeFileSync(lua(), "return 1\n"),
    () => writeFileSync(join(root, "packages/store-redis/src/scripts/new.lua"), "return 2\n"),
    () => rmSync(lua()),
  ];
  writeEmbeddedTexts(root);
  expect(embeddedDrift(root)).toEqual([]);
  for (const edit of edits) {
    edit();
    expect(embeddedDrift(root)).toEqual(stale);
    writeEmbeddedTexts(root);
    expect(embeddedDrift(root)).toEqual([]);
  }
});

test("a text is in its module as it is in the file, whatever it holds", async () => {
  const text = ["return '\\n'", "`$", "{x}` \\$", '{y} \\\\" -- é\n'].join("");
  writeFileSync(lua(), text);
  writeEmbeddedTexts(root);
  const { LUA } = await import(join(root, "packages/store-redis/src/gen/lua.ts"));
  expect(LUA["lib/watch"]).toBe(text);
  const file = join(root, "packages/store-redis/src/scripts/settle.lua");
  expect(LUA.settle).toBe(readFileSync(file, "utf8"));
});
