import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { workspacePackages } from "./workspace.ts";

const CACHE = "node_modules/.cache/markdown-examples";

/** The TypeScript in the text of a page: each block by the number of its first line. */
export function examplesOf(page: string): Map<number, string> {
  const examples = new Map<number, string>();
  for (const match of page.matchAll(/^```ts\n(.*?)^```$/gms)) {
    const line = page.slice(0, match.index).split("\n").length + 1;
    examples.set(line, match[1] as string);
  }
  return examples;
}

/**
 * Compiles the TypeScript of `pages`, paths from `root`, against the sources of the packages.
 *
 * @returns what is wrong, by page and line; nothing when all compiles.
 */
export function compileExamples(root: string, pages: readonly string[]): string[] {
  const folder = join(root, CACHE);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const places = new Map<string, { page: string; line: number }>();
  for (const page of pages) {
    for (const [line, text] of examplesOf(readFileSync(join(root, page), "utf8"))) {
      const file = `example-${places.size}.ts`;
      writeFileSync(join(folder, file), `${text}\nexport {};\n`);
      places.set(file, { page, line });
    }
  }
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(projectOf(root)));
  return compile(folder).map((problem) =>
    problem.replace(/^(example-\d+\.ts)\((\d+),/, (_, file: string, row: string) => {
      const { page, line } = places.get(file) as { page: string; line: number };
      return `${page}(${line + Number(row) - 1},`;
    }),
  );
}

function compile(folder: string): string[] {
  try {
    execFileSync("tsc", ["--project", ".", "--pretty", "false"], { cwd: folder, stdio: "pipe" });
    return [];
  } catch (error) {
    return String((error as { stdout?: unknown }).stdout)
      .trim()
      .split("\n");
  }
}

/** As strict as any user may be. What users install themselves comes with the root. */
function projectOf(root: string): object {
  const doors = workspacePackages(root).flatMap(({ folder, manifest }) =>
    Object.entries(manifest.exports ?? {}).flatMap(([door, target]) => {
      const source = typeof target === "string" ? undefined : target["@millrace/source"];
      if (source === undefined) return [];
      return [[join(manifest.name, door), [join(root, folder, source)]]];
    }),
  );
  return {
    extends: join(root, "tsconfig.base.json"),
    compilerOptions: {
      noEmit: true,
      composite: false,
      noUnusedLocals: false,
      noUnusedParameters: false,
      paths: Object.fromEntries(doors),
    },
    include: ["*.ts"],
  };
}
