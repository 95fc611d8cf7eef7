import { writeFileSync } from "node:fs";
import { Command } from "commander";
import { bulkOnPostgres, bulkOnRedis } from "./bulk-operation.ts";
import type { Figure } from "./figure.ts";
import { idleLatency } from "./idle-latency.ts";
import { concurrencyKeys } from "./key-scenario.ts";
import { otherLanguages } from "./language-scenario.ts";
import { largeMap } from "./map-scenario.ts";
import { postgresHistory } from "./postgres-history.ts";
import { keysOnPostgres } from "./postgres-keys.ts";
import { PostgresProbe } from "./postgres-probe.ts";
import {
  type PostgresSetting,
  postgresBatches,
  postgresProcess,
  postgresSingles,
} from "./postgres-scenarios.ts";
import { redisDepth } from "./redis-depth.ts";
import { RedisProbe } from "./redis-probe.ts";
import {
  addInBatches,
  addOneByOne,
  delayedLateness,
  memoryPerJob,
  processNoOps,
  redisCpu,
  type Setting,
} from "./redis-scenarios.ts";
import { describeMachine, markdownTable } from "./report.ts";
import { remoteWorker, unaryCalls } from "./rpc-scenario.ts";
import { dueSchedules } from "./schedule-scenario.ts";
import { onSqlite } from "./sqlite-scenario.ts";
import { uniqueJobs } from "./unique-scenario.ts";
import { workflows } from "./workflow-scenario.ts";

const REDIS_SCENARIOS: Record<string, (setting: Setting) => Promise<Figure | Figure[]>> = {
  add: addOneByOne,
  batch: addInBatches,
  process: processNoOps,
  cpu: redisCpu,
  memory: memoryPerJob,
  latency: idleLatency,
  delayed: delayedLateness,
  depth: redisDepth,
  rpc: unaryCalls,
  remote: remoteWorker,
  bulk: bulkOnRedis,
  schedules: dueSchedules,
  unique: uniqueJobs,
  keys: concurrencyKeys,
  workflows,
  map: largeMap,
  languages: otherLanguages,
  sqlite: onSqlite,
};

const POSTGRES_SCENARIOS: Record<string, (setting: PostgresSetting) => Promise<Figure | Figure[]>> =
  {
    "postgres-add": postgresSingles,
    "postgres-batch": postgresBatches,
    "postgres-process": postgresProcess,
    "postgres-history": postgresHistory,
    "postgres-bulk": bulkOnPostgres,
    "postgres-keys": keysOnPostgres,
  };

const SCENARIOS = [...Object.keys(REDIS_SCENARIOS), ...Object.keys(POSTGRES_SCENARIOS)];

interface Options {
  readonly redis?: string;
  readonly postgres?: string;
  readonly history: string;
  readonly only?: string[];
  readonly bulk: string;
  readonly schedules: string;
  readonly keys: string;
  readonly json: string;
  readonly jobs: string;
  readonly rounds: string;
}

const options = new Command("bench")
  .description("Measures Millrace beside its peers on this machine.")
  .option("--redis <url>", "a Redis to use, whose data is DELETED; by default one is started")
  .option("--postgres <url>", "a Postgres to use, in which the schemas of the queues are DROPPED")
  .option("--only <names...>", `some of: ${SCENARIOS.join(", ")}`)
  .option("--jobs <count>", "jobs in a throughput scenario, in thousands", "50")
  .option("--rounds <count>", "how often each side is measured, in turn", "3")
  .option("--history <count>", "jobs in the scenario of a long history, in thousands", "5000")
  .option("--bulk <count>", "jobs of an operation, in thousands", "1000")
  .option("--schedules <count>", "schedules that are not due, in thousands", "1000")
  .option(
    "--keys <count>",
    "the most concurrency keys that are active at once, in thousands",
    "1000",
  )
  .option("--json <file>", "where the figures go", "results.json")
  .parse()
  .opts<Options>();

const names = options.only ?? SCENARIOS;
const unknown = names.filter((name) => !SCENARIOS.includes(name));
if (unknown.length > 0) {
  console.error(`There is no scenario ${unknown.join(", ")}; there are ${SCENARIOS.join(", ")}.`);
  process.exit(2);
}

const load = {
  jobs: Number(options.jobs) * 1_000,
  samples: 300,
  rounds: Number(options.rounds),
  history: Number(options.history) * 1_000,
  bulk: Number(options.bulk) * 1_000,
  schedules: Number(options.schedules) * 1_000,
  keys: Number(options.keys) * 1_000,
};
const figures: Figure[] = [];
const servers: string[] = [];
if (names.some((name) => name in REDIS_SCENARIOS)) {
  await using probe = await RedisProbe.open(options.redis);
  servers.push(`Redis ${await probe.version()}`);
  await measure(REDIS_SCENARIOS, { probe, load });
}
if (names.some((name) => name in POSTGRES_SCENARIOS)) {
  await using probe = await PostgresProbe.open(options.postgres);
  servers.push(`Postgres ${await probe.version()}`);
  await measure(POSTGRES_SCENARIOS, { probe, load });
}
const machine = describeMachine(servers);
console.log(`${machine}\n\n${markdownTable(figures)}`);
writeFileSync(
  options.json,
  `${JSON.stringify({ machine, at: new Date(), load, figures }, null, 2)}\n`,
);

async function measure<S>(
  scenarios: Record<string, (setting: S) => Promise<Figure | Figure[]>>,
  setting: S,
): Promise<void> {
  for (const [name, scenario] of Object.entries(scenarios)) {
    if (!names.includes(name)) continue;
    console.error(`measuring ${name} …`);
    figures.push(...[await scenario(setting)].flat());
  }
}
