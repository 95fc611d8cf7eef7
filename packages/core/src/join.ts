import { FINAL_STATUSES, type FinalStatus, GONE, isFinal, type JobStatus } from "./job-status.ts";

/**
 * What a job makes of how the jobs end that it comes after.
 *
 * - `COMPLETED`: it runs once all of them have completed. As soon as one has failed, was cancelled or was
 *   deleted, it is cancelled, with a reason that names that one.
 * - `FINISHED`: it runs once all of them have ended, however they did; a deleted one has ended, too.
 */
export type AfterRule = "COMPLETED" | "FINISHED";

export const AFTER_RULES: readonly AfterRule[] = ["COMPLETED", "FINISHED"];

/** What a job waits for: by the rule `FAILED`, which a group's `onFailed` alone has, that a job of it fails. */
export type JoinRule = AfterRule | "FAILED";

export const JOIN_RULES: readonly JoinRule[] = [...AFTER_RULES, "FAILED"];

/** What a new job is to wait for. */
export interface JoinSpec {
  readonly rule: JoinRule;
  /** Each once. */
  readonly jobIds: readonly string[];
  /** How long after the end of the wait the job is due, in milliseconds. Absent for its run-at time. */
  readonly delayMs?: number;
}

/** What a `BLOCKED` job waits for. */
export interface WaitsFor {
  readonly rule: JoinRule;
  /** How many of the jobs that it comes after have not ended, or 1 for a group. */
  readonly count: number;
  /** Their ids, or that of the group; empty by the view `BASIC`. */
  readonly jobIds: readonly string[];
  /** How long after the end of the wait the job is due, in milliseconds. Absent for its run-at time. */
  readonly delayMs?: number;
}

/** How a group ends, by the worst that became of its jobs. Who waits for a failure is told of it at once. */
export const GROUP_ENDS = ["ALL_COMPLETED", "ONE_FAILED", "ONE_CANCELLED"] as const;

export type GroupEnd = (typeof GROUP_ENDS)[number];

/**
 * How something ends for which a job waits: a job by its final status, or by being deleted; a group as
 * {@link GroupEnd} says.
 */
export type WaitEnd = FinalStatus | typeof GONE | GroupEnd;

export const WAIT_ENDS: readonly WaitEnd[] = [...FINAL_STATUSES, GONE, ...GROUP_ENDS];

/** The end of a wait that was in vain. */
export type VainEnd = Exclude<WaitEnd, "COMPLETED">;

/** How the wait of a new job begins. */
export type JoinAtStart =
  | {
      /** Those that it comes after and that have not ended, or the one by whose end it waits in vain. */
      readonly open: readonly string[];
      readonly inVain?: { readonly id: string; readonly end: VainEnd };
    }
  /** One that it would come after and that does not exist. */
  | { readonly missing: string };

/** How the wait of a new job begins: what has ended already counts at once. */
export function joinAtStart(
  { rule, jobIds }: JoinSpec,
  statusOf: (id: string) => JobStatus | undefined,
): JoinAtStart {
  const statuses = jobIds.map((id) => [id, statusOf(id)] as const);
  const missing = statuses.find(([, status]) => status === undefined);
  if (missing !== undefined) return { missing: missing[0] };
  for (const [id, status] of statuses) {
    if (isFinal(status as JobStatus) && isInVain(rule, status as FinalStatus)) {
      return { open: [id], inVain: { id, end: status as VainEnd } };
    }
  }
  const open = statuses.filter(([, status]) => !isFinal(status as JobStatus));
  return { open: open.map(([id]) => id) };
}

/**
 * What a new job waits for: `open` are those of the jobs that it comes after that have not ended, or the one by
 * whose end it waits in vain.
 */
export function firstWait({ rule, delayMs }: JoinSpec, open: readonly string[]): WaitsFor {
  const waitsFor = { rule, count: open.length, jobIds: open };
  return delayMs === undefined ? waitsFor : { ...waitsFor, delayMs };
}

/** Whether a job that waits by `rule` can never run any more, because of an end. */
export function isInVain(rule: JoinRule, end: WaitEnd): end is VainEnd {
  if (rule === "FAILED") return end !== "ONE_FAILED";
  return rule === "COMPLETED" && end !== "COMPLETED" && end !== "ALL_COMPLETED";
}

/** What it is that others waited for in vain, and what became of it, in words. */
export const IN_VAIN: { readonly [End in VainEnd]: readonly [what: string, became: string] } = {
  FAILED: ["job", "which failed"],
  CANCELLED: ["job", "which was cancelled"],
  GONE: ["job", "which was deleted"],
  ALL_COMPLETED: ["group", "of which no job failed"],
  ONE_FAILED: ["group", "of which a job failed"],
  ONE_CANCELLED: ["group", "of which a job was cancelled"],
};

/** Why a job is cancelled that waited for the job or group `id`. */
export function inVainReason(id: string, end: VainEnd): string {
  const [what, became] = IN_VAIN[end];
  return `it comes after ${what} ${id}, ${became}`;
}

/** `waitsFor` without a job that has ended. */
export function withoutWait(waitsFor: WaitsFor, id: string): WaitsFor {
  const jobIds = waitsFor.jobIds.filter((other) => other !== id);
  return { ...waitsFor, count: jobIds.length, jobIds };
}

/** `waitsFor` of a job that is to run at a time, whenever the wait ends before that. */
export function withoutDelay({ delayMs: _, ...waitsFor }: WaitsFor): WaitsFor {
  return waitsFor;
}
