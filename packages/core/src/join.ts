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

/** What a new job is to wait for. */
export interface JoinSpec {
  readonly rule: AfterRule;
  /** Each once. */
  readonly jobIds: readonly string[];
  /** How long after the end of the wait the job is due, in milliseconds. Absent for its run-at time. */
  readonly delayMs?: number;
}

/** What a `BLOCKED` job waits for. */
export interface WaitsFor {
  readonly rule: AfterRule;
  /** How many of the jobs that it comes after have not ended. */
  readonly count: number;
  /** Their ids; empty by the view `BASIC`. */
  readonly jobIds: readonly string[];
  /** How long after the end of the wait the job is due, in milliseconds. Absent for its run-at time. */
  readonly delayMs?: number;
}

/** How something ends for which a job waits: by its final status, or by being deleted. */
export type WaitEnd = FinalStatus | typeof GONE;

export const WAIT_ENDS: readonly WaitEnd[] = [...FINAL_STATUSES, GONE];

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

/** Whether a job that waits by `rule` can never run any more, because of an end. */
export function isInVain(rule: AfterRule, end: WaitEnd): end is VainEnd {
  return rule === "COMPLETED" && end !== "COMPLETED";
}

/** What became of a job that others waited for in vain, in words. */
export const IN_VAIN: { readonly [End in VainEnd]: string } = {
  FAILED: "failed",
  CANCELLED: "was cancelled",
  GONE: "was deleted",
};

/** Why a job is cancelled that waited for the job `id`. */
export function inVainReason(id: string, end: VainEnd): string {
  return `it comes after job ${id}, which ${IN_VAIN[end]}`;
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
