import {
  type DueSchedules,
  type EnqueueResult,
  type EpochMs,
  MillraceError,
  type NameCursor,
  type PlannedScheduleChange,
  type PlannedScheduleJob,
  SCHEDULES_CHANGED,
  type ScheduleEngine,
  type ScheduleSlice,
} from "@millrace/core";
import type { AddedJob, NewJob } from "./commands.ts";
import type { JobSignals } from "./job-signals.ts";
import type { ThreadLink } from "./thread-link.ts";

export interface SqliteSchedulesOptions {
  readonly link: ThreadLink;
  readonly signals: JobSignals;
  readonly now: () => EpochMs;
  /** The job as the thread takes it. */
  readonly newJob: (job: PlannedScheduleJob, now: EpochMs) => NewJob;
  /** What became of a job, by the thread's answer. */
  readonly resultOf: (job: NewJob, added: AddedJob) => EnqueueResult;
}

/** The schedules of one file. */
export class SqliteSchedules implements ScheduleEngine {
  readonly #options: SqliteSchedulesOptions;

  constructor(options: SqliteSchedulesOptions) {
    this.#options = options;
  }

  async get(name: string): ReturnType<ScheduleEngine["get"]> {
    const stored = await this.#options.link.call("schedule", name);
    const now = this.#options.now();
    return stored === undefined ? { now } : { now, stored };
  }

  list(cursor: NameCursor): Promise<ScheduleSlice> {
    return this.#options.link.call("listSchedules", cursor);
  }

  due(limit: number): Promise<DueSchedules> {
    return this.#options.link.call("dueSchedules", limit);
  }

  async change({ jobs, makes: _makes, ...change }: PlannedScheduleChange): Promise<boolean> {
    const { link, now, newJob, resultOf } = this.#options;
    const made = jobs.map((job) => newJob(job, now()));
    const answer = await link.call("changeSchedule", { ...change, jobs: made });
    if ("changed" in answer) return answer.changed;
    const result = resultOf(made[answer.refused] as NewJob, answer.why);
    if ("error" in result) throw result.error;
    throw new MillraceError("INTERNAL", "a job of a schedule was refused without a reason");
  }

  async firings(name: string): Promise<string[]> {
    return [...(await this.#options.link.call("firings", name))];
  }

  onChange(listener: () => void): () => void {
    const listening = this.#options.signals.waiting.listen([SCHEDULES_CHANGED], listener);
    return () => listening.end(false);
  }
}
