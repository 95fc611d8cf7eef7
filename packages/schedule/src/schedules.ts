import {
  type AskedBackfill,
  type BackfillOptions,
  checkBackfill,
  checkScheduleDefinition,
  checkScheduleDelete,
  checkScheduleName,
  checkSchedulePause,
  checkScheduleQuery,
  checkScheduleResume,
  checkScheduleTrigger,
  type DeleteScheduleOptions,
  type EpochMs,
  encodeNameToken,
  FieldCheck,
  type Schedule,
  type ScheduleDefinition,
  type ScheduleFiring,
  type SchedulePage,
  type SchedulePauseOptions,
  type ScheduleQuery,
  type ScheduleResumeOptions,
  type ScheduleTriggerOptions,
  scheduledJobRefused,
  systemClock,
  type UpsertOptions,
  type UpsertResult,
} from "@millrace/core";
import { countBackfill, MAX_BACKFILL } from "./backfill.ts";
import { defined, withNext } from "./define-schedule.ts";
import { timeBefore } from "./due-times.ts";
import { ScheduleCalendar } from "./schedule-calendar.ts";
import { isRefusal, ScheduleChanges, type ScheduleHome, type Write } from "./schedule-changes.ts";
import {
  backfillGoesOn,
  backfillOf,
  revisionDiffers,
  scheduleNotFound,
  sourceIsOlder,
} from "./schedule-errors.ts";
import {
  type BackfillRecord,
  decodeRecord,
  definitionText,
  type ScheduleRecord,
} from "./schedule-record.ts";
import { type ScheduleStep, scheduledJob, triggerStep } from "./schedule-step.ts";
import { shownSchedule } from "./shown-schedule.ts";

const LISTED = 100;

/**
 * The schedules of a store, as people call for them: decides what each call means for a schedule, and has the store
 * apply it as one step.
 */
export class Schedules {
  readonly #store: ScheduleHome;
  readonly #changes: ScheduleChanges;

  constructor(store: ScheduleHome) {
    this.#store = store;
    this.#changes = new ScheduleChanges(store);
  }

  /**
   * Makes a schedule, or changes the definition of one. Its next time is the first one from now on; it never fires
   * for a time before, and jobs that exist stay.
   *
   * @throws MillraceError `INVALID_ARGUMENT` or `RESOURCE_EXHAUSTED` that names every field at fault;
   *   `FAILED_PRECONDITION` when its revision is not `ifRevision`.
   */
  async upsert(definition: ScheduleDefinition, options: UpsertOptions = {}): Promise<UpsertResult> {
    checkScheduleDefinition(definition, options);
    const calendar = new ScheduleCalendar(definition.spec);
    const { ifRevision, sourceVersion = 0 } = options;
    return this.#changes.make(definition.name, async ({ now, stored, record }) => {
      if (ifRevision !== undefined && ifRevision !== (record?.revision ?? 0)) {
        throw revisionDiffers(definition.name, record?.revision ?? 0, ifRevision);
      }
      if (record !== undefined && sourceVersion < record.sourceVersion) {
        return { result: { schedule: shownSchedule(record), changed: false } };
      }
      const same =
        record !== undefined && definitionText(record.definition) === definitionText(definition);
      if (same && sourceVersion === record.sourceVersion) {
        return { result: { schedule: shownSchedule(record), changed: false } };
      }
      checkFires(calendar, definition, now);
      const next = same
        ? { ...record, sourceVersion }
        : defined(record, { definition, calendar, now, sourceVersion });
      return {
        write: () => this.#define({ stored, step: stepOf(next), now }, definition),
        result: { schedule: shownSchedule(next), changed: !same },
      };
    });
  }

  /** @throws MillraceError `NOT_FOUND`. */
  async get(name: string): Promise<Schedule> {
    checkScheduleName(name, "cannot get the schedule");
    const { stored } = await this.#store.schedules.get(name);
    if (stored === undefined) throw scheduleNotFound(name);
    return shownSchedule(decodeRecord(stored.record));
  }

  /** Lists schedules by name. A page can be short, even empty, and have a next one. */
  async list(query: ScheduleQuery = {}): Promise<SchedulePage> {
    const { state, managedBy, pageSize = LISTED, pageToken = "" } = query;
    const after = checkScheduleQuery(query, pageToken);
    const slice = await this.#store.schedules.list({ after, limit: pageSize });
    const schedules = slice.schedules
      .map(({ record }) => decodeRecord(record))
      .filter((record) => state === undefined || record.state === state)
      .filter(({ definition }) => managedBy === undefined || definition.managedBy === managedBy)
      .map(shownSchedule);
    if (slice.last === undefined) return { schedules };
    return { schedules, nextPageToken: encodeNameToken("schedules", slice.last) };
  }

  /**
   * Forgets a schedule; its jobs stay. One that is made again is another one.
   *
   * @throws MillraceError `NOT_FOUND`, or `FAILED_PRECONDITION` when it comes from a newer source than
   *   `sourceVersion`.
   */
  async delete(name: string, options: DeleteScheduleOptions = {}): Promise<void> {
    const { sourceVersion } = checkScheduleDelete(name, options);
    return this.#changes.make(name, async ({ stored, record }) => {
      if (stored === undefined || record === undefined) throw scheduleNotFound(name);
      if (record.sourceVersion > sourceVersion) throw sourceIsOlder(record, sourceVersion);
      return { write: () => this.#changes.delete(stored), result: undefined };
    });
  }

  /** Passes its times over from now on, until it is resumed. @throws MillraceError `NOT_FOUND`. */
  async pause(name: string, options: SchedulePauseOptions = {}): Promise<Schedule> {
    const { by, note } = checkSchedulePause(name, options);
    return this.#edit(name, (record, now) => ({
      ...record,
      state: record.state === "ENDED" ? "ENDED" : "PAUSED",
      pause: { at: now, by, note },
    }));
  }

  /**
   * Fires again from its next time on; with `catchUp` the pause counts as if nothing had been there to fire, so that
   * the policy for missed times decides. @throws MillraceError `NOT_FOUND`.
   */
  async resume(name: string, options: ScheduleResumeOptions = {}): Promise<Schedule> {
    const { catchUp } = checkScheduleResume(name, options);
    return this.#edit(name, ({ pause: _pause, ...record }, now) => {
      const resumed: ScheduleRecord = { ...record, failures: 0 };
      if (record.state !== "PAUSED") return resumed;
      if (catchUp) return { ...resumed, state: record.next === undefined ? "ENDED" : "ACTIVE" };
      return withNext(resumed, new ScheduleCalendar(record.definition.spec), now);
    });
  }

  /**
   * Fires now, also while it is paused, besides its own times. By default the job runs beside those that have not
   * ended. @returns the firing; without a job when `overlap` has it skipped. @throws MillraceError `NOT_FOUND`, and as an
   * enqueue does.
   */
  async trigger(name: string, options: ScheduleTriggerOptions = {}): Promise<ScheduleFiring> {
    const { overlap } = checkScheduleTrigger(name, options);
    return this.#changes.make(name, async ({ now, stored, record }) => {
      if (stored === undefined || record === undefined) throw scheduleNotFound(name);
      const context = await this.#changes.context(stored, record, now);
      const step = triggerStep(record, overlap, context);
      const result = step.firings.at(-1) as ScheduleFiring;
      return { write: () => this.#changes.write({ stored, step, now }), result };
    });
  }

  /**
   * Fires past times, the earliest first, less those that have made a job; also while it is paused. Whoever fires
   * schedules works it off, in steps.
   *
   * @throws MillraceError `NOT_FOUND`, `INVALID_ARGUMENT`, or `FAILED_PRECONDITION` while another backfill goes on.
   */
  async backfill(name: string, options: BackfillOptions): Promise<Schedule> {
    const asked = checkBackfill(name, options);
    return this.#changes.make(name, async ({ now, stored, record }) => {
      if (record === undefined) throw scheduleNotFound(name);
      const step = stepOf({ ...record, backfill: await this.#begun(record, asked, now) });
      const write = () => this.#changes.write({ stored, step, now });
      return { write, result: shownSchedule(step.record) };
    });
  }

  /** Ends the backfill that goes on, if one does; its jobs stay. @throws MillraceError `NOT_FOUND`. */
  async cancelBackfill(name: string): Promise<Schedule> {
    checkScheduleName(name, "cannot cancel the backfill");
    return this.#edit(name, (record) =>
      record.backfill?.state === "RUNNING"
        ? { ...record, backfill: { ...record.backfill, state: "CANCELLED" } }
        : record,
    );
  }

  async #begun(
    record: ScheduleRecord,
    asked: AskedBackfill,
    now: EpochMs,
  ): Promise<BackfillRecord> {
    if (record.backfill?.state === "RUNNING") throw backfillGoesOn(record.definition.name);
    const { from, to } = asked;
    if (to > now)
      throw backfillOf("to", "must not be later than now; the schedule fires then by itself");
    const calendar = new ScheduleCalendar(record.definition.spec);
    const pause = () => new Promise<void>((resolve) => systemClock.afterTurn(resolve));
    const count = await countBackfill(record, calendar, asked, pause);
    if (count === undefined)
      throw backfillOf("to", `is more than ${MAX_BACKFILL} times after from; make it several`);
    return {
      ...asked,
      ...{ state: "RUNNING", startedAt: now, count, fired: 0, skipped: 0 },
      ...{ after: from - 1, previous: timeBefore(calendar, from) },
    };
  }

  /** The latest firings, at most 100, the latest first. @throws MillraceError `NOT_FOUND`. */
  async firings(name: string): Promise<ScheduleFiring[]> {
    const { stored } = await this.#store.schedules.get(name);
    if (stored === undefined) throw scheduleNotFound(name);
    const texts = await this.#store.schedules.firings(name);
    return texts.map((text) => JSON.parse(text) as ScheduleFiring);
  }

  async #edit(
    name: string,
    edit: (record: ScheduleRecord, now: EpochMs) => ScheduleRecord,
  ): Promise<Schedule> {
    return this.#changes.make(name, async ({ now, stored, record }) => {
      if (record === undefined) throw scheduleNotFound(name);
      const step = stepOf(edit(record, now));
      const write = () => this.#changes.write({ stored, step, now });
      return { write, result: shownSchedule(step.record) };
    });
  }

  /** Also has the store check the job. */
  async #define(write: Write, definition: ScheduleDefinition): Promise<boolean> {
    const occasion = { nominal: write.now, trigger: "CATCH_UP", previous: write.now } as const;
    try {
      return await this.#changes.write({ ...write, makes: scheduledJob(definition, occasion) });
    } catch (error) {
      throw isRefusal(error) ? scheduledJobRefused(error) : error;
    }
  }
}

function stepOf(record: ScheduleRecord): ScheduleStep {
  return { record, jobs: [], firings: [], cancels: [] };
}

function checkFires(calendar: ScheduleCalendar, { spec }: ScheduleDefinition, now: EpochMs): void {
  const check = new FieldCheck();
  calendar.noteNeverFiring(check, Math.max(now, spec.startAt ?? now));
  check.throwIfInvalid("cannot upsert the schedule");
}
