// Every check there is; `npm test` runs it. The last line is the summary.

import { passGate } from "./gate.ts";
import { allGates } from "./gates.ts";
import { thisMachine } from "./machine.ts";
import { type ProvidedRedis, provideRedis } from "./redis-provider.ts";
import { addTallies, summaryLine, type Tally } from "./tally.ts";
import { runTests } from "./test-run.ts";

const interrupt = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => interrupt.abort());
}

const total = addTallies(await runGates(), await runTestsWithRedis());
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

async function runTestsWithRedis(): Promise<Tally> {
  if (interrupt.signal.aborted) return { passed: 0, failed: 0, skipped: 0 };
  let redis: ProvidedRedis;
  try {
    redis = await provideRedis(thisMachine, console.log);
  } catch (error) {
    console.log(`✗ tests: ${(error as Error).message}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  try {
    const { tally, notes } = await runTests(testEnvironment(redis), interrupt.signal);
    for (const note of notes) console.log(note);
    return tally;
  } finally {
    await redis.stop();
  }
}

function testEnvironment({ url, binary }: ProvidedRedis): Record<string, string> {
  if (binary !== undefined) return { REDIS_URL: url, MILLRACE_TEST_REDIS_BINARY: binary };
  console.log(
    "no redis-server binary on this machine: tests that kill and pause a Redis of their own cannot run",
  );
  return { REDIS_URL: url };
}
