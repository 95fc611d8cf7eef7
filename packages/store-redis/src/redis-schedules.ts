import {
  type DueSchedules,
  type JobSpec,
  MillraceError,
  type NameCursor,
  type PlannedScheduleChange,
  type QueueTally,
  SCHEDULES_CHANGED,
  type ScheduleEngine,
  type ScheduleSlice,
} from "@millrace/core";
import type { Partition } from "./partition.ts";
import type { Partitions } from "./partitions.ts";
import type { Signals } from "./signals.ts";

export interface RedisSchedulesOptions {
  readonly partitions: Partitions;
  readonly signals: Signals;
  readonly openSignals: () => Promise<void>;
  /** Counts the jobs that come. */
  readonly tally: QueueTally;
}

/** The schedules of all partitions, each in that of its name, with its jobs. */
export class RedisSchedules implements ScheduleEngine {
  readonly #options: RedisSchedulesOptions;

  constructor(options: RedisSchedulesOptions) {
    this.#options = options;
  }

  async get(name: string): ReturnType<ScheduleEngine["get"]> {
    return (await this.#home(name)).schedules.get(name);
  }

  async list({ after, limit }: NameCursor): Promise<ScheduleSlice> {
    const partitions = await this.#options.partitions.all();
    const cursor = { after, limit: limit + 1 };
    const listed = await Promise.all(partitions.map(({ schedules }) => schedules.list(cursor)));
    const all = listed.flat().sort((a, b) => (a.name < b.name ? -1 : 1));
    const schedules = all.slice(0, limit);
    const last = schedules.at(-1)?.name;
    return all.length > limit && last !== undefined ? { schedules, last } : { schedules };
  }

  async due(limit: number): Promise<DueSchedules> {
    const partitions = await this.#options.partitions.all();
    const parts = await Promise.all(partitions.map(({ schedules }) => schedules.due(limit)));
    const due = parts.flatMap((part) => part.due).sort((a, b) => a.at - b.at);
    const next = Math.min(...parts.map(({ nextAt = Number.POSITIVE_INFINITY }) => nextAt));
    return {
      // By the latest clock all of them are due.
      now: Math.max(...parts.map(({ now }) => now)),
      due: due.slice(0, limit).map(({ stored }) => stored),
      ...(Number.isFinite(next) && { nextAt: next }),
    };
  }

  async change(change: PlannedScheduleChange): Promise<boolean> {
    const home = await this.#home(change.name);
    const jobs = change.jobs.map(({ job }) => job);
    for (const { spec } of change.makes ? [...jobs, change.makes] : jobs) {
      this.#requireKeyAt(home, change.name, spec);
    }
    const changed = await home.schedules.change(change);
    if (changed) for (const { job } of change.jobs) this.#options.tally.enqueued(job.spec.type);
    return changed;
  }

  async firings(name: string): Promise<string[]> {
    return (await this.#home(name)).schedules.firings(name);
  }

  onChange(listener: () => void): () => void {
    const { signals, openSignals } = this.#options;
    openSignals().catch(() => {
      // Whoever listens looks from time to time as well.
    });
    const listening = signals.waiting.listen([SCHEDULES_CHANGED], listener);
    return () => listening.end(false);
  }

  async #home(name: string): Promise<Partition> {
    await this.#options.partitions.all();
    return this.#options.partitions.ofKey(SCHEDULES_CHANGED, name);
  }

  /** A schedule makes its jobs where it lies itself, but the jobs of a key are counted at the home of the key. */
  #requireKeyAt(home: Partition, name: string, { type, concurrencyKey }: JobSpec): void {
    if (concurrencyKey === undefined) return;
    const { number } = this.#options.partitions.ofKey(type, concurrencyKey);
    if (number === home.number) return;
    const description = `belongs to the partition ${number}, but the schedule ${name} lies in ${home.number}, where it is not known how many jobs of the key run; leave it out, try another name of the schedule, or keep such jobs in a Redis with one partition`;
    throw new MillraceError(
      "FAILED_PRECONDITION",
      `cannot enqueue: concurrencyKey ${description}`,
      {
        violations: [{ field: "concurrencyKey", description }],
      },
    );
  }
}
