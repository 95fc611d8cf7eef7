import {
  type AttemptContext,
  type HandlerJob,
  PermanentError,
  RetryAfter,
  snooze,
} from "@millrace/worker";
import type { JobRecord, StartRecord } from "./job-record.ts";
import type { Machine } from "./machine.ts";
import type { StartPlan } from "./schedule.ts";
import type { Timeline } from "./timeline.ts";
import type { Trace } from "./trace.ts";

/** No worker runs it. */
const CHILD_TYPE = "child";
const RETRY_AFTER_MS = 50;
const SNOOZE_MS = 300;

/** What the handlers of one worker share. */
export interface HandlerHost {
  readonly machine: Machine;
  readonly timeline: Timeline;
  readonly trace: Trace;
  readonly concurrency: number;
  readonly recordOf: (id: string) => JobRecord;
  /** Counts the starts of a run. */
  readonly nextPlace: () => number;
}

/** The handler of a worker: does as the schedule says, and keeps record of its starts. */
export function plannedHandler(host: HandlerHost) {
  const { machine, trace, concurrency, recordOf } = host;
  const running = new Set<AbortSignal>();
  const now = () => host.timeline.elapsedMs;
  return async (job: HandlerJob, context: AttemptContext): Promise<unknown> => {
    const record = recordOf(job.id);
    const { number, starts } = record.plan;
    const plan = starts[record.starts.length];
    const { fence: token, signal } = context;
    const place = host.nextPlace();
    const start: StartRecord = { worker: machine.name, token, place, startedMs: now() };
    const twin = record.starts.find((other) => other.worker === machine.name && isGoingOn(other));
    record.starts.push(start);
    signal.addEventListener("abort", () => {
      start.abortedMs = now();
    });
    trace.note(`${machine.name} starts job ${number} with token ${token}`);
    if (twin !== undefined) {
      trace.violation(`${machine.name} did not stop job ${number} with token ${twin.token} before`);
    }
    running.add(signal);
    const atOnce = [...running].filter(({ aborted }) => !aborted).length;
    if (atOnce > concurrency) {
      trace.violation(`${machine.name} runs ${atOnce} handlers at once, over ${concurrency}`);
    }
    for (let i = 0; i < (record.plan.children ?? 0); i++) context.enqueue(CHILD_TYPE);
    try {
      if (plan !== undefined) await work(host, plan, context);
    } finally {
      running.delete(signal);
      start.endedMs = now();
    }
    trace.note(
      `${machine.name} ends job ${number} with token ${token}: ${plan?.ends ?? "completed"}`,
    );
    switch (plan?.ends) {
      case "failed":
        throw new Error("as planned");
      case "permanent":
        throw new PermanentError("as planned");
      case "retry-after":
        throw new RetryAfter(RETRY_AFTER_MS);
      case "snoozed":
        return snooze(SNOOZE_MS);
      default:
        return { token };
    }
  };
}

function isGoingOn({ endedMs, abortedMs }: StartRecord): boolean {
  return endedMs === undefined && abortedMs === undefined;
}

/** Takes as long as it was planned, or until the signal is aborted if the handler obeys it. */
async function work(
  { machine, timeline }: HandlerHost,
  { takesMs, reports, obeys }: StartPlan,
  context: AttemptContext,
): Promise<void> {
  const { signal } = context;
  const wait = (ms: number) =>
    new Promise<void>((resolve, reject) => {
      timeline.setTimer(ms, () => machine.happen(resolve));
      if (!obeys) return;
      if (signal.aborted) reject(signal.reason);
      signal.addEventListener("abort", () => reject(signal.reason));
    });
  await wait(Math.floor(takesMs / 2));
  if (reports) await context.progress(0.5, "halfway").catch(() => {});
  await wait(Math.ceil(takesMs / 2));
}
