import { join } from "node:path";
import { apiDrift } from "./api-reports.ts";
import { checkLayers } from "./check-layers.ts";
import { findDrift } from "./drift.ts";
import { commandGate, type Gate, problemGate } from "./gate.ts";
import { lintPackages } from "./package-lint.ts";
import { writeProtoDeps } from "./proto-deps.ts";
import { restDocumentDrift } from "./rest-documents.ts";

const root = join(import.meta.dirname, "..");

/** Every gate but the tests, in the order in which they run. */
export function allGates(): Gate[] {
  // buf makes stubs of what is served beside the contract, which a fresh clone does not have.
  writeProtoDeps();
  return [
    commandGate("format and lint", "`pnpm format` mends most; mend the rest by hand", [
      "biome",
      "check",
      "--error-on-warnings",
      "--colors=off",
      ".",
    ]),
    commandGate("promises", "await the promise, or say what becomes of its failure", [
      "oxlint",
      "--type-aware",
    ]),
    commandGate("types", "mend the types; `pnpm typecheck` shows them again", ["tsc", "-b"]),
    commandGate("proto lint", "mend the .proto files by the rule that is named", ["buf", "lint"]),
    commandGate("proto format", "run `buf format --write proto --path proto/millrace`", [
      "buf",
      "format",
      "--diff",
      "--exit-code",
      "proto",
      "--path=proto/millrace",
    ]),
    problemGate(
      "generated code is current",
      "run `pnpm generate` and commit the result",
      async () => [...findDrift(root), ...(await restDocumentDrift(root))],
    ),
    problemGate(
      "API reports are current",
      "run `pnpm generate`, and look at what has changed",
      () => apiDrift(root),
    ),
    problemGate("layers", "import only what scripts/layers.ts allows", () => checkLayers(root)),
    commandGate("build", "`pnpm build` shows the error again", ["turbo", "run", "build"]),
    problemGate("packages are publishable", "mend the package.json, or what it leads to", () =>
      lintPackages(root),
    ),
  ];
}
