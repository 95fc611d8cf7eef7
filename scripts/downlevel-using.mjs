// Node 22 strips types, but its V8 knows no `using`, and no stack for it. Imported before a program, this
// rewrites the one in the TypeScript files that Node loads and brings the other; scripts/bootstrap.mjs
// has every Node below 24 import it.
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import { transformSync } from "esbuild";
import { AsyncStack } from "./disposable-stack.mjs";

globalThis.AsyncDisposableStack ??= /** @type {AsyncDisposableStackConstructor} */ (
  /** @type {unknown} */ (AsyncStack)
);

registerHooks({
  load(url, context, nextLoad) {
    if (!/^file:.*\.ts$/.test(url)) return nextLoad(url, context);
    const path = fileURLToPath(url);
    const text = readFileSync(path, "utf8");
    if (!/\busing \w+ =/.test(text)) return nextLoad(url, context);
    const { code } = transformSync(text, {
      loader: "ts",
      target: "node22",
      sourcefile: path,
      sourcemap: "inline",
      tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true, target: "es2024" } },
    });
    return { format: "module", source: code, shortCircuit: true };
  },
});
