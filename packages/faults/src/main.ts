import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Command, InvalidArgumentError } from "commander";
import { Campaign } from "./campaign.ts";
import { ENGINES } from "./engines.ts";
import { faultTable, type Row } from "./fault-table.ts";
import { withTable } from "./marked-table.ts";

interface Options {
  readonly times: number;
  readonly jobs: number;
  readonly engine: string;
  readonly fault: string;
  readonly write: boolean;
}

const DOCUMENT = fileURLToPath(new URL("../../../docs/reliability.md", import.meta.url));

const program = new Command("pnpm faults")
  .description(
    "Injects faults into each store under load, counts what became of the jobs, and prints a table. Exits with 1 when a job was lost or settled twice, unless the store is documented to.",
  )
  .option("--times <count>", "how often each fault comes", wholeNumber, 5)
  .option("--jobs <count>", "jobs of each worker between two faults", wholeNumber, 500)
  .option("--engine <text>", "only engines whose name contains this", "")
  .option("--fault <text>", "only faults whose name contains this", "")
  .option("--write", "write the table, with every row, into docs/reliability.md", false)
  .parse();
const options = program.opts<Options>();
if (options.write) {
  const missing = ENGINES.find((kind) => kind.missing !== undefined);
  if (options.engine !== "" || options.fault !== "" || missing !== undefined) {
    const reason = missing === undefined ? "leave --engine and --fault out" : missing.missing;
    program.error(`--write replaces the whole table, and some rows would be missing: ${reason}`);
  }
}

const rows: Row[] = [];
const brokenFirings: string[] = [];
for (const kind of ENGINES.filter(({ name }) => name.includes(options.engine))) {
  if (kind.missing !== undefined) {
    console.error(`${kind.name} is left out: ${kind.missing}`);
    continue;
  }
  await using campaign = await Campaign.open(kind);
  for (const fault of kind.faults) {
    const name = fault.name(kind.what);
    if (!name.includes(options.fault)) continue;
    const began = performance.now();
    const audit = await campaign.run(fault, options.times, options.jobs);
    const seconds = ((performance.now() - began) / 1_000).toFixed(1);
    console.error(`${kind.name}: ${name}: ${JSON.stringify(audit)} in ${seconds} s`);
    rows.push({ engine: kind.name, fault: name, times: options.times, audit });
  }
  const firings = await campaign.auditSchedules({ isCaughtUp: true });
  console.error(`${kind.name}: schedules: ${JSON.stringify(firings)}`);
  brokenFirings.push(...firings.broken);
}
const table = faultTable(rows);
console.log(table);
if (options.write) {
  writeFileSync(DOCUMENT, withTable(readFileSync(DOCUMENT, "utf8"), "faults", table));
}
const isBroken = brokenFirings.length > 0 || rows.some(({ audit }) => audit.broken.length > 0);
// Not by itself: a socket that was cut in the middle of a write can keep Node 24 from ever ending.
process.exit(isBroken || rows.length === 0 ? 1 : 0);

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError("say 1 or more");
  return value;
}
