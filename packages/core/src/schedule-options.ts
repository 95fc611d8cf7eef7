import { enqueueFault } from "./check-enqueue.ts";
import { checkScheduleDefinition, scheduledJobRefused } from "./check-schedule.ts";
import type { EpochMs } from "./clock.ts";
import type { JobDefinition } from "./define-job.ts";
import type { Duration } from "./duration.ts";
import { FieldCheck, type FieldNames } from "./field-check.ts";
import { type AnyJob, type NewJob, toEnqueueRequest } from "./job-options.ts";
import type { Limits } from "./limits.ts";
import { MillraceError } from "./millrace-error.ts";
import { present } from "./present.ts";
import { respellFields, withoutUnit } from "./respell-fields.ts";
import type {
  BackfillOptions,
  ScheduleDefinition,
  ScheduleJob,
  SchedulePolicy,
  UpsertOptions,
} from "./schedule.ts";
import type { PreviewRequest, ScheduleInterval, ScheduleSpec } from "./schedule-spec.ts";
import { lengthMs, timeMs } from "./time-option.ts";

/** A time again and again, whatever clocks do. */
export interface IntervalOptions {
  /** From one second to 10 years; counted from 1970. */
  readonly interval: Duration;
  /** How much later than the multiples of the interval; less than it. Defaults to 0. */
  readonly phase?: Duration | undefined;
}

type Respelled = "cron" | "every" | "exceptCron" | "startAt" | "endAt" | "jitterMs";

/**
 * When something happens: the times of all patterns and all intervals together, each once, less those that
 * are excepted. Lengths are milliseconds or `"5m"`.
 */
export interface ScheduleTimes extends Omit<ScheduleSpec, Respelled> {
  /** One or up to 10 cron patterns, in the clock of `zone`: see docs/schedules.md. */
  readonly cron?: string | readonly string[] | undefined;
  /** One or up to 10 intervals. */
  readonly every?: Duration | IntervalOptions | readonly (Duration | IntervalOptions)[] | undefined;
  /** Cron patterns of five fields: nothing fires in a minute that one of them names. */
  readonly exceptCron?: string | readonly string[] | undefined;
  /** Nothing fires before. Defaults to no bound. */
  readonly startAt?: Date | EpochMs | undefined;
  /** Nothing fires then or later. Defaults to no bound. */
  readonly endAt?: Date | EpochMs | undefined;
  /**
   * Fires up to so much later: each time of each schedule by a length of its own, which is always the same,
   * and never as late as the next time. Defaults to 0.
   */
  readonly jitter?: Duration | undefined;
}

/** The job that a schedule makes each time: its type, or a definition, and its payload and options. */
export type ScheduledJob<Type extends string | JobDefinition = string | JobDefinition> = Omit<
  NewJob<Type>,
  | "runAt"
  | "delay"
  | "idempotencyKey"
  | "unique"
  | "after"
  | "afterRule"
  | "groupId"
  | "durability"
  | "traceContext"
>;

/** How a schedule fires, and whose it is. */
export interface ScheduleOptions
  extends Omit<SchedulePolicy, "catchUpWindowMs">,
    Pick<ScheduleDefinition, "managedBy" | "metadata">,
    UpsertOptions {
  /** How late a missed time may fire. Defaults to 365 days. */
  readonly catchUpWindow?: Duration | undefined;
}

/** Which past times are to fire, and how. */
export interface BackfillTimes extends Omit<BackfillOptions, "from" | "to"> {
  /** The earliest time; it may lie before the schedule was made. */
  readonly from: Date | EpochMs;
  /** The latest time, which fires, too; not later than now, and at most 100,000 times after `from`. */
  readonly to: Date | EpochMs;
}

/** Which times to preview. */
export interface PreviewOptions extends Omit<PreviewRequest, "spec" | "after"> {
  /** The times after this one. Defaults to the present. */
  readonly after?: Date | EpochMs | undefined;
}

/** The fields of {@link ScheduleTimes}. */
export const SCHEDULE_TIMES: FieldNames<ScheduleTimes> = {
  cron: true,
  every: true,
  zone: true,
  exceptCron: true,
  exceptDates: true,
  startAt: true,
  endAt: true,
  onGap: true,
  onOverlap: true,
  jitter: true,
};

/** The fields of {@link ScheduleOptions}. */
export const SCHEDULE_OPTIONS: FieldNames<ScheduleOptions> = {
  overlap: true,
  maxBuffered: true,
  catchUp: true,
  catchUpWindow: true,
  maxCatchUp: true,
  pauseAfterFailures: true,
  maxFirings: true,
  managedBy: true,
  metadata: true,
  ifRevision: true,
  sourceVersion: true,
};

const INTERVAL: FieldNames<IntervalOptions> = { interval: true, phase: true };

const PREVIEW: FieldNames<PreviewOptions> = { after: true, count: true, name: true };

/**
 * The request that `schedule` and `options` stand for.
 *
 * @throws MillraceError `INVALID_ARGUMENT` for what is malformed; the rest is checked with the request.
 */
export function toPreviewRequest(schedule: ScheduleTimes, options: PreviewOptions): PreviewRequest {
  const check = new FieldCheck();
  const spec = toSpec(check, schedule);
  const isObject = check.only(options, PREVIEW, "the options of a preview");
  const { after, ...rest } = isObject ? options : {};
  const request = present({ ...rest, spec, after: timeMs(check, "after", after) });
  check.throwIfInvalid("cannot preview the schedule");
  return request;
}

/**
 * The backfill that `times` stand for.
 *
 * @throws MillraceError `INVALID_ARGUMENT` for what is no time; the rest is checked with the request.
 */
export function toBackfill(times: BackfillTimes): BackfillOptions {
  const check = new FieldCheck();
  const { from, to } = times ?? {};
  const range = { from: timeMs(check, "from", from), to: timeMs(check, "to", to) };
  check.throwIfInvalid("cannot backfill the schedule");
  return { ...times, ...range } as BackfillOptions;
}

/** A schedule that {@link schedule} declares: for `client.schedules.put`, and for a worker's option `schedules`. */
export interface DeclaredSchedule {
  readonly definition: ScheduleDefinition;
  readonly options: UpsertOptions;
}

/** What the limits of its store are, only that one knows. */
const UNLIMITED: Limits = {
  payloadBytes: Number.POSITIVE_INFINITY,
  resultBytes: Number.POSITIVE_INFINITY,
  batchJobs: Number.POSITIVE_INFINITY,
  metadataEntries: Number.POSITIVE_INFINITY,
  metadataBytes: Number.POSITIVE_INFINITY,
};

/**
 * Declares a schedule, which makes a job at each of its times:
 *
 * ```ts
 * const report = schedule("report", { cron: "0 2 * * *", zone: "Europe/Berlin" }, { type: "report" });
 * ```
 *
 * Nothing happens before it is put: by a worker that has it among its `schedules`, as it starts, or by
 * `client.schedules.put([report])`, in a deploy. What zones and patterns mean is checked then.
 *
 * @throws MillraceError `INVALID_ARGUMENT` that names every field at fault.
 */
export function schedule<Type extends string | JobDefinition>(
  name: string,
  times: ScheduleTimes,
  job: ScheduledJob<Type>,
  options: ScheduleOptions = {},
): DeclaredSchedule {
  const { definition, upsert } = toUpsert(name, times, job as ScheduledJob, options);
  try {
    checkScheduleDefinition(definition, upsert);
    const fault = enqueueFault(definition.job, UNLIMITED);
    if (fault !== undefined) throw scheduledJobRefused(fault);
  } catch (error) {
    throw error instanceof MillraceError ? respellFields(error, withoutUnit) : error;
  }
  return { definition, options: upsert };
}

/**
 * The schedule that the arguments of an upsert stand for.
 *
 * @throws MillraceError `INVALID_ARGUMENT` for what is malformed; the rest is checked with the request.
 */
export function toUpsert(
  name: string,
  times: ScheduleTimes,
  job: ScheduledJob,
  options: ScheduleOptions,
): { readonly definition: ScheduleDefinition; readonly upsert: UpsertOptions } {
  const check = new FieldCheck();
  const spec = toSpec(check, times);
  const isObject = check.only(options, SCHEDULE_OPTIONS, "the options of a schedule");
  const { managedBy, metadata, ifRevision, sourceVersion, catchUpWindow, ...rest } = isObject
    ? options
    : {};
  const catchUpWindowMs = lengthMs(check, "catchUpWindow", catchUpWindow);
  check.throwIfInvalid("cannot upsert the schedule");
  const policy = present({ ...rest, catchUpWindowMs });
  return {
    definition: present({
      ...{ name, spec, managedBy, metadata },
      job: toScheduleJob(job),
      policy: Object.keys(policy).length === 0 ? undefined : policy,
    }),
    upsert: present({ ifRevision, sourceVersion }),
  };
}

function toScheduleJob(job: ScheduledJob): ScheduleJob {
  try {
    return toEnqueueRequest(job as AnyJob);
  } catch (error) {
    throw error instanceof MillraceError ? scheduledJobRefused(error) : error;
  }
}

function toSpec(check: FieldCheck, schedule: ScheduleTimes): ScheduleSpec {
  if (!check.only(schedule, SCHEDULE_TIMES, "a schedule", "spec")) return {};
  const { cron, every, exceptCron, startAt, endAt, jitter, ...rest } = schedule;
  return present({
    ...rest,
    cron: listOf(cron),
    every: listOf(every)?.map((each, i) => toInterval(check, each, `spec.every[${i}]`)),
    exceptCron: listOf(exceptCron),
    startAt: timeMs(check, "spec.startAt", startAt),
    endAt: timeMs(check, "spec.endAt", endAt),
    jitterMs: lengthMs(check, "spec.jitter", jitter),
  });
}

function toInterval(
  check: FieldCheck,
  every: Duration | IntervalOptions,
  path: string,
): ScheduleInterval {
  if (typeof every !== "object") return { intervalMs: check.duration(path, every) };
  if (!check.only(every, INTERVAL, "an interval", path)) return { intervalMs: Number.NaN };
  const { interval, phase } = every;
  return present({
    intervalMs: check.duration(`${path}.interval`, interval),
    phaseMs: lengthMs(check, `${path}.phase`, phase),
  });
}

function listOf<T>(items: T | readonly T[] | undefined): readonly T[] | undefined {
  if (items === undefined) return undefined;
  return Array.isArray(items) ? items : [items as T];
}
