import type { EnqueueResult } from "./enqueue.ts";
import type { Job } from "./job.ts";
import type { JobStatus } from "./job-status.ts";
import type { Lease } from "./lease.ts";

/** What is counted of a queue, minute by minute. */
export const MINUTE_COUNTS = ["enqueued", "completed", "failed", "retried"] as const;

/**
 * How many ranges times are counted in. Range 0 has what took less than a millisecond, range n what took
 * from 2^(n-1) to 2^n milliseconds, the last one all that took longer, which is over nine hours.
 */
export const TIME_RANGES = 26;

/** The counts of a queue as a list: those of `MINUTE_COUNTS`, then of waits, then of runs, by range. */
export type TallyCells = number[];

const ENQUEUED: number = MINUTE_COUNTS.indexOf("enqueued");
const WAITS_AT: number = MINUTE_COUNTS.length;
const RUNS_AT: number = WAITS_AT + TIME_RANGES;
const CELLS: number = RUNS_AT + TIME_RANGES;

/** What the end of an attempt counts as. A release and a snooze cost no attempt, and count as nothing. */
const ENDS: { readonly [Status in JobStatus]?: number } = {
  COMPLETED: MINUTE_COUNTS.indexOf("completed"),
  FAILED: MINUTE_COUNTS.indexOf("failed"),
  RETRYING: MINUTE_COUNTS.indexOf("retried"),
};

/**
 * How many types are counted by name. What happens to jobs of any further type counts in the sum of all
 * alone, until nothing has happened to one of the others for a day.
 */
export const MAX_COUNTED_TYPES = 1_000;

/** Stands for all types together; no type has this name. */
export const ALL_TYPES = "";

/** Counts what happens to jobs, by type, until it is taken. A job costs some additions. */
export class QueueTally {
  readonly #onFirst: () => void;
  #cells = new Map<string, TallyCells>();
  #lastType: string | undefined;
  #lastCells: TallyCells = [];

  /** `onFirst` is called when there is something to take, and was not before. Defaults to nothing. */
  constructor(onFirst: () => void = () => {}) {
    this.#onFirst = onFirst;
  }

  get isEmpty(): boolean {
    return this.#cells.size === 0;
  }

  enqueued(type: string, jobs = 1): void {
    add(this.#of(type), ENQUEUED, jobs);
  }

  /** Counts jobs that were leased after they had been due for `waitMs`. */
  leased(type: string, waitMs: number, jobs = 1): void {
    add(this.#of(type), WAITS_AT + timeRange(waitMs), jobs);
  }

  /** Counts attempts that have led to `status` after `runMs`. */
  ended(type: string, status: JobStatus, runMs: number, jobs = 1): void {
    const end = ENDS[status];
    if (end === undefined) return;
    const cells = this.#of(type);
    add(cells, end, jobs);
    add(cells, RUNS_AT + timeRange(runMs), jobs);
  }

  /** Counts what a change of a job means, if anything. */
  moved(before: Job, after: Job, now: number): void {
    if (before.status === "RUNNING" && after.status !== "RUNNING") {
      this.ended(after.type, after.status, now - (before.startedAt ?? now));
    } else if (before.status === "PENDING" && after.status === "RUNNING") {
      this.leased(after.type, now - before.runAt);
    }
  }

  /** Counts what an enqueue has made. */
  enqueuedAll(results: readonly EnqueueResult[]): void {
    for (const result of results) {
      if (!("error" in result) && result.created) this.enqueued(result.job.type);
    }
  }

  /** Counts leases that were granted just now. */
  leasedAll(leases: readonly Lease[]): void {
    for (const { job } of leases) this.leased(job.type, (job.startedAt ?? job.runAt) - job.runAt);
  }

  /** What was counted since the last time, by type; what belongs to no single one by `ALL_TYPES`. */
  take(): Map<string, TallyCells> {
    const taken = this.#cells;
    this.clear();
    return taken;
  }

  clear(): void {
    this.#cells = new Map();
    this.#lastType = undefined;
  }

  #of(type: string): TallyCells {
    if (type === this.#lastType) return this.#lastCells;
    let cells = this.#cells.get(type);
    if (cells === undefined) {
      const isFull = this.#cells.size >= MAX_COUNTED_TYPES && type !== ALL_TYPES;
      if (isFull) return this.#of(ALL_TYPES);
      if (this.isEmpty) this.#onFirst();
      cells = new Array<number>(CELLS).fill(0);
      this.#cells.set(type, cells);
    }
    this.#lastType = type;
    this.#lastCells = cells;
    return cells;
  }
}

const MAX_INT = 2 ** 31 - 1;

/** The range of a time: the number of its binary digits. */
function timeRange(ms: number): number {
  return ms < 1 ? 0 : Math.min(TIME_RANGES - 1, 32 - Math.clz32(Math.min(ms, MAX_INT)));
}

function add(cells: TallyCells, place: number, jobs: number): void {
  cells[place] = (cells[place] as number) + jobs;
}

/** The counts of `MINUTE_COUNTS` among the cells. */
export function minuteCells(cells: TallyCells): number[] {
  return cells.slice(0, WAITS_AT);
}

/** The counts of waits, then of runs, among the cells. */
export function timeCells(cells: TallyCells): number[] {
  return cells.slice(WAITS_AT);
}

/** Adds counts to others of the same form. */
export function addCells(sums: TallyCells, cells: TallyCells): void {
  cells.forEach((count, place) => {
    sums[place] = (sums[place] ?? 0) + count;
  });
}
