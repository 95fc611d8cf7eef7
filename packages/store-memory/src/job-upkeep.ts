import {
  type Clock,
  expireChange,
  FINAL_STATUSES,
  heldUntil,
  type JobStatus,
  limitsStarts,
  type MaintenanceReport,
  promoteChange,
  rescueChange,
  type WaitingLeases,
} from "@millrace/core";
import type { JobTable, StoredJob } from "./job-table.ts";

/** The statuses in which a job waits for a time that matters to a worker. */
export const WAITING_STATUSES = ["SCHEDULED", "RETRYING", "RUNNING"] as const;
const TIMED_STATUSES: readonly JobStatus[] = [...WAITING_STATUSES, ...FINAL_STATUSES];
/** The most types that one round of maintenance looks at. */
const STEP_TYPES = 200;
/** The most jobs of a type that one step promotes, rescues or prunes, each: it must not take long. */
const STEP_JOBS = 500;

/** What the upkeep of a type has done. */
interface Upkeep extends Omit<MaintenanceReport, "more"> {
  /** How many pending jobs may be leased now that could not: a pause or throttle has ended, of the queue or a key, or there is room in a limit. */
  readonly resumed: number;
}

/** Promotes, rescues and prunes the jobs of a table that are due. */
export class JobUpkeep {
  readonly #table: JobTable;
  readonly #waiting: WaitingLeases;
  readonly #clock: Clock;
  /** Called before leases that have ended are looked for. */
  readonly #beforeRescue: () => void;

  constructor(table: JobTable, waiting: WaitingLeases, clock: Clock, beforeRescue: () => void) {
    this.#table = table;
    this.#waiting = waiting;
    this.#clock = clock;
    this.#beforeRescue = beforeRescue;
  }

  /** A round of maintenance. */
  maintain(): MaintenanceReport {
    this.#table.groups.forgetExpired(this.#clock.now());
    const report = { promoted: 0, rescued: 0, expired: 0, pruned: 0 };
    for (let looked = 0; looked < STEP_TYPES; looked++) {
      const type = this.#table.dueTypes.takeDue(this.#clock.now());
      if (type === undefined) return { ...report, more: false };
      const { promoted, rescued, expired, pruned, resumed } = this.catchUp(type);
      this.#waiting.wake(type, promoted + resumed);
      report.promoted += promoted;
      report.rescued += rescued;
      report.expired += expired;
      report.pruned += pruned;
      if (promoted + rescued + expired + pruned >= STEP_JOBS) break;
    }
    return { ...report, more: this.#table.dueTypes.isAnyDue(this.#clock.now()) };
  }

  /** What moves jobs of a type makes room for them, so that a store without maintenance stays small. */
  catchUpIfDue(type: string): void {
    if (!this.#table.dueTypes.isDue(type, this.#clock.now())) return;
    const { promoted, resumed } = this.catchUp(type);
    this.#waiting.wake(type, promoted + resumed);
  }

  /** Does for a type what is due there, in steps, and notes when the next of it will be. */
  catchUp(type: string): Upkeep {
    this.#table.dueTypes.take(type);
    const now = this.#clock.now();
    const isResumed = this.#table.settings.endHold(type, now);
    const resumed = isResumed ? this.#table.queue(type).size("PENDING") : 0;
    // A rescued job retries, maybe at once, so promotion comes after.
    const rescued = this.#rescue(type);
    const promoted = this.#promote(type);
    const expired = this.#expire(type);
    const pruned = this.#prune(type);
    const settings = this.#table.settings.get(type, now);
    const until = heldUntil(settings) ?? Number.POSITIVE_INFINITY;
    const queue = this.#table.queue(type);
    const freedKeys = queue.turns?.endWaits(now, STEP_JOBS, settings.limits) ?? 0;
    const { nextWaitEnds = Number.POSITIVE_INFINITY } = queue.turns ?? {};
    const [startBy = Number.POSITIVE_INFINITY] = queue.startDeadlines.minKey() ?? [];
    const next = Math.min(
      until,
      queue.firstTime(TIMED_STATUSES),
      startBy,
      nextWaitEnds,
      queue.forgetStarts(now),
    );
    if (next < Number.POSITIVE_INFINITY) this.#table.dueTypes.note(type, next);
    const isLimited = limitsStarts(settings.limits) || this.#table.queue(type).keys?.hasLimits;
    const freed = isLimited ? rescued : 0;
    return { promoted, rescued, expired, pruned, resumed: resumed + freed + freedKeys };
  }

  #promote(type: string): number {
    const now = this.#clock.now();
    const due = this.#due(type, ["SCHEDULED", "RETRYING"]);
    for (const stored of due) this.#table.change(stored, promoteChange(), now);
    return due.length;
  }

  #rescue(type: string): number {
    this.#beforeRescue();
    const context = { now: this.#clock.now(), random: Math.random() };
    const due = this.#due(type, ["RUNNING"]);
    for (const stored of due) {
      // The lost lease's own token must not match any more.
      stored.token++;
      this.#table.change(stored, rescueChange(stored.job, context), context.now);
    }
    return due.length;
  }

  #expire(type: string): number {
    const context = { now: this.#clock.now(), random: 0 };
    const due: StoredJob[] = [];
    for (const [[at], id] of this.#table.queue(type).startDeadlines.entries()) {
      if (at > context.now || due.length === STEP_JOBS) break;
      due.push(this.#table.get(id) as StoredJob);
    }
    for (const stored of due) {
      this.#table.change(stored, expireChange(stored.job, context), context.now);
    }
    return due.length;
  }

  #prune(type: string): number {
    const due = this.#due(type, FINAL_STATUSES);
    for (const stored of due) this.#table.forget(stored, this.#clock.now());
    return due.length;
  }

  /** The first jobs of these statuses for which the time has come. */
  #due(type: string, statuses: readonly JobStatus[]): StoredJob[] {
    const queue = this.#table.queue(type);
    const now = this.#clock.now();
    const due: StoredJob[] = [];
    for (const status of statuses) {
      for (const [[at], id] of queue.entries(status)) {
        if (at > now || due.length === STEP_JOBS) break;
        due.push(this.#table.get(id) as StoredJob);
      }
    }
    return due;
  }
}
