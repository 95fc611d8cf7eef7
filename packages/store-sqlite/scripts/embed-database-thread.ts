// Puts the compiled program of the database thread, with all that it imports, into one string.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { build, type Plugin } from "esbuild";

const root = join(import.meta.dirname, "..");

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

const { outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: ["dist/engine/database-thread.js"],
  bundle: true,
  write: false,
  format: "iife",
  platform: "node",
  target: "node22",
  plugins: [builtins],
  // What the trace of an error calls the program.
  footer: { js: "//# sourceURL=millrace-sqlite-thread.js" },
});
const [{ text } = { text: "" }] = outputFiles;
writeFileSync(
  join(root, "dist/embedded-database-program.js"),
  `export const DATABASE_PROGRAM = ${JSON.stringify(text)};\n`,
);
