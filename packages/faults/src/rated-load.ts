import { setTimeout as wait } from "node:timers/promises";
import type { Job, Rate } from "@millrace/core";
import { type Access, ifAnswered } from "./access.ts";
import type { Breach } from "./held-load.ts";
import type { Start } from "./start.ts";

export const RATED_TYPE = "rated";

const KEYS = ["a", "b"];
/** How many attempts of a key, and of the whole queue, may start in a time. */
const KEY_RATE: Rate = { limit: 4, periodMs: 300 };
const QUEUE_RATE: Rate = { limit: 16, periodMs: 600, burst: 12 };
/** More than may start at once; on the average, fewer. */
const BURST = 5;
const ROUND_MS = 500;
const OPTIONS = { backoff: { initial: 0, jitter: 0 } };

/** A producer of jobs of a queue that has rates. */
export class RatedLoad {
  readonly #access: Access;
  /** The load's jobs that were acknowledged, and when, by `performance.now()`. */
  readonly #acknowledged: Map<string, number>;

  private constructor(access: Access, acknowledged: Map<string, number>) {
    this.#access = access;
    this.#acknowledged = acknowledged;
  }

  /** Sets the rates; not that of the whole queue where it lies in partitions. */
  static async open(
    access: Access,
    acknowledged: Map<string, number>,
    limitsQueues: boolean,
  ): Promise<RatedLoad> {
    const limits = { keyRate: KEY_RATE, ...(limitsQueues && { rate: QUEUE_RATE }) };
    await access.client.queues.setLimits(RATED_TYPE, limits);
    return new RatedLoad(access, acknowledged);
  }

  /** Enqueues until `signal` is aborted. */
  async produce(signal: AbortSignal): Promise<void> {
    const jobs = KEYS.flatMap((key) =>
      Array.from({ length: BURST }, () => ({ type: RATED_TYPE, key, ...OPTIONS })),
    );
    while (!signal.aborted) {
      const [results = []] = await Promise.all([
        ifAnswered(this.#access.client.enqueueMany(jobs)),
        wait(ROUND_MS),
      ]);
      for (const result of results) {
        if (!("error" in result)) this.#acknowledged.set(result.job.id, performance.now());
      }
    }
  }
}

/** For each start with which more had started in the period of a rate than that lets. */
export function brokenRates(
  jobs: readonly Job[],
  starts: readonly Start[],
  limitsQueues: boolean,
): Breach[] {
  const rated = jobs.filter(({ type }) => type === RATED_TYPE);
  const byKey = Map.groupBy(rated, ({ concurrencyKey }) => `the key ${concurrencyKey}`);
  const limited = [...byKey].map(([what, ofKey]) => ({ what, ofKey, rate: KEY_RATE }));
  if (limitsQueues) limited.push({ what: "the queue", ofKey: rated, rate: QUEUE_RATE });
  return limited.flatMap(({ what, ofKey, rate }) => overRate(what, rate, ofKey, starts));
}

function overRate(
  what: string,
  { limit, periodMs }: Rate,
  jobs: readonly Job[],
  starts: readonly Start[],
): Breach[] {
  const latest = new Map(jobs.map(({ id, startedAt = 0 }) => [id, startedAt]));
  // A worker can be killed before it has told of a start, which the job itself tells if it is the last one.
  const known = new Set([...latest].map(([id, at]) => `${id} ${at}`));
  for (const { id, leasedAt } of starts) if (latest.has(id)) known.add(`${id} ${leasedAt}`);
  const times = [...known].map((start) => Number(start.split(" ")[1])).sort((a, b) => a - b);
  return times.flatMap((at, place) => {
    const first = times[place - limit] ?? Number.NEGATIVE_INFINITY;
    if (at - first >= periodMs) return [];
    const rule = `${limit + 1} attempts of ${what} have started within ${at - first} ms`;
    return [
      {
        what: `${rule}, of at most ${limit} in ${periodMs} ms`,
        at: first - performance.timeOrigin,
      },
    ];
  });
}
