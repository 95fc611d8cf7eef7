import type { Bar, Figure } from "./figure.ts";
import { CONCURRENCIES, drain, type Load, PAYLOAD, process, rate } from "./load.ts";
import type { RedisProbe } from "./redis-probe.ts";
import { openRedisSide } from "./redis-sides.ts";
import type { Semantics, Side } from "./side.ts";
import { median, percentile } from "./statistics.ts";

/** Where and how much to measure. */
export interface Setting {
  readonly probe: RedisProbe;
  readonly load: Load;
}

type Measure = (side: Side, setting: Setting) => Promise<number>;

/**
 * Measures both sides in turn, each on an empty Redis, and returns the medians. A first round does not
 * count: in it the process compiles what it runs.
 */
async function bothSides(
  setting: Setting,
  measure: Measure,
  semantics: Semantics = "bare",
): Promise<{ millrace: number; peer: number }> {
  const { probe, load } = setting;
  const measured = { millrace: [] as number[], peer: [] as number[] };
  for (let round = 0; round <= load.rounds; round++) {
    for (const key of ["millrace", "peer"] as const) {
      await probe.clear();
      const side = openRedisSide(key, probe.url, semantics);
      try {
        const figure = await measure(side, setting);
        if (round > 0) measured[key].push(figure);
      } finally {
        await side.close();
      }
    }
  }
  return { millrace: median(measured.millrace), peer: median(measured.peer) };
}

export async function addOneByOne(setting: Setting): Promise<Figure> {
  const { jobs } = setting.load;
  const IN_FLIGHT = 1_000;
  const sides = await bothSides(setting, (side) =>
    rate(jobs, () => side.addOneByOne(jobs, IN_FLIGHT, PAYLOAD)),
  );
  return figure("Enqueue one by one, concurrently", "jobs/s", sides, {
    bar: { kind: "at least", ratio: 2 },
    note: `single calls, ${IN_FLIGHT} in flight`,
  });
}

export async function addInBatches(setting: Setting): Promise<Figure> {
  const { jobs } = setting.load;
  const sides = await bothSides(setting, (side) =>
    rate(jobs, () => side.addInBatches(jobs, 1_000, 4, PAYLOAD)),
  );
  return figure("Enqueue in batches", "jobs/s", sides, {
    bar: { kind: "at least", ratio: 4 },
    note: "batches of 1,000, 4 in flight; BullMQ by addBulk",
  });
}

/** Processing of no-op jobs that are all there before, by one worker, at several concurrencies. */
export async function processNoOps(setting: Setting): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const concurrency of CONCURRENCIES) {
    const sides = await bothSides(setting, (side, { load }) => drain(side, load.jobs, concurrency));
    figures.push(
      figure(`Process no-op jobs, concurrency ${concurrency}`, "jobs/s", sides, {
        note: "one worker process, jobs enqueued before",
      }),
    );
  }
  const best = {
    millrace: Math.max(...figures.map(({ millrace }) => millrace)),
    peer: Math.max(...figures.map(({ peer = 0 }) => peer)),
  };
  figures.push(
    figure("Process no-op jobs, each at its best concurrency", "jobs/s", best, {
      bar: { kind: "at least", ratio: 4 },
      note: "the best of the lines above",
    }),
  );
  return figures;
}

/** Redis' own processor time for a job from enqueue to settled. */
export async function redisCpu(setting: Setting): Promise<Figure> {
  const sides = await bothSides(setting, async (side, { probe, load }) => {
    const before = await probe.cpuMicros();
    await side.addInBatches(load.jobs, 100, 4, PAYLOAD);
    await process(side, load.jobs, 100);
    return ((await probe.cpuMicros()) - before) / load.jobs;
  });
  return figure("Redis CPU a job, enqueue to settled", "µs", sides, {
    bar: { kind: "at most", ratio: 0.25 },
    note: "batches of 100, concurrency 100",
  });
}

/** Redis' memory for a pending job. */
export async function memoryPerJob(setting: Setting): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const semantics of ["equal", "bare"] as const) {
    for (const bytes of [32, 200, 1_000]) {
      const payload = new Uint8Array(bytes).fill(0x61);
      const measure: Measure = async (side, { probe, load }) => {
        const before = await probe.usedMemory();
        await side.addInBatches(load.jobs, 1_000, 4, payload);
        return ((await probe.usedMemory()) - before) / load.jobs;
      };
      const sides = await bothSides(setting, measure, semantics);
      const what = semantics === "equal" ? "same semantics" : "BullMQ's bare defaults";
      figures.push(
        figure(`Memory a pending job, payload ${bytes} B, ${what}`, "B", sides, {
          ...(semantics === "equal" && bytes < 1_000
            ? { bar: { kind: "at most", ratio: 0.6 } as const }
            : undefined),
          note:
            semantics === "equal"
              ? "both: 4 attempts, exponential backoff, kept for 24 hours once finished"
              : "Millrace as before; BullMQ: one attempt, no backoff, kept forever",
        }),
      );
    }
  }
  return figures;
}

/** How much later than due the handler of a delayed job starts. */
export async function delayedLateness(setting: Setting): Promise<Figure> {
  const sides = await bothSides(setting, async (side, { load }) => {
    const lateness: number[] = [];
    const { promise: all, resolve } = Promise.withResolvers<void>();
    const worker = await side.startWorker(
      100,
      (payload) => {
        lateness.push(performance.now() - Number(Buffer.from(payload).toString()));
        if (lateness.length === load.samples) resolve();
      },
      () => {},
    );
    for (let i = 0; i < load.samples; i++) {
      // Delays spread over two seconds, in an order that is the same every time.
      await side.addDelayed(200 + ((i * 7_919) % 2_000));
    }
    await all;
    await worker.stop();
    return percentile(lateness, 0.99);
  });
  return figure("Lateness p99 of a delayed job", "ms", sides, {
    bar: { kind: "at most", ratio: 0.2 },
    note: "delays of 0.2 to 2.2 s, an idle worker",
  });
}

function figure(
  name: string,
  unit: string,
  sides: { millrace: number; peer: number },
  { bar, note }: { bar?: Bar; note: string },
): Figure {
  return { name, unit, ...sides, peerName: "BullMQ", note, ...(bar && { bar }) };
}
