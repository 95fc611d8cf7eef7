import { join } from "node:path";
import { expect, test } from "vitest";
import { compileExamples, examplesOf } from "./markdown-examples.ts";
import { publishedPackages } from "./workspace.ts";

const root = join(import.meta.dirname, "..");

test("an example begins on the line after its fence", () => {
  const page = "# A\n\n```ts\nconst a = 1;\n```\n\n```sh\nls\n```\n\n```ts\nconst b = 2;\n```\n";
  expect([...examplesOf(page)]).toEqual([
    [4, "const a = 1;\n"],
    [12, "const b = 2;\n"],
  ]);
});

test("every example in the READMEs compiles", () => {
  const pages = publishedPackages(root).map(({ folder }) => join(folder, "README.md"));
  expect(compileExamples(root, ["README.md", ...pages])).toEqual([]);
});
