import { randomUUID } from "node:crypto";
import { Client, type Duration } from "@millrace/client";
import { silentLogger } from "@millrace/core";
import type { StoreUrl } from "@millrace/store-url";
import { Worker } from "@millrace/worker";
import { usageError } from "../cli-error.ts";
import type { Invocation, Run } from "../command.ts";
import { checkFile, findPlace } from "../connection.ts";
import { BENCH_VIEW, type Measured } from "../output/bench-view.ts";
import { openOwnStore } from "../own-store.ts";
import type { BENCH } from "../specs/bench.ts";

/** How many jobs one call of the client gets, so that there is progress to tell. */
const AT_ONCE = 5_000;
const RETENTION: Duration = "1m";

export const run: Run<typeof BENCH> = async (call) => {
  const { options, global, io, output, messages } = call;
  const { jobs = 10_000, payload: payloadBytes = 100, concurrency = 100, singles = 200 } = options;
  for (const [name, value] of Object.entries({ jobs, concurrency, singles })) {
    if (value < 1) throw usageError(`--${name} must be at least 1`, undefined, `--${name}`);
  }
  const { url } = await findPlace(global, io.env);
  await messages.confirm(`enqueue ${jobs + singles} jobs at ${url.shown}, and work on them`);
  await using place = await open(url, call);
  const { client } = place;
  const type = `bench-${randomUUID().slice(0, 8)}`;
  const payload = Buffer.alloc(payloadBytes, "x");
  const begun = new BegunJobs(io.signal);
  const worker = new Worker(type, () => begun.add(), {
    ...place.worker,
    concurrency,
    logger: silentLogger,
  });
  try {
    const enqueuingAt = performance.now();
    for (let sent = 0; sent < jobs; sent += AT_ONCE) {
      const length = Math.min(AT_ONCE, jobs - sent);
      const batch = Array.from({ length }, () => ({ type, payload, retention: RETENTION }));
      for (const answer of await client.enqueueMany(batch)) {
        if ("error" in answer) throw answer.error;
      }
      messages.progress(`enqueued ${sent + length} of ${jobs}`);
      io.signal.throwIfAborted();
    }
    const enqueueMs = performance.now() - enqueuingAt;
    messages.progress(`working on ${jobs} jobs`);
    const workingAt = performance.now();
    await worker.start();
    const processMs = (await begun.reach(jobs)) - workingAt;
    messages.progress(`waiting for ${singles} jobs, one after the other`);
    const latencies: number[] = [];
    for (let i = 1; i <= singles; i++) {
      const sentAt = performance.now();
      await client.enqueue(type, payload, { retention: RETENTION });
      latencies.push((await begun.reach(jobs + i)) - sentAt);
    }
    messages.endProgress();
    const measured: Measured = {
      ...{ jobs, payloadBytes },
      enqueuedPerSecond: Math.round((jobs * 1_000) / enqueueMs),
      processedPerSecond: Math.round((jobs * 1_000) / processMs),
      latencyMs: quantilesOf(latencies),
    };
    await output.item(measured, BENCH_VIEW);
  } catch (error) {
    messages.endProgress();
    messages.note(`jobs of it may be left: millrace queue purge ${type}`);
    if (!io.signal.aborted) throw error;
  } finally {
    await worker.stop();
  }
};

/** A client and what a worker needs: of a store itself they share one, as a file has one at a time. */
async function open(
  url: StoreUrl,
  { connect, messages }: Pick<Invocation, "connect" | "messages">,
) {
  if (url.kind === "server") {
    const client = await connect();
    return { client, worker: { url: url.href }, [Symbol.asyncDispose]: async () => {} };
  }
  checkFile(url);
  const opened = await openOwnStore(url, (warning) => messages.note(warning));
  const { store } = opened;
  return {
    client: new Client({ store }),
    worker: { source: store },
    [Symbol.asyncDispose]: () => opened.close(),
  };
}

/** Counts the jobs whose handlers have begun. */
class BegunJobs {
  readonly #signal: AbortSignal;
  #count = 0;
  #latestAt = 0;
  #wanted: { readonly count: number; readonly resolve: (at: number) => void } | undefined;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  add(): void {
    this.#count++;
    this.#latestAt = performance.now();
    if (this.#wanted?.count === this.#count) this.#wanted.resolve(this.#latestAt);
  }

  /** Resolves with the time at which so many had begun. @throws when it is interrupted before. */
  reach(count: number): Promise<number> {
    if (this.#count === count) return Promise.resolve(this.#latestAt);
    return new Promise((resolve, reject) => {
      this.#wanted = { count, resolve };
      if (this.#signal.aborted) reject(this.#signal.reason);
      this.#signal.addEventListener("abort", () => reject(this.#signal.reason), { once: true });
    });
  }
}

function quantilesOf(latencies: readonly number[]): Measured["latencyMs"] {
  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (share: number) => {
    const place = Math.min(sorted.length - 1, Math.floor(share * sorted.length));
    return Math.round((sorted[place] ?? 0) * 100) / 100;
  };
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
