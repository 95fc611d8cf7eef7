// The compiler leaves the Lua scripts behind; this puts them where the compiled store reads them.
import { cpSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

const from = join(import.meta.dirname, "../src/scripts");
const to = join(import.meta.dirname, "../dist/scripts");

rmSync(to, { recursive: true, force: true });
cpSync(from, to, {
  recursive: true,
  filter: (path) => statSync(path).isDirectory() || path.endsWith(".lua"),
});
