// The compiler leaves the SQL files behind; this puts them where the compiled store reads them.
import { cpSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

for (const folder of ["migrations", "functions"]) {
  const from = join(import.meta.dirname, "../src", folder);
  const to = join(import.meta.dirname, "../dist", folder);
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, {
    recursive: true,
    filter: (path) => statSync(path).isDirectory() || path.endsWith(".sql"),
  });
}
