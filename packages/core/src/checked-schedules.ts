import { type PlannedJob, planJob } from "./check-enqueue.ts";
import { checkScheduleName } from "./check-schedule.ts";
import type { EnqueueRequest } from "./enqueue.ts";
import type { Limits } from "./limits.ts";
import { MillraceError } from "./millrace-error.ts";
import type { NameCursor } from "./name-token.ts";
import type {
  DueSchedules,
  ScheduleChange,
  ScheduleEngine,
  ScheduleSlice,
  ScheduleStore,
} from "./schedule-store.ts";

/** The schedules of a `CheckedStore`. */
export class CheckedSchedules implements ScheduleStore {
  readonly #engine: ScheduleEngine;
  readonly #limits: Limits;
  readonly #requireOpen: () => void;

  constructor(engine: ScheduleEngine, limits: Limits, requireOpen: () => void) {
    this.#engine = engine;
    this.#limits = limits;
    this.#requireOpen = requireOpen;
  }

  async get(name: string): ReturnType<ScheduleStore["get"]> {
    this.#requireOpen();
    checkScheduleName(name, "cannot get the schedule");
    return this.#engine.get(name);
  }

  async list(cursor: NameCursor): Promise<ScheduleSlice> {
    this.#requireOpen();
    return this.#engine.list(cursor);
  }

  async due(limit: number): Promise<DueSchedules> {
    this.#requireOpen();
    return this.#engine.due(limit);
  }

  async change(change: ScheduleChange): Promise<boolean> {
    this.#requireOpen();
    checkScheduleName(change.name, "cannot change the schedule");
    const { makes, ...rest } = change;
    const jobs = change.jobs.map(({ id, request }) => ({ id, job: this.#planned(request) }));
    return this.#engine.change({ ...rest, jobs, ...(makes && { makes: this.#planned(makes) }) });
  }

  async firings(name: string): Promise<string[]> {
    this.#requireOpen();
    checkScheduleName(name, "cannot list the firings");
    return this.#engine.firings(name);
  }

  onChange(listener: () => void): () => void {
    this.#requireOpen();
    return this.#engine.onChange(listener);
  }

  #planned(request: EnqueueRequest): PlannedJob {
    const job = planJob(request, this.#limits, undefined);
    if (job instanceof MillraceError) throw job;
    return job;
  }
}
