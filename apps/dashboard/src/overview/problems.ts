import type { LiveWorker, Queue } from "@millrace/client";
import { formatDuration, type QueueHold } from "@millrace/core";
import { failedErrorsLink } from "../errors/errors-link.ts";
import { formatCount, formatRate, plural } from "../format/numbers.ts";
import { jobsLink } from "../jobs/jobs-link.ts";
import { queueLink } from "../queues/queue-link.ts";

/** Something that somebody should look at. */
export interface Problem {
  /** Told from the others, and from itself a moment ago. */
  readonly key: string;
  readonly severity: "error" | "warning" | "note";
  /** The queue or the worker. */
  readonly subject: string;
  readonly what: string;
  readonly href: string;
  readonly action: string;
}

/** Due jobs that have waited for so long are told of, though workers live. */
const LONG_WAIT_MS = 60_000;
/** An event loop that is so late holds up heartbeats and extensions of leases. */
const LATE_LOOP_MS = 500;
/** A worker tells every ten seconds that it lives. */
const SILENT_MS = 25_000;

const ORDER = { error: 0, warning: 1, note: 2 } as const;

/** What is wrong, the worst first. */
export function problemsOf(queues: readonly Queue[], workers: readonly LiveWorker[]): Problem[] {
  const found = [...queues.flatMap(queueProblems), ...workers.flatMap(workerProblems)];
  return found.sort((a, b) => ORDER[a.severity] - ORDER[b.severity]);
}

function queueProblems(queue: Queue): Problem[] {
  return [noWorker(queue), held(queue), longWait(queue), failed(queue), failing(queue)].filter(
    (problem) => problem !== undefined,
  );
}

function noWorker({ type, counts, workers, paused }: Queue): Problem | undefined {
  const { jobs, more, oldestAgeMs = 0 } = counts.PENDING;
  if (jobs === 0 || workers > 0 || paused !== undefined) return undefined;
  return {
    key: `no-worker ${type}`,
    severity: "error",
    subject: type,
    what: `no worker lives that runs it; ${formatCount(jobs, more)} due, the oldest for ${formatDuration(oldestAgeMs)}`,
    href: jobsLink({ type, status: "PENDING" }),
    action: "Show waiting jobs",
  };
}

function held({ type, counts, paused, draining }: Queue): Problem | undefined {
  const hold = paused ?? draining;
  if (hold === undefined) return undefined;
  const { jobs, more } = counts.PENDING;
  const waiting = jobs === 0 ? "" : `; ${formatCount(jobs, more)} due`;
  return {
    key: `held ${type}`,
    severity: jobs > 0 && paused !== undefined ? "warning" : "note",
    subject: type,
    what: `${paused === undefined ? "is being drained" : "is paused"}${holdWords(hold)}${waiting}`,
    href: queueLink(type),
    action: "Show the queue",
  };
}

function holdWords({ by, reason }: QueueHold): string {
  return `${by === "" ? "" : ` by ${by}`}${reason === "" ? "" : `: ${reason}`}`;
}

function longWait({ type, counts, workers, paused, activity }: Queue): Problem | undefined {
  const { jobs, more, oldestAgeMs = 0 } = counts.PENDING;
  if (workers === 0 || paused !== undefined || jobs === 0 || oldestAgeMs < LONG_WAIT_MS)
    return undefined;
  const done = formatRate(activity.completedPerSecond);
  return {
    key: `long-wait ${type}`,
    severity: "warning",
    subject: type,
    what: `the oldest of ${formatCount(jobs, more)} due jobs waits for ${formatDuration(oldestAgeMs)}; ${plural(workers, "worker")} complete ${done} a second`,
    href: jobsLink({ type, status: "PENDING" }),
    action: "Show waiting jobs",
  };
}

function failed({ type, counts, activity }: Queue): Problem | undefined {
  const { jobs, more } = counts.FAILED;
  if (jobs === 0) return undefined;
  const grows = activity.failedPerSecond > 0;
  const rate = grows ? `, ${formatRate(activity.failedPerSecond * 60)} more a minute` : "";
  return {
    key: `failed ${type}`,
    severity: grows ? "error" : "warning",
    subject: type,
    what: `${formatCount(jobs, more)} failed for good${rate}`,
    href: failedErrorsLink(type),
    action: "Show why",
  };
}

/** Most attempts fail, though some jobs may get through in the end. */
function failing({ type, counts, activity }: Queue): Problem | undefined {
  const { retriedPerSecond, completedPerSecond } = activity;
  if (retriedPerSecond === 0 || retriedPerSecond <= completedPerSecond) return undefined;
  return {
    key: `failing ${type}`,
    severity: "warning",
    subject: type,
    what: `more attempts fail than jobs complete: ${formatRate(retriedPerSecond)} against ${formatRate(completedPerSecond)} a second; ${formatCount(counts.RETRYING.jobs, counts.RETRYING.more)} wait to be tried again`,
    href: jobsLink({ type, status: "RETRYING" }),
    action: "Show retrying jobs",
  };
}

function workerProblems({ workerId, eventLoopLagMs, heartbeatAgeMs }: LiveWorker): Problem[] {
  const href = jobsLink({ workerId });
  const about = { subject: workerId, href, action: "Show its jobs" };
  const problems: Problem[] = [];
  if (heartbeatAgeMs > SILENT_MS) {
    const what = `has not told for ${formatDuration(heartbeatAgeMs)} that it lives`;
    problems.push({ key: `silent ${workerId}`, severity: "error", what, ...about });
  }
  if (eventLoopLagMs > LATE_LOOP_MS) {
    const what = `a handler holds its event loop up: it was ${formatDuration(eventLoopLagMs)} late`;
    problems.push({ key: `late ${workerId}`, severity: "warning", what, ...about });
  }
  return problems;
}
