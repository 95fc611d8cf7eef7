// Every check there is; `npm test` runs it. The last line is the summary.

import { join } from "node:path";
import { chromiumBinary } from "./chromium.ts";
import { passGate } from "./gate.ts";
import { allGates } from "./gates.ts";
import { thisMachine } from "./machine.ts";
import { oldestRedisBinary } from "./oldest-redis.ts";
import {
  type ProvidedPostgres,
  provideOldestPostgres,
  providePostgres,
} from "./postgres-provider.ts";
import { type ProvidedRedis, provideRedis } from "./redis-provider.ts";
import { addTallies, summaryLine, type Tally } from "./tally.ts";
import { runTests } from "./test-run.ts";

const OLDEST_REDIS_FOLDER = join(import.meta.dirname, "../node_modules/.cache/redis-6.2");

const interrupt = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => interrupt.abort());
}

const total = addTallies(await runGates(), await runTestsWithDatabases());
if (interrupt.signal.aborted) console.log("interrupted: what follows is not the whole count");
console.log(summaryLine(total));
process.exitCode = total.failed > 0 || interrupt.signal.aborted ? 1 : 0;

async function runGates(): Promise<Tally> {
  const tally = { passed: 0, failed: 0, skipped: 0 };
  for (const gate of allGates()) {
    if (interrupt.signal.aborted) break;
    if (await passGate(gate, console.log)) tally.passed++;
    else tally.failed++;
  }
  return tally;
}

async function runTestsWithDatabases(): Promise<Tally> {
  if (interrupt.signal.aborted) return { passed: 0, failed: 0, skipped: 0 };
  await using started = new AsyncDisposableStack();
  let env: Record<string, string>;
  try {
    const redis = await provideRedis(thisMachine, console.log);
    started.defer(() => redis.stop());
    const postgres = await providePostgres(thisMachine, console.log);
    started.defer(() => postgres.stop());
    const oldestRedis = await oldestRedisBinary(thisMachine, OLDEST_REDIS_FOLDER, console.log);
    const oldestPostgres = await provideOldestPostgres(thisMachine, console.log);
    started.defer(() => oldestPostgres?.stop());
    const chromium = await chromiumBinary(thisMachine, console.log);
    env = {
      ...redisEnvironment(redis),
      ...postgresEnvironment(postgres),
      ...(oldestRedis && { MILLRACE_TEST_OLDEST_REDIS_BINARY: oldestRedis }),
      ...(oldestPostgres && { MILLRACE_TEST_OLDEST_POSTGRES_DSN: oldestPostgres.url }),
      ...(chromium && { MILLRACE_TEST_CHROMIUM_BINARY: chromium }),
    };
  } catch (error) {
    console.log(`✗ tests: ${(error as Error).message}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const { tally, notes } = await runTests(env, interrupt.signal);
  for (const note of notes) console.log(note);
  return tally;
}

function redisEnvironment({ url, binary }: ProvidedRedis): Record<string, string> {
  if (binary !== undefined) return { REDIS_URL: url, MILLRACE_TEST_REDIS_BINARY: binary };
  console.log(
    "no redis-server binary on this machine: tests that kill and pause a Redis of their own cannot run",
  );
  return { REDIS_URL: url };
}

function postgresEnvironment({ url, folder }: ProvidedPostgres): Record<string, string> {
  if (folder !== undefined) return { POSTGRES_DSN: url, MILLRACE_TEST_POSTGRES_FOLDER: folder };
  console.log(
    "no Postgres binaries on this machine: tests that start a Postgres of their own cannot run",
  );
  return { POSTGRES_DSN: url };
}
