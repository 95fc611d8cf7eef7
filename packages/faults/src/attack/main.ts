import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { withTable } from "../marked-table.ts";
import { attackTable } from "./attack-table.ts";
import { ATTACKS } from "./attacks.ts";
import { type AttackRow, Target } from "./target.ts";

const DOCUMENT = fileURLToPath(new URL("../../../../docs/security.md", import.meta.url));
const SCALE = { connections: 10, calls: 1_000, floodMs: 5_000 };

const program = new Command("pnpm attack")
  .description(
    "Attacks a server of its own on this machine, as clients can, and prints what a good client saw meanwhile. Exits with 1 when the good client met an error.",
  )
  .option("--attack <text>", "only attacks whose name contains this", "")
  .option("--write", "write the table, with every row, into docs/security.md", false)
  .parse();
const options = program.opts<{ readonly attack: string; readonly write: boolean }>();
if (options.write && options.attack !== "") {
  program.error("--write replaces the whole table; leave --attack out");
}

const rows: AttackRow[] = [];
for (const attack of ATTACKS.filter(({ name }) => name.includes(options.attack))) {
  // A server for each: what one attack leaves in memory is not the next one's.
  await using target = await Target.open();
  const row = await target.measure(attack, SCALE);
  console.error(`${attack.name}: ${row.sent}`);
  rows.push(row);
}
const table = attackTable(rows);
console.log(table);
if (options.write) {
  writeFileSync(DOCUMENT, withTable(readFileSync(DOCUMENT, "utf8"), "attack", table));
}
const isHurt = rows.some(({ during, after }) => during.errors.length + after.errors.length > 0);
process.exit(isHurt || rows.length === 0 ? 1 : 0);
