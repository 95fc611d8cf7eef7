// Regenerates what is generated: `pnpm generate`.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeApiReports } from "./api-reports.ts";
import { writeEmbeddedTexts } from "./embedded-texts.ts";
import { writeProtoDeps } from "./proto-deps.ts";

const root = join(import.meta.dirname, "..");

writeProtoDeps();
execFileSync("buf", ["generate"], { cwd: root, stdio: "inherit" });
writeEmbeddedTexts(root);
// These read our packages, which may not even load before their stubs are there.
const { GENERATED_TEXTS } = await import("./drift.ts");
const { writeRestDocuments } = await import("./rest-documents.ts");
for (const [file, generate] of Object.entries(GENERATED_TEXTS)) {
  const path = join(root, file);
  writeFileSync(path, generate(readFileSync(path, "utf8")));
}
await writeRestDocuments(root);
// Last, because it wants types that are right.
execFileSync("tsc", ["-b"], { cwd: root, stdio: "inherit" });
writeApiReports(root);
