import {
  checkEnqueue,
  checkScheduleDefinition,
  checkScheduleName,
  checkSchedulePause,
  checkScheduleQuery,
  checkScheduleResume,
  checkScheduleTrigger,
  DEFAULT_LIMITS,
  type EpochMs,
  encodeNameToken,
  FieldCheck,
  type JobStatus,
  type Limits,
  MillraceError,
  type Schedule,
  type ScheduleDefinition,
  type ScheduleFiring,
  type SchedulePage,
  type SchedulePauseOptions,
  type ScheduleQuery,
  type ScheduleResumeOptions,
  type ScheduleTriggerOptions,
  type Store,
  type StoredSchedule,
  type UpsertOptions,
  type UpsertResult,
} from "@millrace/core";
import { ScheduleCalendar } from "./schedule-calendar.ts";
import {
  decodeRecord,
  definitionText,
  encodeRecord,
  type ScheduleRecord,
} from "./schedule-record.ts";
import {
  type OpenStatuses,
  refusedStep,
  type ScheduleStep,
  scheduledJob,
  timeStep,
  triggerStep,
} from "./schedule-step.ts";

/** What schedules need of a store. */
export type ScheduleHome = Pick<Store, "schedules" | "get" | "cancel">;

/** What became of the schedules that were due. */
export interface TickReport {
  /** Schedules that this call has fired, or passed the time of. */
  readonly advanced: number;
  /** Those that another one was quicker with. */
  readonly lost: number;
  /** In how many milliseconds the next one is due, by the store's clock; 0 for now. */
  readonly nextInMs: number | undefined;
}

/** How often a change is tried that others keep changing the schedule before. */
const TRIES = 50;
/** How many schedules a tick takes at a time. */
const TICK_SCHEDULES = 100;
/** How often failures are counted, at the least, where somebody wants a pause for them. */
const MAX_LOOK_MS = 3_600_000;
const PREVIEWED_TIMES = 10;
const LISTED = 100;

/**
 * The schedules of a store: decides what each call and each moment means for a schedule, and has the store apply it
 * as one step, if the schedule is still what it was decided by; else it decides anew.
 */
export class Schedules {
  readonly #store: ScheduleHome;
  readonly #limits: Limits;

  constructor(store: ScheduleHome, { limits = DEFAULT_LIMITS }: { readonly limits?: Limits } = {}) {
    this.#store = store;
    this.#limits = limits;
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
    this.#checkJob(definition);
    const { ifRevision, sourceVersion = 0 } = options;
    return this.#changing(definition.name, async ({ now, stored, record }) => {
      if (ifRevision !== undefined && ifRevision !== (record?.revision ?? 0)) {
        throw revisionDiffers(definition.name, record?.revision ?? 0, ifRevision);
      }
      if (record !== undefined && sourceVersion < record.sourceVersion) {
        return { result: { schedule: shownRecord(record), changed: false } };
      }
      const same =
        record !== undefined && definitionText(record.definition) === definitionText(definition);
      if (same && sourceVersion === record.sourceVersion) {
        return { result: { schedule: shownRecord(record), changed: false } };
      }
      checkFires(calendar, definition, now);
      const next = same
        ? { ...record, sourceVersion }
        : defined(record, { definition, calendar, now, sourceVersion });
      return {
        write: { stored, step: stepOf(next), now },
        result: { schedule: shownRecord(next), changed: !same },
      };
    });
  }

  /** @throws MillraceError `NOT_FOUND`. */
  async get(name: string): Promise<Schedule> {
    checkScheduleName(name, "cannot get the schedule");
    const { stored } = await this.#store.schedules.get(name);
    if (stored === undefined) throw notFound(name);
    return shownRecord(decodeRecord(stored.record));
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
      .map(shownRecord);
    if (slice.last === undefined) return { schedules };
    return { schedules, nextPageToken: encodeNameToken("schedules", slice.last) };
  }

  /** Forgets a schedule; its jobs stay. One that is made again is another one. @throws MillraceError `NOT_FOUND`. */
  async delete(name: string): Promise<void> {
    checkScheduleName(name, "cannot delete the schedule");
    for (let tries = 0; tries < TRIES; tries++) {
      const { stored } = await this.#store.schedules.get(name);
      if (stored === undefined) throw notFound(name);
      const change = { name, ifVersion: stored.version, jobs: [], firings: [] };
      if (await this.#store.schedules.change(change)) return;
    }
    throw keepsChanging(name);
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
    return this.#edit(name, ({ pause, ...record }, now) => {
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
    return this.#changing(name, async ({ now, stored, record }) => {
      if (stored === undefined || record === undefined) throw notFound(name);
      const context = await this.#context(stored, record, now);
      const step = triggerStep(record, overlap, context);
      return { write: { stored, step, now }, result: step.firings.at(-1) as ScheduleFiring };
    });
  }

  /** The latest firings, at most 100, the latest first. @throws MillraceError `NOT_FOUND`. */
  async firings(name: string): Promise<ScheduleFiring[]> {
    const { stored } = await this.#store.schedules.get(name);
    if (stored === undefined) throw notFound(name);
    const texts = await this.#store.schedules.firings(name);
    return texts.map((text) => JSON.parse(text) as ScheduleFiring);
  }

  /** Fires schedules that are due, up to 100. Any number of processes may do so at the same time. */
  async tick(): Promise<TickReport> {
    const { now, due, nextAt } = await this.#store.schedules.due(TICK_SCHEDULES);
    const ends = await Promise.all(due.map((stored) => this.#fire(stored, now)));
    const advanced = ends.filter((hasAdvanced) => hasAdvanced).length;
    const isFull = due.length === TICK_SCHEDULES;
    const nextInMs = isFull ? 0 : nextAt === undefined ? undefined : Math.max(0, nextAt - now);
    return { advanced, lost: ends.length - advanced, nextInMs };
  }

  async #fire(stored: StoredSchedule, now: EpochMs): Promise<boolean> {
    const record = decodeRecord(stored.record);
    for (let tries = 0; ; tries++) {
      const step = timeStep(record, await this.#context(stored, record, now));
      try {
        return await this.#write({ stored, step, now });
      } catch (error) {
        if (!isRefusal(error)) throw error;
        // A job that it was to come after was forgotten just now.
        if (error.code === "NOT_FOUND" && tries < TRIES) continue;
        return this.#write({ stored, step: refusedStep(step, error.message), now });
      }
    }
  }

  async #context(stored: StoredSchedule, record: ScheduleRecord, now: EpochMs) {
    const calendar = new ScheduleCalendar(record.definition.spec);
    const statuses = await this.#statuses(record.open);
    return { calendar, now, statuses, partition: stored.partition };
  }

  async #statuses(ids: readonly string[]): Promise<OpenStatuses> {
    const statuses = new Map<string, JobStatus>();
    const read = async (id: string) => {
      try {
        statuses.set(id, (await this.#store.get(id, { view: "BASIC" })).status);
      } catch (error) {
        if (!(error instanceof MillraceError) || error.code !== "NOT_FOUND") throw error;
      }
    };
    await Promise.all(ids.map(read));
    return statuses;
  }

  async #edit(
    name: string,
    edit: (record: ScheduleRecord, now: EpochMs) => ScheduleRecord,
  ): Promise<Schedule> {
    return this.#changing(name, async ({ now, stored, record }) => {
      if (record === undefined) throw notFound(name);
      const edited = edit(record, now);
      return { write: { stored, step: stepOf(edited), now }, result: shownRecord(edited) };
    });
  }

  /** Decides by the schedule as it is, and writes what was decided, unless it has changed meanwhile. */
  async #changing<Result>(name: string, decide: Decide<Result>): Promise<Result> {
    checkScheduleName(name, "cannot change the schedule");
    for (let tries = 0; tries < TRIES; tries++) {
      const { now, stored } = await this.#store.schedules.get(name);
      const record = stored && decodeRecord(stored.record);
      const { write, result } = await decide({ now, stored, record });
      if (write === undefined || (await this.#write(write))) return result;
    }
    throw keepsChanging(name);
  }

  async #write({ stored, step, now }: Write): Promise<boolean> {
    const { record, jobs, firings, cancels } = step;
    // Asked before: who dies in between asks again.
    await Promise.all(cancels.map((id) => this.#cancel(id, record.definition.name)));
    return this.#store.schedules.change({
      name: record.definition.name,
      ifVersion: stored?.version ?? 0,
      record: encodeRecord(record),
      wakeAt: wakeAt(record, now),
      jobs,
      firings: firings.map((firing) => JSON.stringify(firing)).reverse(),
    });
  }

  async #cancel(id: string, name: string): Promise<void> {
    try {
      await this.#store.cancel(id, `schedule ${name} fires again`);
    } catch (error) {
      // It has ended by itself.
      if (!isRefusal(error)) throw error;
    }
  }

  #checkJob(definition: ScheduleDefinition): void {
    const occasion = { nominal: 0, trigger: "CATCH_UP", previous: 0 } as const;
    const spec = checkEnqueue(scheduledJob(definition, occasion), this.#limits);
    if (!(spec instanceof MillraceError)) return;
    const violations = spec.violations.map((each) => ({ ...each, field: `job.${each.field}` }));
    const told = violations.map(({ field, description }) => `${field} ${description}`).join("; ");
    throw new MillraceError(spec.code, `cannot upsert the schedule: ${told}`, { violations });
  }
}

/** A step to write, and what it was decided by. */
interface Write {
  readonly stored: StoredSchedule | undefined;
  readonly step: ScheduleStep;
  readonly now: EpochMs;
}

type Decide<Result> = (found: {
  readonly now: EpochMs;
  readonly stored: StoredSchedule | undefined;
  readonly record: ScheduleRecord | undefined;
}) => Promise<{ readonly write?: Write; readonly result: Result }>;

function stepOf(record: ScheduleRecord): ScheduleStep {
  return { record, jobs: [], firings: [], cancels: [] };
}

interface Defining {
  readonly definition: ScheduleDefinition;
  readonly calendar: ScheduleCalendar;
  readonly now: EpochMs;
  readonly sourceVersion: number;
}

/** The record by another definition, or by a first one. */
function defined(
  record: ScheduleRecord | undefined,
  { definition, calendar, now, sourceVersion }: Defining,
): ScheduleRecord {
  const changed = { definition, sourceVersion, updatedAt: now };
  if (record === undefined) {
    const counts = { fired: 0, skipped: 0, missed: 0, buffered: 0 };
    const made: ScheduleRecord = {
      ...{ ...changed, state: "ACTIVE", revision: 1, generation: now },
      ...{ counts, open: [], failures: 0 },
    };
    return withNext(made, calendar, now);
  }
  const revised = { ...record, ...changed, revision: record.revision + 1 };
  const keepsTimes =
    record.state !== "ENDED" &&
    JSON.stringify(record.definition.spec) === JSON.stringify(definition.spec);
  // A time that has come and was not fired yet still does.
  if (keepsTimes) return revised;
  const { missedBefore: _missedBefore, ...rest } = revised;
  const moved = withNext(rest, calendar, now);
  return record.state === "PAUSED" && moved.state === "ACTIVE"
    ? { ...moved, state: "PAUSED" }
    : moved;
}

/** The record with the first time from now on as its next one. */
function withNext(
  record: ScheduleRecord,
  calendar: ScheduleCalendar,
  now: EpochMs,
): ScheduleRecord {
  const { next: _next, ...rest } = record;
  const { name } = record.definition;
  const next = calendar.nextFiring(name, Math.max(now, record.lastNominal ?? now));
  if (next === undefined) return { ...rest, state: "ENDED" };
  const { nominal, due } = next;
  return { ...rest, state: "ACTIVE", next: { nominal, due } };
}

/** When the schedule is to be looked at. */
function wakeAt(record: ScheduleRecord, now: EpochMs): EpochMs | undefined {
  const { state, next, open, definition } = record;
  if (state !== "ACTIVE" || next === undefined) return undefined;
  if (open.length === 0 || !definition.policy?.pauseAfterFailures) return next.due;
  // A job that has failed must not be forgotten before it is counted.
  const { retentionMs = MAX_LOOK_MS } = definition.job;
  return Math.min(next.due, now + Math.min(MAX_LOOK_MS, Math.ceil(retentionMs / 2)));
}

function shownRecord(record: ScheduleRecord): Schedule {
  const { definition, state, revision, generation, sourceVersion, updatedAt } = record;
  const { counts, last, pause, next } = record;
  const nextTimes: EpochMs[] = [];
  if (state === "ACTIVE" && next !== undefined) {
    const calendar = new ScheduleCalendar(definition.spec);
    let time: { readonly nominal: EpochMs } | undefined = next;
    for (; time !== undefined && nextTimes.length < PREVIEWED_TIMES; ) {
      nextTimes.push(time.nominal);
      time = calendar.next(time.nominal);
    }
  }
  return {
    ...definition,
    ...{ state, revision, generation, sourceVersion, updatedAt, nextTimes, counts },
    ...(last && { last }),
    ...(pause && { pause }),
  };
}

function checkFires(calendar: ScheduleCalendar, { spec }: ScheduleDefinition, now: EpochMs): void {
  const check = new FieldCheck();
  calendar.noteNeverFiring(check, Math.max(now, spec.startAt ?? now));
  check.throwIfInvalid("cannot upsert the schedule");
}

/** Whether the store has refused what it was asked, rather than failed. */
function isRefusal(error: unknown): error is MillraceError {
  return (
    error instanceof MillraceError && !["UNAVAILABLE", "INTERNAL", "DATA_LOSS"].includes(error.code)
  );
}

function notFound(name: string): MillraceError {
  return new MillraceError("NOT_FOUND", `there is no schedule ${name}`);
}

function revisionDiffers(name: string, revision: number, ifRevision: number): MillraceError {
  const description = `is ${ifRevision}, but the schedule ${name} is at revision ${revision}; read it again`;
  return new MillraceError(
    "FAILED_PRECONDITION",
    `nothing was changed: ifRevision ${description}`,
    {
      violations: [{ field: "ifRevision", description }],
    },
  );
}

function keepsChanging(name: string): MillraceError {
  return new MillraceError(
    "UNAVAILABLE",
    `nothing was changed: other calls keep changing the schedule ${name}; try again`,
  );
}
