import { writeFileSync } from "node:fs";
import { Command } from "commander";
import type { Figure } from "./figure.ts";
import { RedisProbe } from "./redis-probe.ts";
import {
  addInBatches,
  addOneByOne,
  delayedLateness,
  idleLatency,
  memoryPerJob,
  processNoOps,
  redisCpu,
  type Setting,
} from "./redis-scenarios.ts";
import { describeMachine, markdownTable } from "./report.ts";
import { unaryRate } from "./rpc-scenario.ts";
import { onSqlite } from "./sqlite-scenario.ts";

const SCENARIOS: Record<string, (setting: Setting) => Promise<Figure | Figure[]>> = {
  add: addOneByOne,
  batch: addInBatches,
  process: processNoOps,
  cpu: redisCpu,
  memory: memoryPerJob,
  latency: idleLatency,
  delayed: delayedLateness,
  rpc: unaryRate,
  sqlite: onSqlite,
};

interface Options {
  readonly redis?: string;
  readonly only?: string[];
  readonly json: string;
  readonly jobs: string;
  readonly rounds: string;
}

const options = new Command("bench")
  .description("Measures Millrace beside BullMQ and grpc-js on this machine.")
  .option("--redis <url>", "a Redis to use, whose data is DELETED; by default one is started")
  .option("--only <names...>", `some of: ${Object.keys(SCENARIOS).join(", ")}`)
  .option("--jobs <count>", "jobs in a throughput scenario, in thousands", "50")
  .option("--rounds <count>", "how often each side is measured, in turn", "3")
  .option("--json <file>", "where the figures go", "results.json")
  .parse()
  .opts<Options>();

const names = options.only ?? Object.keys(SCENARIOS);
const unknown = names.filter((name) => !(name in SCENARIOS));
if (unknown.length > 0) {
  console.error(
    `There is no scenario ${unknown.join(", ")}; there are ${Object.keys(SCENARIOS).join(", ")}.`,
  );
  process.exit(2);
}

await using probe = await RedisProbe.open(options.redis);
const load = { jobs: Number(options.jobs) * 1_000, samples: 300, rounds: Number(options.rounds) };
const figures: Figure[] = [];
for (const name of names) {
  console.error(`measuring ${name} …`);
  const measured = await SCENARIOS[name]?.({ probe, load });
  figures.push(...[measured ?? []].flat());
}
const machine = describeMachine(await probe.version());
console.log(`${machine}\n\n${markdownTable(figures)}`);
writeFileSync(
  options.json,
  `${JSON.stringify({ machine, at: new Date(), load, figures }, null, 2)}\n`,
);
