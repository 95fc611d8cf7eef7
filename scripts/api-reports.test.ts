import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { apiDrift, writeApiReports } from "./api-reports.ts";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "millrace-api-test-"));
  mkdirSync(join(root, "packages/a/dist"), { recursive: true });
  const compilerOptions = { module: "nodenext", lib: ["es2024"], types: [] };
  write("tsconfig.base.json", JSON.stringify({ compilerOptions }));
  const exports = { ".": { types: "./dist/index.d.ts", default: "./dist/index.js" } };
  write("packages/a/package.json", JSON.stringify({ name: "a", version: "1.0.0", exports }));
  write("packages/a/dist/index.d.ts", 'export { type Size, area } from "./size.js";\n');
  write("packages/a/dist/size.d.ts", sizeOf("width: number; height: number"));
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

const write = (path: string, text: string) => writeFileSync(join(root, path), text);
const sizeOf = (fields: string) =>
  `export interface Size { ${fields} }\nexport declare function area(size: Size): number;\n`;

test("a report shows the types that a door names, wherever they are declared", () => {
  writeApiReports(root);
  const report = readFileSync(join(root, "packages/a/api/index.api.md"), "utf8");
  expect(report).toContain("export function area(size: Size): number;");
  expect(report).toContain("height: number");
  expect(apiDrift(root)).toEqual([]);
});

test("a changed type, a door without a report and a report without a door are named", () => {
  expect(apiDrift(root)).toEqual(["packages/a/api/index.api.md is missing"]);
  writeApiReports(root);
  write("packages/a/dist/size.d.ts", sizeOf("width: number"));
  write("packages/a/api/old.api.md", "");
  expect(apiDrift(root)).toEqual([
    "packages/a/api/index.api.md is stale",
    "packages/a/api/old.api.md is left over; nothing generates it",
  ]);
});
