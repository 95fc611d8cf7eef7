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
import { dueTimes } from "./due-times.ts";
import type { ScheduleCalendar } from "./schedule-calendar.ts";
import type { ScheduleRecord } from "./schedule-record.ts";

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
  const making = new Making(afterEnds(before, context.statuses), context);
  const { record } = making;
  if (record.state !== "ACTIVE") return making.end(record);
  const { pauseAfterFailures = 0 } = record.definition.policy ?? {};
  if (pauseAfterFailures > 0 && record.failures >= pauseAfterFailures) {
    const note = `${record.failures} of its jobs in a row have failed`;
    const pause = { at: context.now, by: "", note };
    return making.end({ ...record, state: "PAUSED", pause });
  }
  const { firing, missed, lastNominal, next, missedBefore } = dueTimes(
    record,
    context.calendar,
    context.now,
  );
  const { overlap = "SKIP", maxFirings = 0 } = record.definition.policy ?? {};
  making.expect(firing.length);
  for (const { nominal, trigger } of firing) {
    if (maxFirings > 0 && making.record.counts.fired >= maxFirings) break;
    making.fire(nominal, trigger, overlap);
  }
  const { next: _next, missedBefore: _missedBefore, ...rest } = making.record;
  const counts = { ...rest.counts, missed: rest.counts.missed + missed };
  const isOver = next === undefined || (maxFirings > 0 && counts.fired >= maxFirings);
  return making.end({
    ...rest,
    counts,
    state: isOver ? "ENDED" : "ACTIVE",
    ...(lastNominal !== undefined && { lastNominal }),
    ...(next && { next }),
    ...(missedBefore !== undefined && { missedBefore }),
  });
}

/** A firing that somebody asks for, at the present time. */
export function triggerStep(
  before: ScheduleRecord,
  overlap: OverlapPolicy,
  context: StepContext,
): ScheduleStep {
  const making = new Making(afterEnds(before, context.statuses), context);
  making.expect(1);
  making.fire(context.now, "MANUAL", overlap);
  return making.end(making.record);
}

/** A step in which the store has refused a job: the same without jobs. */
export function refusedStep(
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
  const last = refused.at(-1);
  return {
    cancels,
    jobs: [],
    firings: refused,
    record: {
      ...record,
      open: record.open.filter((id) => made.every(({ jobId }) => jobId !== id)),
      counts: {
        ...record.counts,
        fired: record.counts.fired - made.length,
        buffered: record.counts.buffered - buffered,
      },
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

  fire(nominal: EpochMs, trigger: FiringTrigger, overlap: OverlapPolicy): void {
    const { open, counts, firedNominal, definition } = this.record;
    const firing = { nominal, trigger, firedAt: this.#context.now };
    if (!this.#mayFire(overlap)) {
      this.record = { ...this.record, counts: { ...counts, skipped: counts.skipped + 1 } };
      this.#note({ ...firing, outcome: "SKIPPED" });
      return;
    }
    const waits = open.length > 0 && overlap !== "ALLOW";
    if (overlap === "CANCEL_RUNNING") for (const id of open) this.#cancels.add(id);
    const id = this.#ids[this.#jobs.length] as string;
    const job = scheduledJob(definition, { nominal, trigger, previous: firedNominal });
    const after = waits ? { after: open, afterRule: "FINISHED" as const } : {};
    this.#jobs.push({ id, request: { ...job, ...after } });
    const buffered = counts.buffered + (waits ? 1 : 0);
    this.record = {
      ...this.record,
      open: [...open, id].slice(-MAX_OPEN),
      counts: { ...counts, fired: counts.fired + 1, buffered },
      ...(trigger !== "MANUAL" && { firedNominal: nominal }),
    };
    this.#note({ ...firing, outcome: waits ? "BUFFERED" : "FIRED", jobId: id });
  }

  end(record: ScheduleRecord): ScheduleStep {
    return {
      record,
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
