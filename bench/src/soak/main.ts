import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { withTable } from "@millrace/faults";
import { Command, InvalidArgumentError } from "commander";
import { soak } from "./soak.ts";
import { SOAK_STORES } from "./soak-store.ts";
import { soakTable } from "./soak-table.ts";

interface Options {
  readonly minutes: number;
  readonly jobsPerSecond: number;
  readonly store: string;
  readonly write: boolean;
}

const DOCUMENT = fileURLToPath(new URL("../../../docs/reliability.md", import.meta.url));
const SAMPLES_PER_MINUTE = 6;

const program = new Command("pnpm soak")
  .description(
    "Has a server and workers over each store, all at once, bear a mixed load for a while, and prints what they hold over time. Exits with 1 when a call failed, or a job did not end as it should.",
  )
  .option("--minutes <count>", "how long", aboveZero, 20)
  .option("--jobs-per-second <count>", "jobs a second for each store", aboveZero, 40)
  .option("--store <text>", "only stores whose name contains this", "")
  .option("--write", "write the tables, of all stores, into docs/reliability.md", false)
  .addHelpText("after", "\nExample:\n  pnpm soak --minutes 5 --store Redis")
  .parse();
const { minutes, jobsPerSecond, store, write } = program.opts<Options>();
const missing = SOAK_STORES.flatMap((kind) => (kind.missing === undefined ? [] : kind));
for (const kind of missing) console.error(`${kind.name} is left out: ${kind.missing}`);
if (write && (store !== "" || missing.length > 0)) {
  program.error("--write replaces the tables of all stores, and some would be missing");
}
const kinds = SOAK_STORES.filter(
  (kind) => kind.missing === undefined && kind.name.toLowerCase().includes(store.toLowerCase()),
);
if (kinds.length === 0) program.error(`no store that can be started here is called ${store}`);

console.error(`soaking ${kinds.map(({ name }) => name).join(", ")} for ${minutes} minutes`);
const options = {
  durationMs: minutes * 60_000,
  jobsPerSecond,
  samples: Math.max(5, Math.round(minutes * SAMPLES_PER_MINUTE)),
};
const results = await Promise.all(kinds.map((kind) => soak(kind, options)));
for (const { store: name, counts } of results) {
  for (const line of counts.wrong.slice(0, 20)) console.error(`${name}: ${line}`);
}
const table = `For ${minutes} minutes, ${jobsPerSecond} jobs a second for each store, all stores at once:

${soakTable(results)}`;
console.log(table);
if (write) {
  const text = readFileSync(DOCUMENT, "utf8");
  writeFileSync(DOCUMENT, withTable(text, "soak", table));
}
process.exit(results.some(({ counts }) => counts.wrong.length > 0) ? 1 : 0);

function aboveZero(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError("say more than 0");
  return value;
}
