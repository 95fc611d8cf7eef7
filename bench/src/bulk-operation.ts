import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { OperationRequest, Store } from "@millrace/core";
import { PostgresStore } from "@millrace/store-postgres";
import { RedisStore } from "@millrace/store-redis";
import type { Figure } from "./figure.ts";
import { inFlight } from "./in-flight.ts";
import { PAYLOAD } from "./load.ts";
import { MillraceSide } from "./millrace-side.ts";
import type { PostgresSetting } from "./postgres-scenarios.ts";
import type { Setting } from "./redis-scenarios.ts";

const TYPE = "bulk";
const BATCH = 1_000;
const CONCURRENCY = 100;
/** How far the producer of the worker is ahead of it. */
const AHEAD = 20_000;
/** For how long the worker is measured by itself. */
const ALONE_MS = 10_000;

type ClosableStore = Store & { close(): Promise<void> };

export async function openBulkStore(url: string): Promise<ClosableStore> {
  const store = url.startsWith("redis") ? new RedisStore(url) : new PostgresStore(url);
  await store.ready();
  return store;
}

/** How fast an operation retries many jobs on Redis while a worker goes on, and what it costs that. */
export async function bulkOnRedis({ probe, load }: Setting): Promise<Figure[]> {
  await probe.clear();
  const figures = await measure("Redis", probe.url, load.bulk);
  await probe.clear();
  return figures;
}

/** The same on Postgres. */
export async function bulkOnPostgres({ probe, load }: PostgresSetting): Promise<Figure[]> {
  await probe.clear();
  const figures = await measure("Postgres", probe.url, load.bulk);
  await probe.clear();
  return figures;
}

async function measure(name: string, url: string, jobs: number): Promise<Figure[]> {
  const store = await openBulkStore(url);
  const maintainer = fork(join(import.meta.dirname, "maintainer-process.ts"), [url]);
  try {
    await inFlight(jobs / BATCH, 4, () =>
      store.enqueue(Array.from({ length: BATCH }, () => ({ type: TYPE, payload: PAYLOAD }))),
    );
    await run(store, { action: "CANCEL", filter: { type: TYPE } });
    const work = await WorkAlong.start(store);
    const alone = await work.rate(() => sleep(ALONE_MS));
    const start = performance.now();
    const filter = { type: TYPE, statuses: ["CANCELLED"] } as const;
    const meanwhile = await work.rate(() => run(store, { action: "RETRY", filter }));
    const seconds = (performance.now() - start) / 1_000;
    await work.stop();
    const many = jobs.toLocaleString("en-US");
    return [
      {
        name: `${name}: retry ${many} jobs by an operation, while a worker goes on`,
        unit: "jobs/s",
        millrace: jobs / seconds,
        note: `${seconds.toFixed(0)} s, maintained by a process of its own`,
      },
      {
        name: `${name}: that worker meanwhile`,
        unit: "jobs/s",
        millrace: meanwhile,
        peer: alone,
        peerName: "without the operation",
        note: `no-op jobs, concurrency ${CONCURRENCY}, enqueued by its own process`,
      },
    ];
  } finally {
    maintainer.disconnect();
    await once(maintainer, "exit");
    await store.close();
  }
}

/** Starts an operation, and resolves when it has ended. */
async function run(store: Store, request: OperationRequest): Promise<void> {
  const { id } = await store.operations.start(request);
  let operation = await store.operations.get(id);
  while (operation.endedAt === undefined) {
    await sleep(50);
    operation = await store.operations.get(id);
  }
  const { matched, done } = operation;
  if (done !== matched) throw new Error(`${done} of ${matched} jobs were changed`);
}

/** A worker with as many jobs as it takes. */
class WorkAlong {
  #done = 0;
  #isStopped = false;
  #ended: Promise<void> = Promise.resolve();

  static async start(store: Store): Promise<WorkAlong> {
    const work = new WorkAlong();
    const side = new MillraceSide(store);
    const worker = await side.startWorker(
      CONCURRENCY,
      () => {},
      () => work.#done++,
    );
    work.#ended = work.#produce(side).then(() => worker.stop());
    return work;
  }

  /** Jobs a second that are done while `meanwhile` runs. */
  async rate(meanwhile: () => Promise<unknown>): Promise<number> {
    const [before, start] = [this.#done, performance.now()];
    await meanwhile();
    return ((this.#done - before) * 1_000) / (performance.now() - start);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#ended;
  }

  async #produce(side: MillraceSide): Promise<void> {
    let added = 0;
    while (!this.#isStopped) {
      if (added - this.#done >= AHEAD) await sleep(5);
      else {
        await side.addInBatches(AHEAD, BATCH, 4, PAYLOAD);
        added += AHEAD;
      }
    }
  }
}
