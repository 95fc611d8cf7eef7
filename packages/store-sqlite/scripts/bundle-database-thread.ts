import { join } from "node:path";
import { type BuildOptions, build, type Plugin } from "esbuild";

/** Gets modules of the runtime by a function: not each has `require`, or `import`, in such a thread. */
const builtins: Plugin = {
  name: "builtins",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: "builtin" }));
    onLoad({ filter: /.*/, namespace: "builtin" }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
    }));
  },
};

/** The program of the database thread with all that it imports, as one text: from the sources, or as compiled. */
export async function bundleDatabaseThread(from: "src" | "dist"): Promise<string> {
  const source: BuildOptions = from === "src" ? { conditions: ["@millrace/source"] } : {};
  const { outputFiles } = await build({
    absWorkingDir: join(import.meta.dirname, ".."),
    entryPoints: [`${from}/engine/database-thread.${from === "src" ? "ts" : "js"}`],
    bundle: true,
    write: false,
    format: "iife",
    platform: "node",
    target: "node22",
    plugins: [builtins],
    // What the trace of an error calls the program.
    footer: { js: "//# sourceURL=millrace-sqlite-thread.js" },
    ...source,
  });
  return outputFiles?.[0]?.text ?? "";
}
