import {
  type BackfillOptions,
  type BackfillTimes,
  type DeclaredSchedule,
  type DeleteScheduleOptions,
  type FiringTime,
  type PreviewOptions,
  type PreviewRequest,
  type PutOptions,
  type PutResult,
  putSchedules,
  type Schedule,
  type ScheduleDefinition,
  type ScheduledJob,
  type ScheduleFiring,
  type ScheduleOptions,
  type SchedulePage,
  type SchedulePauseOptions,
  type ScheduleQuery,
  type ScheduleResumeOptions,
  type ScheduleTimes,
  type ScheduleTriggerOptions,
  toBackfill,
  toPreviewRequest,
  toUpsert,
  type UpsertOptions,
  type UpsertResult,
} from "@millrace/core";
import { throwInClientWords } from "./job-results.ts";

/** Who keeps schedules and tells when they fire: a server, or the store itself where there is none. */
export interface ScheduleCalls {
  preview(request: PreviewRequest): Promise<FiringTime[]>;
  upsert(definition: ScheduleDefinition, options: UpsertOptions): Promise<UpsertResult>;
  get(name: string): Promise<Schedule>;
  list(query: ScheduleQuery): Promise<SchedulePage>;
  delete(name: string, options: DeleteScheduleOptions): Promise<void>;
  pause(name: string, options: SchedulePauseOptions): Promise<Schedule>;
  resume(name: string, options: ScheduleResumeOptions): Promise<Schedule>;
  trigger(name: string, options: ScheduleTriggerOptions): Promise<ScheduleFiring>;
  backfill(name: string, options: BackfillOptions): Promise<Schedule>;
  cancelBackfill(name: string): Promise<Schedule>;
  firings(name: string): Promise<ScheduleFiring[]>;
}

/** Makes a call, unless the client is closed before it has an answer. */
export type CallUntilClosed = <Answer>(work: () => Promise<Answer>) => Promise<Answer>;

/** Makes jobs again and again. See `Client.schedules`. */
export class ClientSchedules {
  readonly #call: CallUntilClosed;
  readonly #calls: ScheduleCalls;

  constructor(call: CallUntilClosed, calls: ScheduleCalls) {
    this.#call = call;
    this.#calls = calls;
  }

  /**
   * Makes a schedule, or changes the definition of one: for a deploy, or a worker as it starts. With a definition that
   * is there already nothing changes; with another one the next time is the first one from now on, and jobs that exist
   * stay.
   *
   * @throws MillraceError `INVALID_ARGUMENT` or `RESOURCE_EXHAUSTED` that names every field at fault;
   *   `FAILED_PRECONDITION` when its revision is not `ifRevision`.
   */
  async upsert(
    name: string,
    times: ScheduleTimes,
    job: ScheduledJob,
    options: ScheduleOptions = {},
  ): Promise<UpsertResult> {
    const { definition, upsert } = toUpsert(name, times, job, options);
    return this.#asked(() => this.#calls.upsert(definition, upsert));
  }

  /**
   * Upserts what `schedule()` declares, one after the other: for a deploy. With `prune` it deletes what `managedBy` has
   * besides, unless a newer source has put it there.
   *
   * @throws MillraceError as `upsert` does; the schedules before the one at fault are there then.
   */
  async put(schedules: readonly DeclaredSchedule[], options: PutOptions = {}): Promise<PutResult> {
    return this.#asked(() => putSchedules(this.#calls, schedules, options));
  }

  /**
   * Reads a schedule.
   *
   * @throws MillraceError `NOT_FOUND`.
   */
  async get(name: string): Promise<Schedule> {
    return this.#asked(() => this.#calls.get(name));
  }

  /**
   * One page of schedules, by name. A page can be short, even empty, and have a next one.
   *
   * @throws MillraceError `INVALID_ARGUMENT`, also for what is no page token.
   */
  async listPage(query: ScheduleQuery = {}): Promise<SchedulePage> {
    return this.#asked(() => this.#calls.list(query));
  }

  /**
   * Forgets a schedule; its jobs stay.
   *
   * @throws MillraceError `NOT_FOUND`, or `FAILED_PRECONDITION` when it comes from a source that is newer than
   *   `sourceVersion`.
   */
  async delete(name: string, options: DeleteScheduleOptions = {}): Promise<void> {
    return this.#asked(() => this.#calls.delete(name, options));
  }

  /**
   * Passes the times of a schedule over from now on, until it is resumed.
   *
   * @throws MillraceError `NOT_FOUND`.
   */
  async pause(name: string, options: SchedulePauseOptions = {}): Promise<Schedule> {
    return this.#asked(() => this.#calls.pause(name, options));
  }

  /**
   * Has a schedule fire again, from its next time on; with `catchUp` the policy for missed times decides what becomes of
   * those in the pause.
   *
   * @throws MillraceError `NOT_FOUND`.
   */
  async resume(name: string, options: ScheduleResumeOptions = {}): Promise<Schedule> {
    return this.#asked(() => this.#calls.resume(name, options));
  }

  /**
   * Fires now, also while the schedule is paused, besides its own times.
   *
   * @returns the firing, without a job when `overlap` has it skipped.
   * @throws MillraceError `NOT_FOUND`, and as an enqueue does.
   */
  async trigger(name: string, options: ScheduleTriggerOptions = {}): Promise<ScheduleFiring> {
    return this.#asked(() => this.#calls.trigger(name, options));
  }

  /**
   * Fires past times of a schedule, the earliest first, less those that have made a job; also while it is paused. It
   * goes on in steps: `backfill` of the schedule tells how far it is.
   *
   * @throws MillraceError `NOT_FOUND`, `INVALID_ARGUMENT`, or `FAILED_PRECONDITION` while another backfill goes on.
   */
  async backfill(name: string, times: BackfillTimes): Promise<Schedule> {
    const options = toBackfill(times);
    return this.#asked(() => this.#calls.backfill(name, options));
  }

  /**
   * Ends the backfill of a schedule that goes on, if one does; its jobs stay.
   *
   * @throws MillraceError `NOT_FOUND`.
   */
  async cancelBackfill(name: string): Promise<Schedule> {
    return this.#asked(() => this.#calls.cancelBackfill(name));
  }

  /**
   * Lists what became of the latest times of a schedule, at most 100, the latest first.
   *
   * @throws MillraceError `NOT_FOUND`.
   */
  async firings(name: string): Promise<ScheduleFiring[]> {
    return this.#asked(() => this.#calls.firings(name));
  }

  /**
   * Tells when a schedule fires, without making one: the earliest time first, and fewer than were asked for when
   * it ends before.
   *
   * @throws MillraceError `INVALID_ARGUMENT` that names every field at fault.
   */
  async preview(times: ScheduleTimes, options: PreviewOptions = {}): Promise<FiringTime[]> {
    const request = toPreviewRequest(times, options);
    return this.#asked(() => this.#calls.preview(request));
  }

  #asked<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    return this.#call(work).catch(throwInClientWords);
  }
}
