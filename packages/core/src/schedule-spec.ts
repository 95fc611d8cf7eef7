import type { EpochMs } from "./clock.ts";
import { FieldCheck, type FieldNames, shown } from "./field-check.ts";
import { BOUNDS } from "./limits.ts";

/** What becomes of a time that a clock change leaves out: it moves to the end of the gap, or is lost. */
export type OnGap = (typeof GAP_RULES)[number];

/** At which pass a time fires that a clock change brings twice. */
export type OnOverlap = (typeof OVERLAP_RULES)[number];

/** Every rule for a gap. */
export const GAP_RULES = ["SHIFT", "SKIP"] as const;

/** Every rule for an overlap. */
export const OVERLAP_RULES = ["FIRST", "LAST", "BOTH"] as const;

/** A time again and again, whatever clocks do: the multiples of `intervalMs` since 1970, plus `phaseMs`. */
export interface ScheduleInterval {
  /** From one second to 10 years. */
  readonly intervalMs: number;
  /** Less than `intervalMs`. Defaults to 0. */
  readonly phaseMs?: number | undefined;
}

/**
 * When something happens: the times of all patterns and all intervals together, each once, less those that
 * are excepted.
 */
export interface ScheduleSpec {
  /**
   * Cron patterns, at most 10, in the clock of `zone`: minute, hour, day of the month, month, day of the week;
   * with six fields seconds come first, with seven a year comes last. Names, `L`, `W`, `#` and `@daily` are
   * known. When both days are restricted, either will do; a `+` before that of the week asks for both.
   * `@every 5m` stands for an interval, and `CRON_TZ=Europe/Berlin` before a pattern for `zone`.
   */
  readonly cron?: readonly string[] | undefined;
  /** At most 10. */
  readonly every?: readonly ScheduleInterval[] | undefined;
  /** The name of a time zone, such as `Europe/Berlin`. Defaults to `UTC`. */
  readonly zone?: string | undefined;
  /** Cron patterns of five fields, at most 10: nothing fires in a minute that one of them names. */
  readonly exceptCron?: readonly string[] | undefined;
  /** Days of `zone` on which nothing fires, such as `2027-12-25`, at most 366. */
  readonly exceptDates?: readonly string[] | undefined;
  /** Nothing fires before. Defaults to no bound. */
  readonly startAt?: EpochMs | undefined;
  /** Nothing fires then or later. Defaults to no bound. */
  readonly endAt?: EpochMs | undefined;
  /**
   * For patterns whose hours are not `*` or a step of it, which are about elapsed time: those leave a gap out, and
   * fire in both passes of an overlap. A gap of more than three hours, as at the date line, is skipped
   * by either rule. Defaults to `SHIFT`.
   */
  readonly onGap?: OnGap | undefined;
  /** For the same patterns. Defaults to `FIRST`. */
  readonly onOverlap?: OnOverlap | undefined;
  /**
   * Fires up to so much later, up to a day: each time of each schedule by a length of its own, which is
   * always the same, and never as late as the next time. Defaults to 0.
   */
  readonly jitterMs?: number | undefined;
}

/** Asks when a schedule would fire. */
export interface PreviewRequest {
  readonly spec: ScheduleSpec;
  /** The times after this one. Defaults to the present. */
  readonly after?: EpochMs | undefined;
  /** How many, 1 to 1,000. Defaults to 10. */
  readonly count?: number | undefined;
  /** Of the schedule, on which its jitter depends. Defaults to none. */
  readonly name?: string | undefined;
}

/** That a time is not quite what its pattern says, or is one of two. */
export type FiringNote = "gap: shifted" | "overlap: first of two" | "overlap: last of two";

/** A time at which a schedule would fire. */
export interface FiringTime {
  /** By the calendar. */
  readonly nominal: EpochMs;
  /** With jitter. */
  readonly due: EpochMs;
  /** `nominal` by the clock of the zone, such as `2027-03-28T03:00:00+02:00`. */
  readonly local: string;
  /** Absent on days without a change of the clock. */
  readonly note?: FiringNote;
}

/** Bounds that are part of the contract. */
export const SCHEDULE_BOUNDS = {
  nameBytes: 128,
  /** The most cron patterns of a schedule; also the most intervals, and the most patterns to except. */
  maxPatterns: 10,
  patternBytes: 256,
  zoneBytes: 64,
  maxExceptDates: 366,
  maxJitterMs: 86_400_000,
  maxPreviewTimes: 1_000,
} as const;

const SPEC: FieldNames<ScheduleSpec> = {
  cron: true,
  every: true,
  zone: true,
  exceptCron: true,
  exceptDates: true,
  startAt: true,
  endAt: true,
  onGap: true,
  onOverlap: true,
  jitterMs: true,
};

const INTERVAL: FieldNames<ScheduleInterval> = { intervalMs: true, phaseMs: true };

const PREVIEW: FieldNames<PreviewRequest> = { spec: true, after: true, count: true, name: true };

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/**
 * The form of a request; what zones and patterns mean is not looked at.
 *
 * @throws MillraceError `INVALID_ARGUMENT` that names every field at fault.
 */
export function checkPreviewRequest(request: PreviewRequest): void {
  const check = new FieldCheck();
  if (check.only(request, PREVIEW, "a preview")) {
    const { spec, after, count, name } = request;
    checkScheduleSpec(check, "spec", spec);
    if (after !== undefined) checkTime(check, "after", after);
    if (count !== undefined) check.integer("count", count, 1, SCHEDULE_BOUNDS.maxPreviewTimes);
    if (name !== undefined) check.text("name", name, SCHEDULE_BOUNDS.nameBytes);
  }
  check.throwIfInvalid("cannot preview the schedule");
}

/** Notes what is wrong with the form of the spec at `path`; zones and patterns are not looked into. */
export function checkScheduleSpec(check: FieldCheck, path: string, spec: ScheduleSpec): void {
  if (!check.only(spec, SPEC, "the spec of a schedule", path)) return;
  const { cron = [], every = [], zone, exceptCron = [], exceptDates = [], jitterMs } = spec;
  checkTexts(check, `${path}.cron`, cron, SCHEDULE_BOUNDS.maxPatterns);
  if (check.list(`${path}.every`, every, 0, SCHEDULE_BOUNDS.maxPatterns)) {
    every.forEach((interval, i) => void checkInterval(check, `${path}.every[${i}]`, interval));
  }
  if (cron.length === 0 && every.length === 0) {
    check.invalid(path, "names no time; give a cron pattern or an interval");
  }
  if (zone !== undefined) check.text(`${path}.zone`, zone, SCHEDULE_BOUNDS.zoneBytes, 1);
  checkTexts(check, `${path}.exceptCron`, exceptCron, SCHEDULE_BOUNDS.maxPatterns);
  if (checkTexts(check, `${path}.exceptDates`, exceptDates, SCHEDULE_BOUNDS.maxExceptDates)) {
    exceptDates.forEach((date, i) => void checkDate(check, `${path}.exceptDates[${i}]`, date));
  }
  checkSpan(check, path, spec);
  if (spec.onGap !== undefined) check.oneOf(`${path}.onGap`, spec.onGap, GAP_RULES);
  if (spec.onOverlap !== undefined) {
    check.oneOf(`${path}.onOverlap`, spec.onOverlap, OVERLAP_RULES);
  }
  if (jitterMs !== undefined) {
    check.integer(`${path}.jitterMs`, jitterMs, 0, SCHEDULE_BOUNDS.maxJitterMs, " ms");
  }
}

function checkTexts(
  check: FieldCheck,
  field: string,
  texts: readonly string[],
  max: number,
): boolean {
  if (!check.list(field, texts, 0, max)) return false;
  texts.forEach(
    (text, i) => void check.text(`${field}[${i}]`, text, SCHEDULE_BOUNDS.patternBytes, 1),
  );
  return true;
}

function checkInterval(check: FieldCheck, path: string, interval: ScheduleInterval): void {
  if (!check.only(interval, INTERVAL, "an interval", path)) return;
  const { intervalMs, phaseMs } = interval;
  check.integer(`${path}.intervalMs`, intervalMs, 1_000, BOUNDS.maxDelayMs, " ms");
  if (phaseMs === undefined) return;
  check.integer(`${path}.phaseMs`, phaseMs, 0, BOUNDS.maxDelayMs, " ms");
  if (phaseMs >= intervalMs && phaseMs <= BOUNDS.maxDelayMs) {
    check.invalid(`${path}.phaseMs`, `must be less than the interval, but is ${phaseMs} ms`);
  }
}

function checkDate(check: FieldCheck, field: string, date: string): void {
  if (typeof date !== "string") return;
  const time = DATE.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  // Dates that do not exist, such as 2027-02-30, are read as others.
  if (!Number.isNaN(time) && new Date(time).toISOString().startsWith(date)) return;
  check.invalid(field, `must be a date such as 2027-12-25, but is ${shown(date)}`);
}

function checkSpan(check: FieldCheck, path: string, { startAt, endAt }: ScheduleSpec): void {
  if (startAt !== undefined) checkTime(check, `${path}.startAt`, startAt);
  if (endAt !== undefined) checkTime(check, `${path}.endAt`, endAt);
  if (startAt === undefined || endAt === undefined || endAt > startAt) return;
  check.invalid(`${path}.endAt`, "must be later than startAt, or nothing ever fires");
}

/** Notes what is no time that a job could have. */
export function checkTime(check: FieldCheck, field: string, time: EpochMs): void {
  if (Number.isInteger(time) && time >= 0 && time <= BOUNDS.maxRunAt) return;
  const latest = new Date(BOUNDS.maxRunAt).toISOString();
  const rule = `must be whole milliseconds since 1970, from 0 to ${latest}`;
  check.invalid(field, `${rule}, but is ${shown(time)}`);
}
