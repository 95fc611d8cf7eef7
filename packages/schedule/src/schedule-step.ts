import {
  type EnqueueRequest,
  type EpochMs,
  type FiringTrigger,
  type JobStatus,
  newJobIds,
  type OverlapPolicy,
  type ScheduledRequest,
  type ScheduleFiring,
} from "@millrace/core";
import { type BackfillRound, backfillRound } from "./backfill.ts";
import { type DueTimes, dueTimes, ROUND_FIRINGS } from "./due-times.ts";
import { withFired } from "./fired-runs.ts";
import type { ScheduleCalendar } from "./schedule-calendar.ts";
import type { ScheduleRecord } from "./schedule-record.ts";
import { byPresentRules } from "./zone-rules.ts";

/** What is known of the jobs that may not have ended; those that are not kept any more are missing. */
export type OpenStatuses = ReadonlyMap<string, JobStatus>;

/** A step of a schedule: what it is after it, and what is made in it. */
export interface ScheduleStep {
  readonly record: ScheduleRecord;
  readonly jobs: readonly ScheduledRequest[];
  /** The earliest first. */
  readonly firings: readonly ScheduleFiring[];
  /** Jobs to cancel before. */
  readonly cancels: readonly string[];
}

/** What a step happens in. */
export interface StepContext {
  readonly calendar: ScheduleCalendar;
  readonly now: EpochMs;
  readonly statuses: OpenStatuses;
  readonly partition: number;
}

/** The most jobs that another one comes after. */
const MAX_OPEN = 100;
const DEFAULT_MAX_BUFFERED = 99;

/** What the present time does to a schedule. */
export function timeStep(before: ScheduleRecord, context: StepContext): ScheduleStep {
  const present = byPresentRules(before, context.calendar);
  const record = pausedByFailures(afterEnds(present, context.statuses), context.now);
  const making = new Making(record, context);
  const due =
    record.state === "ACTIVE" ? dueTimes(record, context.calendar, context.now) : undefined;
  const firing = due?.firing ?? [];
  // What is due by now is dealt with here, and no time of the backfill.
  const dealt = due === undefined ? record : afterDue(record, due);
  const backfill = backfillRound(dealt, context.calendar, ROUND_FIRINGS - firing.length);
  making.expect(firing.length + (backfill?.times.length ?? 0));
  if (due !== undefined) making.fireDue(due);
  if (backfill !== undefined) making.fireBackfill(backfill);
  return making.end();
}

/** Paused in place of its next firing, if too many of its jobs have failed. */
function pausedByFailures(record: ScheduleRecord, now: EpochMs): ScheduleRecord {
  const { pauseAfterFailures = 0 } = record.definition.policy ?? {};
  const { state, failures } = record;
  if (state !== "ACTIVE" || pauseAfterFailures === 0 || failures < pauseAfterFailures)
    return record;
  const note = `${failures} of its jobs in a row have failed`;
  return { ...record, state: "PAUSED", pause: { at: now, by: "", note } };
}

/** The record when the times that were due have been dealt with. */
function afterDue(record: ScheduleRecord, due: DueTimes): ScheduleRecord {
  const { lastNominal, next, missedBefore, missed } = due;
  const { maxFirings = 0 } = record.definition.policy ?? {};
  const { next: _next, missedBefore: _missedBefore, ...rest } = record;
  const counts = { ...rest.counts, missed: rest.counts.missed + missed };
  const isOver = next === undefined || (maxFirings > 0 && counts.fired >= maxFirings);
  return {
    ...rest,
    counts,
    state: isOver ? "ENDED" : "ACTIVE",
    ...(lastNominal !== undefined && { lastNominal }),
    ...(next && { next }),
    ...(missedBefore !== undefined && { missedBefore }),
  };
}

/** A firing that somebody asks for, at the present time. */
export function triggerStep(
  before: ScheduleRecord,
  overlap: OverlapPolicy,
  context: StepContext,
): ScheduleStep {
  const making = new Making(afterEnds(before, context.statuses), context);
  making.expect(1);
  const previous = before.firedNominal;
  making.fire({ nominal: context.now, trigger: "MANUAL", previous }, overlap);
  return making.end();
}

/** A step in which the store has refused a job: the same without jobs. */
export function refusedStep(
  before: ScheduleRecord,
  { record, firings, cancels }: ScheduleStep,
  reason: string,
): ScheduleStep {
  const refused = firings.map((firing): ScheduleFiring => {
    if (firing.jobId === undefined) return firing;
    const { jobId: _jobId, ...rest } = firing;
    return { ...rest, outcome: "REFUSED", reason };
  });
  const made = firings.filter(({ jobId }) => jobId !== undefined);
  const buffered = made.filter(({ outcome }) => outcome === "BUFFERED").length;
  const filled = made.filter(({ trigger }) => trigger === "BACKFILL").length;
  const last = refused.at(-1);
  const { firedRuns: _firedRuns, ...rest } = record;
  const { backfill } = record;
  return {
    cancels,
    jobs: [],
    firings: refused,
    record: {
      ...rest,
      open: record.open.filter((id) => made.every(({ jobId }) => jobId !== id)),
      counts: {
        ...record.counts,
        fired: record.counts.fired - made.length,
        buffered: record.counts.buffered - buffered,
      },
      ...(before.firedRuns && { firedRuns: before.firedRuns }),
      ...(backfill && {
        backfill: {
          ...backfill,
          fired: backfill.fired - filled,
          skipped: backfill.skipped + filled,
        },
      }),
      ...(last && { last }),
    },
  };
}

/** The record when the jobs that have ended are left out, and their failures counted. */
function afterEnds(record: ScheduleRecord, statuses: OpenStatuses): ScheduleRecord {
  let { failures } = record;
  const open = record.open.filter((id) => {
    const status = statuses.get(id);
    if (status === "FAILED") failures++;
    if (status === "COMPLETED") failures = 0;
    return status !== undefined && !["COMPLETED", "FAILED", "CANCELLED"].includes(status);
  });
  return { ...record, open, failures };
}

/** Makes the jobs of a step, one after the other. */
class Making {
  record: ScheduleRecord;
  readonly #context: StepContext;
  /** Ids that are made together keep their jobs in order. */
  #ids: readonly string[] = [];
  readonly #jobs: ScheduledRequest[] = [];
  readonly #firings: ScheduleFiring[] = [];
  readonly #cancels = new Set<string>();

  constructor(record: ScheduleRecord, context: StepContext) {
    this.record = record;
    this.#context = context;
  }

  /** Fires so many times, one after the other. */
  expect(firings: number): void {
    this.#ids = newJobIds(this.#context.partition, firings);
  }

  fireDue(due: DueTimes): void {
    const { overlap = "SKIP", maxFirings = 0 } = this.record.definition.policy ?? {};
    for (const { nominal, trigger, after } of due.firing) {
      if (maxFirings > 0 && this.record.counts.fired >= maxFirings) break;
      this.fire({ nominal, trigger, after, previous: this.record.firedNominal }, overlap);
    }
    this.record = afterDue(this.record, due);
  }

  fireBackfill({ times, rest }: BackfillRound): void {
    let { fired, skipped } = rest;
    for (const { nominal, previous } of times) {
      const occasion = { nominal, trigger: "BACKFILL", after: previous, previous } as const;
      if (this.fire(occasion, rest.overlap)) fired++;
      else skipped++;
    }
    this.record = { ...this.record, backfill: { ...rest, fired, skipped } };
  }

  /** @returns whether it has made a job. */
  fire(
    occasion: Occasion & { readonly after?: EpochMs | undefined },
    overlap: OverlapPolicy,
  ): boolean {
    const { open, counts, definition, firedRuns = [] } = this.record;
    const { nominal, trigger, after } = occasion;
    const firing = { nominal, trigger, firedAt: this.#context.now };
    if (!this.#mayFire(overlap)) {
      this.record = { ...this.record, counts: { ...counts, skipped: counts.skipped + 1 } };
      this.#note({ ...firing, outcome: "SKIPPED" });
      return false;
    }
    const waits = open.length > 0 && overlap !== "ALLOW";
    if (overlap === "CANCEL_RUNNING") for (const id of open) this.#cancels.add(id);
    const id = this.#ids[this.#jobs.length] as string;
    const job = scheduledJob(definition, occasion);
    const join = waits ? { after: open, afterRule: "FINISHED" as const } : {};
    this.#jobs.push({ id, request: { ...job, ...join } });
    const buffered = counts.buffered + (waits ? 1 : 0);
    this.record = {
      ...this.record,
      open: [...open, id].slice(-MAX_OPEN),
      counts: { ...counts, fired: counts.fired + 1, buffered },
      ...((trigger === "SCHEDULE" || trigger === "CATCH_UP") && { firedNominal: nominal }),
      ...(trigger !== "MANUAL" && { firedRuns: withFired(firedRuns, nominal, after) }),
    };
    this.#note({ ...firing, outcome: waits ? "BUFFERED" : "FIRED", jobId: id });
    return true;
  }

  end(): ScheduleStep {
    return {
      record: this.record,
      jobs: this.#jobs,
      firings: this.#firings,
      // What it makes itself and cancels again is cancelled by a later step.
      cancels: [...this.#cancels].filter((id) => this.#jobs.every((job) => job.id !== id)),
    };
  }

  #mayFire(overlap: OverlapPolicy): boolean {
    const { open, definition } = this.record;
    const { maxBuffered = DEFAULT_MAX_BUFFERED } = definition.policy ?? {};
    if (open.length === 0) return true;
    if (overlap === "SKIP") return false;
    if (overlap === "BUFFER_ONE") return open.length === 1;
    if (overlap === "BUFFER_ALL") return open.length <= maxBuffered;
    return true;
  }

  #note(firing: ScheduleFiring): void {
    this.#firings.push(firing);
    this.record = { ...this.record, last: firing };
  }
}

interface Occasion {
  readonly nominal: EpochMs;
  readonly trigger: FiringTrigger;
  /** What a payload is told as the time before. */
  readonly previous: EpochMs | undefined;
}

/** The job of a schedule for one of its times, which its metadata tells. */
export function scheduledJob(
  { name, job }: ScheduleRecord["definition"],
  { nominal, trigger, previous }: Occasion,
): EnqueueRequest {
  const { payload, contentType = "application/json" } = job;
  const at = new Date(nominal).toISOString();
  const metadata = {
    ...job.metadata,
    "millrace.schedule": name,
    "millrace.nominal": at,
    "millrace.trigger": trigger,
  };
  if (payload === undefined || !contentType.startsWith("application/json")) {
    return { ...job, metadata };
  }
  const values: Readonly<Record<string, string>> = {
    nominal: at,
    previous_nominal: previous === undefined ? "" : new Date(previous).toISOString(),
    trigger,
  };
  const text = new TextDecoder().decode(payload);
  const filled = text.replace(/\$\{(\w+)\}/g, (found, key: string) => values[key] ?? found);
  return filled === text
    ? { ...job, metadata }
    : { ...job, metadata, payload: new TextEncoder().encode(filled) };
}
