import type { DatabaseSync, StatementSync } from "node:sqlite";
import {
  type EpochMs,
  type GroupStep,
  inVainChange,
  isInVain,
  type JobChange,
  unblockChange,
  type WaitEnd,
  withoutWait,
} from "@millrace/core";
import type { StoredJob } from "../sql/job-cells.ts";
import type { JobRow } from "../sql/job-columns.ts";
import {
  ADD_WAIT,
  CHANGE_WAIT,
  END_WAIT,
  END_WAITS,
  FIND_WAITERS,
  IS_AWAITED,
  MARK_AWAITED,
  MARK_AWAITED_ID,
} from "../sql/statements.ts";

/** What has the jobs that wait. */
export interface WaitingJobs {
  /** Reads rows that came without their payloads. */
  readWithoutPayload(rows: readonly JobRow[], now: EpochMs): Iterable<StoredJob>;
  change(
    stored: StoredJob,
    change: JobChange,
    now: EpochMs,
    options?: { readonly place: "same" },
  ): unknown;
  /** A job of a type may be leased, because another one has ended. */
  readonly onFreed: (type: string) => void;
}

/** Which blocked jobs wait for which jobs and groups. */
export class JobWaits {
  readonly #jobs: WaitingJobs;
  /** What has ended, whose waiters do not know yet. */
  #ended: { readonly id: string; readonly end: WaitEnd }[] = [];
  readonly #mark: StatementSync;
  readonly #add: StatementSync;
  readonly #markId: StatementSync;
  readonly #isAwaited: StatementSync;
  readonly #find: StatementSync;
  readonly #stopOne: StatementSync;
  readonly #stop: StatementSync;
  readonly #change: StatementSync;

  constructor(database: DatabaseSync, jobs: WaitingJobs) {
    this.#jobs = jobs;
    this.#mark = database.prepare(MARK_AWAITED);
    this.#add = database.prepare(ADD_WAIT);
    this.#markId = database.prepare(MARK_AWAITED_ID);
    this.#isAwaited = database.prepare(IS_AWAITED);
    this.#find = database.prepare(FIND_WAITERS);
    this.#find.setReturnArrays(true);
    this.#stopOne = database.prepare(END_WAIT);
    this.#stop = database.prepare(END_WAITS);
    this.#change = database.prepare(CHANGE_WAIT);
  }

  /** Marks a job as one that others wait for. */
  mark({ number, awaited }: StoredJob): void {
    if (!awaited) this.#mark.run(number);
  }

  /** Has a job wait for others. */
  add(number: number, awaited: readonly string[]): void {
    for (const id of awaited) this.#add.run(id, number);
  }

  /** Whether any job waits for one. */
  isAwaited(id: string): boolean {
    return this.#isAwaited.get(id) !== undefined;
  }

  /** Has a job wait for others, which may not be there yet. */
  restore(number: number, awaited: readonly string[]): void {
    for (const id of awaited) this.#markId.run(id);
    this.add(number, awaited);
  }

  /** A job waits no more for any. */
  stop(number: number): void {
    this.#stop.run(number);
  }

  /** Forgets whom to tell, when a transaction was rolled back. */
  reset(): void {
    this.#ended = [];
  }

  /**
   * Tells those that wait for a job how it has ended. That can be the end of some of them, for which others
   * wait; these are told by the same loop, however long the chain is.
   */
  end(id: string, end: WaitEnd, now: EpochMs): void {
    this.#ended.push({ id, end });
    if (this.#ended.length > 1) return;
    for (let next = this.#ended[0]; next !== undefined; next = this.#ended[0]) {
      for (const waiter of this.#waitersOf(next.id, now)) {
        this.#endOne(waiter, next.id, next.end, now);
      }
      this.#ended.shift();
    }
  }

  /** Tells those that wait for a group what has become of it. */
  tellGroup(groupId: string, step: GroupStep | undefined, now: EpochMs): void {
    if (step?.hasFailure) {
      for (const waiter of this.#waitersOf(groupId, now)) {
        if (waiter.job.waitsFor?.rule === "FAILED") {
          this.#endOne(waiter, groupId, "ONE_FAILED", now);
        }
      }
    }
    if (step?.end !== undefined) this.end(groupId, step.end, now);
  }

  /** A blocked job waits no more for a job, which has ended. */
  #endOne(waiter: StoredJob, awaited: string, end: WaitEnd, now: EpochMs): void {
    const { job, number } = waiter;
    const { waitsFor } = job;
    if (waitsFor === undefined) return;
    if (isInVain(waitsFor.rule, end)) {
      this.#jobs.change(waiter, inVainChange(job, awaited, end, { now, random: 0 }), now);
      return;
    }
    const left = withoutWait(waitsFor, awaited);
    if (left.count === 0) {
      this.#jobs.change(waiter, unblockChange(job, now), now, { place: "same" });
      this.#jobs.onFreed(job.type);
      return;
    }
    this.#stopOne.run(awaited, number);
    this.#change.run(JSON.stringify(left), number);
  }

  #waitersOf(awaited: string, now: EpochMs): Iterable<StoredJob> {
    const rows = this.#find.all(awaited) as unknown as JobRow[];
    return this.#jobs.readWithoutPayload(rows, now);
  }
}
