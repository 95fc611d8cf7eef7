import type { Side } from "./side.ts";

/** How much work the scenarios do. */
export interface Load {
  /** Jobs in a throughput scenario. */
  readonly jobs: number;
  /** Jobs in a latency scenario, one after the other. */
  readonly samples: number;
  /** How often each side is measured, in turn; the median counts. */
  readonly rounds: number;
  /** Jobs that are pending, and as many that have finished, in the scenario of a long history. */
  readonly history: number;
  /** Jobs that an operation changes. */
  readonly bulk: number;
  /** Schedules that are not due. */
  readonly schedules: number;
  /** The most concurrency keys that are active at once. */
  readonly keys: number;
}

export const PAYLOAD = new Uint8Array(Buffer.from('{"to":"ada@example.com","template":"welcome"}'));
export const CONCURRENCIES = [1, 10, 50, 100, 200, 500];

/** Calls a second for `count` of something that `work` does. */
export async function rate(count: number, work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (count * 1_000) / (performance.now() - start);
}

/** Adds jobs and then has them processed; jobs a second of the latter. */
export async function drain(side: Side, jobs: number, concurrency: number): Promise<number> {
  await side.addInBatches(jobs, 1_000, 4, PAYLOAD);
  return process(side, jobs, concurrency);
}

/** Jobs a second of one worker, for jobs that are there. */
export async function process(side: Side, jobs: number, concurrency: number): Promise<number> {
  const { promise: drained, resolve } = Promise.withResolvers<void>();
  let done = 0;
  const start = performance.now();
  const worker = await side.startWorker(
    concurrency,
    () => {},
    () => {
      if (++done === jobs) resolve();
    },
  );
  await drained;
  const elapsedMs = performance.now() - start;
  await worker.stop();
  return (jobs * 1_000) / elapsedMs;
}
