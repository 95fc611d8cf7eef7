// Ends a run of the tests before they would run Lua or SQL other than what stands in its files.
import { join } from "node:path";
import { embeddedDrift } from "./embedded-texts.ts";

export default function requireCurrentTexts(): void {
  const stale = embeddedDrift(join(import.meta.dirname, ".."));
  if (stale.length > 0) throw new Error(`${stale.join("; ")}: run \`pnpm generate\``);
}
