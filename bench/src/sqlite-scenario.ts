import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { SqliteStore } from "@millrace/store-sqlite";
import { Worker } from "@millrace/worker";
import type { Figure } from "./figure.ts";
import { inFlight } from "./in-flight.ts";
import type { Setting } from "./redis-scenarios.ts";
import { median } from "./statistics.ts";

const TYPE = "bench";
const PAYLOAD = new Uint8Array(Buffer.from('{"to":"ada@example.com","template":"welcome"}'));
const BATCH = 1_000;
const BATCHES_IN_FLIGHT = 4;
const CONCURRENCY = 100;

/** What one round measures. */
interface Round {
  readonly batches: number;
  readonly single: number;
  readonly endToEnd: number;
  /** p99 of how late the event loop came to its timers meanwhile, in ms. */
  readonly loopDelayMs: number;
}

/** The SQLite store on a file in the temporary folder, every acknowledged write on the disk. */
export async function onSqlite({ load }: Setting): Promise<Figure[]> {
  const rounds: Round[] = [];
  for (let round = 0; round < load.rounds; round++) rounds.push(await measure(load.jobs));
  const note = "synchronous FULL, one process, no peer";
  const of = (pick: (round: Round) => number) => median(rounds.map(pick));
  return [
    {
      name: "SQLite: enqueue in batches",
      unit: "jobs/s",
      millrace: of(({ batches }) => batches),
      atLeast: 30_000,
      note: `${note}; batches of ${BATCH}, ${BATCHES_IN_FLIGHT} in flight`,
    },
    {
      name: "SQLite: enqueue one by one, concurrently",
      unit: "jobs/s",
      millrace: of(({ single }) => single),
      note: `${note}; ${BATCH} single calls in flight`,
    },
    {
      name: "SQLite: end to end, enqueue to settled",
      unit: "jobs/s",
      millrace: of(({ endToEnd }) => endToEnd),
      atLeast: 15_000,
      note: `${note}; enqueued in batches while a worker of concurrency ${CONCURRENCY} runs them`,
    },
    {
      name: "SQLite: event loop delay p99 meanwhile",
      unit: "ms",
      millrace: of(({ loopDelayMs }) => loopDelayMs),
      note: `${note}; of the process that enqueues and works`,
    },
  ];
}

async function measure(jobs: number): Promise<Round> {
  const batches = await onEmptyFile((store) => rate(jobs, () => enqueueBatches(store, jobs)));
  const single = await onEmptyFile((store) =>
    rate(jobs, () =>
      inFlight(jobs, BATCH, () => store.enqueue([{ type: TYPE, payload: PAYLOAD }])),
    ),
  );
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const endToEnd = await onEmptyFile(async (store) => {
    delay.enable();
    const reached = await rate(jobs, () => enqueueAndWork(store, jobs));
    delay.disable();
    return reached;
  });
  return { batches, single, endToEnd, loopDelayMs: delay.percentile(99) / 1e6 };
}

async function enqueueAndWork(store: SqliteStore, jobs: number): Promise<void> {
  const worker = new Worker(TYPE, () => {}, { source: store, concurrency: CONCURRENCY });
  let left = jobs;
  const done = new Promise<void>((resolve) => {
    worker.on("completed", () => {
      if (--left === 0) resolve();
    });
  });
  await worker.start();
  await enqueueBatches(store, jobs);
  await done;
  await worker.stop();
}

async function enqueueBatches(store: SqliteStore, jobs: number): Promise<void> {
  await inFlight(jobs / BATCH, BATCHES_IN_FLIGHT, () =>
    store.enqueue(Array.from({ length: BATCH }, () => ({ type: TYPE, payload: PAYLOAD }))),
  );
}

async function onEmptyFile<Result>(work: (store: SqliteStore) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-bench-"));
  const store = await SqliteStore.open(`sqlite:${join(folder, "jobs.db")}`);
  try {
    return await work(store);
  } finally {
    await store.close();
    rmSync(folder, { recursive: true });
  }
}

/** Calls a second for `count` of something that `work` does. */
async function rate(count: number, work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (count * 1_000) / (performance.now() - start);
}
