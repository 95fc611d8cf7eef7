import type { EpochMs } from "./clock.ts";
import { FieldCheck, type FieldNames, shown } from "./field-check.ts";
import { checkType } from "./job-type.ts";
import { KEY_ON_FAILURE, type KeyOnFailure } from "./key-on-failure.ts";
import { KEY_ORDERS, type KeyOrder } from "./key-turns.ts";
import { BOUNDS } from "./limits.ts";
import { MillraceError } from "./millrace-error.ts";
import { checkRate, type Rate, wholeRate } from "./rate.ts";

/** That a queue is held up in one way: why, by whom, since when and until when. */
export interface QueueHold {
  /** Empty when none was given. */
  readonly reason: string;
  /** Who wanted it. Empty when that was not given. */
  readonly by: string;
  /** Since when, by the store's clock. */
  readonly at: EpochMs;
  /** When it ends by itself, by the store's clock. Absent for when somebody ends it. */
  readonly until?: EpochMs;
}

/** How many jobs of a queue may run, and how many may start in a time. */
export interface QueueLimits {
  /**
   * How many run at most, 1 to 1,000,000. A job runs from its lease on until it is settled, or until its
   * lease has expired and the job was rescued. Absent for any number.
   */
  readonly maxRunning?: number | undefined;
  /**
   * How many jobs of each concurrency key run at most, 1 to 1,000,000; jobs without one are not meant. A key
   * that has as many holds no other key up. Absent for any number.
   */
  readonly keyMaxRunning?: number | undefined;
  /**
   * How many attempts may start in a time. A lease is a start, of a retry, too; a job that is given back before
   * its handler has started is none. Absent for any number.
   */
  readonly rate?: Rate | undefined;
  /**
   * The same of each concurrency key; jobs without one are not meant. A key that has used its rate up holds no
   * other key up, and no slot. What was counted counts for its time, also when this has ended and begun anew.
   * Absent for any number.
   */
  readonly keyRate?: Rate | undefined;
  /** In which order its concurrency keys are served. Defaults to `PRIORITY`, which is told as absent. */
  readonly order?: KeyOrder | undefined;
  /**
   * What becomes of a concurrency key when an attempt of one of its jobs fails; a lost lease is a failure, too. With
   * `keyMaxRunning` 1, `HOLD` and `HALT` keep the jobs of a key in strict order. With more, what runs beside the one
   * that has failed goes on, and nothing further is leased. Defaults to `CONTINUE`.
   */
  readonly keyOnFailure?: KeyOnFailure | undefined;
  /**
   * How long a job has to wait to make up for a step of priority, in milliseconds, 1 to 31 days: jobs go by when they
   * were due, later by that for each step that their priority lacks to 100. The same within each concurrency key; and
   * between keys in the order `PRIORITY`, which has no turns then. Absent for priorities that waiting does not make
   * up for.
   */
  readonly agingMs?: number | undefined;
}

/** What somebody has set for the queue of a type. Empty for a queue for which nothing is set. */
export interface QueueSettings {
  /** No job of the queue is leased. */
  readonly paused?: QueueHold;
  /** No new job is taken; those that are there are worked off. */
  readonly draining?: QueueHold;
  /**
   * No job of the queue is leased, because the attempt of one was throttled, whose id `by` is. It ends by
   * itself.
   */
  readonly throttled?: QueueHold;
  /** Absent when there are none. */
  readonly limits?: QueueLimits;
}

/** The ways in which a queue can be held up. */
export type HoldKind = "paused" | "draining" | "throttled";

/** How to pause or drain a queue. */
export interface HoldOptions {
  /** For people, at most 1,024 bytes. Defaults to none. */
  readonly reason?: string | undefined;
  /** Who wants it, for people, at most 256 bytes. Defaults to nobody. */
  readonly by?: string | undefined;
  /** When it ends by itself; one that has passed ends it at once. Defaults to when somebody ends it. */
  readonly until?: EpochMs | undefined;
}

/** A hold that was asked for. */
export type NewHold = Omit<QueueHold, "at">;

/**
 * What to change of the settings of a queue: `null` ends a hold, and limits take the place of those that were
 * set. What is not named stays.
 */
export type SettingsChange = { readonly [Kind in HoldKind]?: NewHold | null } & {
  readonly limits?: QueueLimits;
};

const OPTIONS: FieldNames<HoldOptions> = { reason: true, by: true, until: true };

/**
 * @param what cannot be done, for example "cannot pause".
 * @throws MillraceError `INVALID_ARGUMENT` that names every field at fault.
 */
export function checkHold(type: string, options: HoldOptions, what: string): NewHold {
  const check = new FieldCheck();
  checkType(check, "type", type);
  if (check.only(options, OPTIONS, "the options of a pause or drain")) {
    const { reason, by, until } = options;
    if (reason !== undefined) check.text("reason", reason, BOUNDS.reasonBytes);
    if (by !== undefined) check.text("by", by, BOUNDS.byBytes);
    if (until !== undefined && !(Number.isInteger(until) && until <= BOUNDS.maxRunAt)) {
      const latest = new Date(BOUNDS.maxRunAt).toISOString();
      const rule = `must be whole milliseconds since 1970, no later than ${latest}`;
      check.invalid("until", `${rule}, but is ${shown(until)}`);
    }
  }
  check.throwIfInvalid(what);
  const { reason = "", by = "", until } = options;
  return { reason, by, ...(until !== undefined && { until }) };
}

const LIMITS: FieldNames<QueueLimits> = {
  maxRunning: true,
  keyMaxRunning: true,
  rate: true,
  keyRate: true,
  order: true,
  keyOnFailure: true,
  agingMs: true,
};

/** @throws MillraceError `INVALID_ARGUMENT` that names every field at fault. */
export function checkLimits(type: string, limits: QueueLimits): void {
  const check = new FieldCheck();
  checkType(check, "type", type);
  if (check.only(limits, LIMITS, "the limits of a queue")) {
    for (const field of ["maxRunning", "keyMaxRunning"] as const) {
      const limit = limits[field];
      if (limit === 0) {
        check.invalid(field, "must be at least 1, but is 0; pause the queue instead");
      } else if (limit !== undefined) {
        check.integer(field, limit, 1, BOUNDS.maxRunning);
      }
    }
    if (limits.rate !== undefined) checkRate(check, "rate", limits.rate);
    if (limits.keyRate !== undefined) checkRate(check, "keyRate", limits.keyRate);
    if (limits.order !== undefined) check.oneOf("order", limits.order, KEY_ORDERS);
    if (limits.keyOnFailure !== undefined) {
      check.oneOf("keyOnFailure", limits.keyOnFailure, KEY_ON_FAILURE);
    }
    if (limits.agingMs !== undefined) {
      check.integer("agingMs", limits.agingMs, 1, BOUNDS.maxAgingMs, "ms");
    }
  }
  check.throwIfInvalid("cannot limit the queue");
}

/** The settings after `change`, which is made at `now`; holds that are over are left out. */
export function changeSettings(
  settings: QueueSettings,
  change: SettingsChange,
  now: EpochMs,
): QueueSettings {
  const hold = (kind: HoldKind) => {
    const wanted = change[kind];
    if (wanted === undefined) return settings[kind];
    return wanted === null ? undefined : { ...wanted, at: now };
  };
  const limits = change.limits === undefined ? settings.limits : someLimits(change.limits);
  return settingsAt(
    { paused: hold("paused"), draining: hold("draining"), throttled: hold("throttled"), limits },
    now,
  );
}

/** The settings of a queue after the attempt of the job `jobId` was throttled until a time, at `now`. */
export function throttleQueue(
  settings: QueueSettings,
  jobId: string,
  until: EpochMs,
  now: EpochMs,
): QueueSettings {
  const { throttled } = settingsAt(settings, now);
  // Several attempts may be told of different times.
  if (until <= (throttled?.until ?? now)) return settings;
  return { ...settings, throttled: { reason: "", by: jobId, at: now, until } };
}

/** Until when no job of a queue is leased, infinity for when somebody resumes it; absent while jobs may be. */
export function heldUntil({ paused, throttled }: QueueSettings): EpochMs | undefined {
  if (paused === undefined) return throttled?.until;
  return Math.max(paused.until ?? Number.POSITIVE_INFINITY, throttled?.until ?? 0);
}

function someLimits(given: QueueLimits): QueueLimits | undefined {
  const { maxRunning, keyMaxRunning, rate, keyRate, order, keyOnFailure, agingMs } = given;
  const limits = {
    ...(maxRunning !== undefined && { maxRunning }),
    ...(keyMaxRunning !== undefined && { keyMaxRunning }),
    ...(rate !== undefined && { rate: wholeRate(rate) }),
    ...(keyRate !== undefined && { keyRate: wholeRate(keyRate) }),
    ...(order !== undefined && order !== "PRIORITY" && { order }),
    ...(keyOnFailure !== undefined && keyOnFailure !== "CONTINUE" && { keyOnFailure }),
    ...(agingMs !== undefined && { agingMs }),
  };
  return Object.keys(limits).length === 0 ? undefined : limits;
}

/** The settings as they hold at `now`. */
export function settingsAt(
  {
    paused,
    draining,
    throttled,
    limits,
  }: { readonly [Name in keyof QueueSettings]: QueueSettings[Name] | undefined },
  now: EpochMs,
): QueueSettings {
  return {
    ...(isHeld(paused, now) && { paused }),
    ...(isHeld(draining, now) && { draining }),
    ...(isHeld(throttled, now) && { throttled }),
    ...(limits && { limits }),
  };
}

function isHeld(hold: QueueHold | undefined, now: EpochMs): hold is QueueHold {
  return hold !== undefined && (hold.until === undefined || hold.until > now);
}

/** Whether anything is set. */
export function hasSettings({ paused, draining, throttled, limits }: QueueSettings): boolean {
  return [paused, draining, throttled, limits].some((set) => set !== undefined);
}

/** The error that refuses a new job of a queue that is being drained. */
export function queueDraining(type: string, { by, at, until, reason }: QueueHold): MillraceError {
  const who = by === "" ? "it was drained" : `${by} drained it`;
  const why = reason === "" ? "" : `, saying ${JSON.stringify(reason)}`;
  const end = until === undefined ? "" : `, or wait until ${new Date(until).toISOString()}`;
  return new MillraceError(
    "FAILED_PRECONDITION",
    `the queue ${type} takes no new jobs: ${who} at ${new Date(at).toISOString()}${why}; enqueue elsewhere, or have it resumed (ResumeQueue)${end}`,
  );
}

/** Whether any of the limits is over all jobs of the queue, and not over those of each concurrency key. */
export function limitsWholeQueue({ maxRunning, rate }: QueueLimits = {}): boolean {
  return maxRunning !== undefined || rate !== undefined;
}

/** Whether any of the limits keeps jobs from being leased, and not only says which go first. */
export function limitsStarts(limits: QueueLimits = {}): boolean {
  return (
    limitsWholeQueue(limits) || limits.keyMaxRunning !== undefined || limits.keyRate !== undefined
  );
}
