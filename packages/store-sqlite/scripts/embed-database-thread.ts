// Puts the compiled program of the database thread, with all that it imports, into one string.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundleDatabaseThread } from "./bundle-database-thread.ts";

const text = await bundleDatabaseThread("dist");
writeFileSync(
  join(import.meta.dirname, "../dist/embedded-database-program.js"),
  `export const DATABASE_PROGRAM = ${JSON.stringify(text)};\n`,
);
