import {
  type Clock,
  type DueSchedules,
  MillraceError,
  type NameCursor,
  type PlannedScheduleChange,
  SCHEDULES_CHANGED,
  type ScheduleEngine,
  type ScheduleSlice,
} from "@millrace/core";
import type { JobSignals } from "./job-signals.ts";
import { enqueueResult, type MadeJob, makeJob } from "./new-job.ts";
import type { ThreadLink } from "./thread-link.ts";

/** The schedules of one file. */
export class SqliteSchedules implements ScheduleEngine {
  readonly #link: ThreadLink;
  readonly #signals: JobSignals;
  readonly #clock: Clock;

  constructor(link: ThreadLink, signals: JobSignals, clock: Clock) {
    this.#link = link;
    this.#signals = signals;
    this.#clock = clock;
  }

  async get(name: string): ReturnType<ScheduleEngine["get"]> {
    const stored = await this.#link.call("schedule", name);
    const now = this.#clock.now();
    return stored === undefined ? { now } : { now, stored };
  }

  list(cursor: NameCursor): Promise<ScheduleSlice> {
    return this.#link.call("listSchedules", cursor);
  }

  due(limit: number): Promise<DueSchedules> {
    return this.#link.call("dueSchedules", limit);
  }

  async change({ jobs, makes: _makes, ...change }: PlannedScheduleChange): Promise<boolean> {
    const made = jobs.map(({ id, job }) => makeJob(job, id, this.#clock.now()));
    const added = made.map((each) => each.added);
    const answer = await this.#link.call("changeSchedule", { ...change, jobs: added });
    if ("changed" in answer) return answer.changed;
    const { job } = made[answer.refused] as MadeJob;
    const result = enqueueResult(job, answer.why);
    if ("error" in result) throw result.error;
    throw new MillraceError("INTERNAL", "a job of a schedule was refused without a reason");
  }

  async firings(name: string): Promise<string[]> {
    return [...(await this.#link.call("firings", name))];
  }

  onChange(listener: () => void): () => void {
    const listening = this.#signals.waiting.listen([SCHEDULES_CHANGED], listener);
    return () => listening.end(false);
  }
}
