import { readdirSync, readFileSync } from "node:fs";
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

const readmes = publishedPackages(root).map(({ folder }) => join(folder, "README.md"));
// Programs of several files are run: examples/web.
const docs = [
  "worker",
  "client",
  "deployment",
  "upgrade",
  "bundling",
  "observability",
  "flow-control",
  "schedules",
  "workflows",
  "recipes",
];
const pages = ["README.md", ...readmes, ...docs.map((page) => `docs/${page}.md`)];

test("every example in the READMEs, and in the pages with whole examples, compiles", () => {
  expect(compileExamples(root, pages)).toEqual([]);
});

test("no example wants more than the oldest Node has, which knows no `using`", () => {
  const programs = readdirSync(join(root, "examples"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !["node_modules", "test"].includes(entry.name))
    .flatMap(({ name }) =>
      readdirSync(join(root, "examples", name)).map((file) => join("examples", name, file)),
    )
    .filter((file) => file.endsWith(".ts"));
  const texts = [...pages, ...programs].map((file) => [
    file,
    readFileSync(join(root, file), "utf8"),
  ]);
  expect(programs.length).toBeGreaterThan(4);
  expect(texts.filter(([, text]) => /^\s*(await )?using \w/m.test(text as string))).toEqual([]);
});
