import {
  type EpochMs,
  FieldCheck,
  type FiringNote,
  type FiringTime,
  type ScheduleInterval,
  type ScheduleSpec,
  shown,
} from "@millrace/core";
import { type CronRules, nextCronTime } from "./cron-times.ts";
import { ExceptedTimes } from "./excepted-times.ts";
import { firingJitterMs } from "./firing-jitter.ts";
import { type ReadSpec, readSpec } from "./read-spec.ts";
import { ZONE_RULES } from "./zone.ts";

/** A time of the calendar. */
export interface NominalTime {
  readonly nominal: EpochMs;
  readonly note?: FiringNote;
}

const HORIZON_MS = 3_653 * 86_400_000;
/** How many times in a row may be excepted. */
const MAX_EXCEPTED = 10_000;

/** When a schedule fires, as a pure function of its spec. */
export class ScheduleCalendar {
  /**
   * The version of the database of time zones, such as `2026b`, by which its times are found; absent where they depend
   * on none, or the runtime does not tell.
   */
  readonly rules: string | undefined;
  readonly #spec: ScheduleSpec;
  readonly #path: string;
  readonly #rules: CronRules;
  readonly #patterns: ReadSpec["patterns"];
  readonly #excepted: ExceptedTimes;

  /**
   * @param spec whose form has been checked.
   * @param path of the spec in the request, for errors. Defaults to `spec`.
   * @throws MillraceError `INVALID_ARGUMENT` that names every zone and pattern that cannot be read.
   */
  constructor(spec: ScheduleSpec, path = "spec") {
    const check = new FieldCheck();
    const { zone, patterns, every, exceptions } = readSpec(check, spec, path);
    check.throwIfInvalid("cannot read the schedule");
    const { onGap = "SHIFT", onOverlap = "FIRST", exceptDates = [] } = spec;
    this.#path = path;
    this.#spec = { ...spec, every };
    this.#rules = { zone, onGap, onOverlap };
    this.rules = zone.name === "UTC" ? undefined : ZONE_RULES;
    this.#patterns = patterns;
    this.#excepted = new ExceptedTimes(zone, exceptions, exceptDates);
  }

  /** The first time that is later than `after`, within ten years of it or of when the schedule starts. */
  next(after: EpochMs): NominalTime | undefined {
    const { startAt = after, endAt = Number.POSITIVE_INFINITY } = this.#spec;
    let from = Math.max(after, startAt - 1);
    const last = Math.min(from + HORIZON_MS, endAt - 1);
    for (let tries = 0; tries < MAX_EXCEPTED; tries++) {
      const time = this.#nextOf(from, last);
      if (time === undefined) return undefined;
      const excepted = this.#excepted.endOf(time.nominal);
      if (excepted === undefined) return time;
      from = excepted - 1;
    }
    return undefined;
  }

  /** The first time later than `after`, and when the schedule `name` fires because of it. */
  nextFiring(name: string, after: EpochMs): Omit<FiringTime, "local"> | undefined {
    const time = this.next(after);
    if (time === undefined) return undefined;
    const { nominal } = time;
    const { jitterMs = 0 } = this.#spec;
    let laterMs = firingJitterMs(name, nominal, jitterMs);
    if (laterMs > 0) {
      const following = this.next(nominal);
      if (following !== undefined) laterMs = Math.min(laterMs, following.nominal - nominal - 1);
    }
    return { ...time, due: nominal + laterMs };
  }

  /** `time` by the clocks of the zone, with their offset. */
  local(time: EpochMs): string {
    const offsetMs = this.#rules.zone.offsetAt(time);
    const shownMs = new Date(time + offsetMs).toISOString().replace(/\.000Z$|Z$/, "");
    return `${shownMs}${offsetText(offsetMs)}`;
  }

  /** Notes the patterns that have no time within ten years after `after`. */
  noteNeverFiring(check: FieldCheck, after: EpochMs): void {
    for (const { place, pattern } of this.#patterns) {
      const next = pattern.next(after);
      if (next !== undefined && next <= after + HORIZON_MS) continue;
      const rule = "never fires: it names no time within ten years";
      check.invalid(
        `${this.#path}.cron[${place}]`,
        `${rule}, and is ${shown(this.#spec.cron?.[place])}`,
      );
    }
  }

  #nextOf(after: EpochMs, last: EpochMs): NominalTime | undefined {
    let first: NominalTime | undefined;
    const offer = (nominal: EpochMs, note?: FiringNote) => {
      if (nominal > last || (first !== undefined && first.nominal <= nominal)) return;
      first = note === undefined ? { nominal } : { nominal, note };
    };
    for (const interval of this.#spec.every ?? []) offer(nextMultiple(interval, after));
    for (const { pattern } of this.#patterns) {
      const time = nextCronTime(pattern, this.#rules, after);
      if (time !== undefined) offer(time.at, time.note);
    }
    return first;
  }
}

function nextMultiple({ intervalMs, phaseMs = 0 }: ScheduleInterval, after: EpochMs): EpochMs {
  return (Math.floor((after - phaseMs) / intervalMs) + 1) * intervalMs + phaseMs;
}

function offsetText(offsetMs: number): string {
  const sign = offsetMs < 0 ? "-" : "+";
  const text = new Date(Math.abs(offsetMs)).toISOString().slice(11, 19);
  return sign + (text.endsWith(":00") ? text.slice(0, 5) : text);
}
