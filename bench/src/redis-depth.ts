import { RedisStore } from "@millrace/store-redis";
import type { Figure } from "./figure.ts";
import { MillraceSide } from "./millrace-side.ts";
import type { Setting } from "./redis-scenarios.ts";
import { median } from "./statistics.ts";

const SHORT = 10_000;
/** Jobs that come and go while so many are queued. */
const JOBS = 20_000;
const BATCH = 100;
const FILL_BATCH = 1_000;
const PAYLOAD = new Uint8Array(Buffer.from('{"to":"ada@example.com","template":"welcome"}'));

/** Redis' processor time for a job from enqueue to settled while few and while many jobs are queued. */
export async function redisDepth({ probe, load }: Setting): Promise<Figure> {
  const micros = { short: [] as number[], long: [] as number[] };
  await probe.clear();
  const side = new MillraceSide(new RedisStore(probe.url));
  try {
    for (const [length, depth] of [
      ["short", SHORT],
      ["long", load.history],
    ] as const) {
      const missing = depth - (length === "short" ? 0 : SHORT);
      await side.addInBatches(missing, FILL_BATCH, 4, PAYLOAD);
      await probe.idle();
      for (let round = 0; round < load.rounds; round++) {
        const before = await probe.cpuMicros();
        await side.addInBatches(JOBS, BATCH, 4, PAYLOAD);
        await completeJobs(side);
        micros[length].push(((await probe.cpuMicros()) - before) / JOBS);
      }
    }
  } finally {
    await side.close();
    await probe.clear();
  }
  return {
    name: `Redis CPU a job, ${load.history.toLocaleString("en-US")} and ${SHORT.toLocaleString("en-US")} jobs queued`,
    unit: "µs",
    millrace: median(micros.long),
    peer: median(micros.short),
    peerName: `with ${SHORT.toLocaleString("en-US")}`,
    bar: { kind: "at most", ratio: 1.3 },
    note: `batches of ${BATCH}, leased and completed ${BATCH} at a time`,
  };
}

async function completeJobs(side: MillraceSide): Promise<void> {
  for (let done = 0; done < JOBS; done += BATCH) await side.completeBatch(BATCH);
}
