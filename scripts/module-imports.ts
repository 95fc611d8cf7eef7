import { parseSync } from "vite";

/** One module that a source file names. */
export interface ModuleImport {
  /** As it is written, for example `./job.ts` or `@millrace/core`. */
  readonly specifier: string;
  /**
   * - `static`: loaded with the file.
   * - `type`: erased before the file runs.
   * - `dynamic`: `import()`.
   */
  readonly kind: "static" | "type" | "dynamic";
}

/** What a source file takes from elsewhere. */
export interface FileImports {
  readonly imports: readonly ModuleImport[];
  /** The modules that it passes on whole, by `export * from`. */
  readonly starExports: readonly string[];
}

/**
 * Reads the imports of the TypeScript file `path`.
 *
 * @throws Error when it does not parse, or its dynamic imports are not string literals.
 */
export function importsOf(path: string, source: string): FileImports {
  const { module, errors } = parseSync(path, source);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${path} does not parse: ${error.message}`);
  const imports: ModuleImport[] = [];
  const starExports: string[] = [];
  for (const { moduleRequest, entries } of module.staticImports) {
    // `import "x"` has no entries and runs.
    const erased = entries.length > 0 && entries.every(({ isType }) => isType);
    imports.push({ specifier: moduleRequest.value, kind: erased ? "type" : "static" });
  }
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest, importName, exportName, isType } of entries) {
      if (moduleRequest === null) continue;
      imports.push({ specifier: moduleRequest.value, kind: isType ? "type" : "static" });
      if (importName.kind === "AllButDefault" && exportName.kind === "None") {
        starExports.push(moduleRequest.value);
      }
    }
  }
  for (const { moduleRequest } of module.dynamicImports) {
    const literal = source.slice(moduleRequest.start, moduleRequest.end);
    const specifier = /^(["'`])([^"'`$]*)\1$/.exec(literal)?.[2];
    if (specifier === undefined) {
      throw new Error(`${path} imports ${literal}, which is not a plain string`);
    }
    imports.push({ specifier, kind: "dynamic" });
  }
  return { imports, starExports };
}
