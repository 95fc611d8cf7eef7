import type { EpochMs } from "./clock.ts";

/**
 * Where a run of a workflow is.
 *
 * - `RUNNING`: steps start as soon as they may.
 * - `PAUSED`: none starts; those that run go on.
 * - `CANCELLING`: a cancel was asked for; what runs is being cancelled, then `finally` runs.
 * - `COMPLETED`: all has ended, and no failure counts.
 * - `FAILED`: a step has failed whose failure counts, a hook has, or the time was over.
 * - `CANCELLED`: it was cancelled.
 */
export type RunStatus = (typeof RUN_STATUSES)[number];

export const RUN_STATUSES = [
  "RUNNING",
  "PAUSED",
  "CANCELLING",
  "COMPLETED",
  "FAILED",
  "CANCELLED",
] as const;

/** What ends a run. */
export type FinalRunStatus = "COMPLETED" | "FAILED" | "CANCELLED";

/** Whether a run has ended; it can be run again. */
export function isFinalRun(status: RunStatus): status is FinalRunStatus {
  return status === "COMPLETED" || status === "FAILED" || status === "CANCELLED";
}

/**
 * Where a step of a run is.
 *
 * - `BLOCKED`: it waits for steps that come before it.
 * - `STARTED`: its job is there, or its timer, or it waits for a signal.
 * - `SKIPPED`: it will not run; `cause` says why.
 */
export type StepStatus = (typeof STEP_STATUSES)[number];

export const STEP_STATUSES = [
  "BLOCKED",
  "STARTED",
  "COMPLETED",
  "FAILED",
  "CANCELLED",
  "SKIPPED",
] as const;

/**
 * Why a step was skipped.
 *
 * - `CONDITION`: its condition or its rule did not hold.
 * - `FAILURE`: a step has failed that it needed.
 * - `STOP`: the run was stopped by a failure.
 */
export type SkipCause = (typeof SKIP_CAUSES)[number];

export const SKIP_CAUSES = ["CONDITION", "FAILURE", "STOP"] as const;

/** A step of a run as it stands. */
export interface RunStepState {
  readonly name: string;
  /** `task`, `map`, `sleep`, `await`, `workflow` or `decide`. */
  readonly kind: string;
  /** `steps`, `on_failure` or `finally`. */
  readonly section: string;
  readonly status: StepStatus;
  /** Of a skipped one. */
  readonly cause?: SkipCause;
  /** The steps that it comes after. */
  readonly after: readonly string[];
  /** How often the run has had it begin, itself included, where it was. */
  readonly epoch: number;
  /** The job of a task that has started. */
  readonly jobId?: string;
  /** The run of a workflow step that has started. */
  readonly childRunId?: string;
  /** Of a map that has started. */
  readonly map?: StepItems;
  readonly error?: string;
  readonly startedAt?: EpochMs;
  readonly finishedAt?: EpochMs;
  /** When a sleep ends, or the wait for a signal is given up. */
  readonly wakeAt?: EpochMs;
}

/** How far a map is, in items. */
export interface StepItems {
  readonly total: number;
  /** Those of which the jobs are there and have not ended. */
  readonly open: number;
  readonly completed: number;
  readonly failed: number;
}

/** Why a run has failed. */
export interface RunFailure {
  /** Absent when it is about the run as a whole. */
  readonly step?: string;
  readonly message: string;
}

/** A run of a workflow as it stood when it was read. */
export interface Run {
  readonly id: string;
  /** The name of its workflow. */
  readonly workflow: string;
  /** The version of the workflow that it began with. */
  readonly version: number;
  readonly status: RunStatus;
  /** 1, and one more each time that it was run again. */
  readonly attempt: number;
  /** As JSON has it. Not in lists. */
  readonly input?: unknown;
  /** The results of its last steps by their names, once it has completed. Not in lists. */
  readonly result?: unknown;
  readonly error?: RunFailure;
  /** How many steps there are of each status; those with none are left out. */
  readonly counts: { readonly [Status in StepStatus]?: number };
  /** In the order of the workflow; only when they were asked for. */
  readonly steps?: readonly RunStepState[];
  /** The step that has started this run, of another one. */
  readonly parent?: { readonly id: string; readonly step: string; readonly index?: number };
  readonly metadata: Readonly<Record<string, string>>;
  readonly createdAt: EpochMs;
  /** When its latest attempt began, or is to begin. */
  readonly startedAt: EpochMs;
  readonly finishedAt?: EpochMs;
  /** When it is deleted with all that it has, of one that has ended. */
  readonly expiresAt?: EpochMs;
  /** Grows with each line of its history. */
  readonly sequence: number;
}

/** A line of the history of a run. */
export interface RunLogLine {
  /** By which lines are told apart and read on. */
  readonly sequence: number;
  readonly at: EpochMs;
  /** Absent for the run itself. */
  readonly step?: string;
  /** A {@link RunStatus}, or a {@link StepStatus} of a step. */
  readonly from: string;
  readonly to: string;
  readonly cause?: SkipCause;
  /** Who asked for it. */
  readonly by?: string;
  readonly note?: string;
}

/** A page of a history. */
export interface RunLogPage {
  readonly lines: readonly RunLogLine[];
  /** The sequences of lines that were dropped, of a history that is longer than 10,000. */
  readonly dropped?: { readonly from: number; readonly to: number };
}

/** What is told of a run that is watched: lines of its history, then how it stands. */
export interface RunUpdate {
  readonly lines: readonly RunLogLine[];
  readonly run: Run;
}

/** A version of a workflow. */
export interface WorkflowVersion {
  readonly name: string;
  /** From 1 on. */
  readonly version: number;
  /** The definition, as JSON has it. */
  readonly definition: unknown;
}

/** What came of putting a workflow. */
export interface PutWorkflowResult {
  readonly name: string;
  readonly version: number;
  /** False when the latest version says the same. */
  readonly created: boolean;
}

/** How to start a run. */
export interface StartRunOptions {
  /** Defaults to the latest. */
  readonly version?: number | undefined;
  /** As JSON has it, at most 1 MiB. Defaults to an empty object. */
  readonly input?: unknown;
  /** A run of the workflow that has the key already is answered in its place. 1 to 256 bytes. Defaults to none. */
  readonly idKey?: string | undefined;
  /** Runs of the same one are in the same partition of the store. Defaults to the `idKey`. */
  readonly routeKey?: string | undefined;
  /** When to begin, in milliseconds from now. Defaults to 0. */
  readonly delayMs?: number | undefined;
  /** When to begin. Excludes `delayMs`. */
  readonly runAt?: EpochMs | undefined;
  /** Labels, as those of jobs. Defaults to none. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** How long the run is kept after its end, with its jobs and results. Defaults to 7 days. */
  readonly retentionMs?: number | undefined;
}

/** Which runs to list, the latest first. */
export interface RunListQuery {
  /** Defaults to those of all workflows. */
  readonly workflow?: string | undefined;
  /** Defaults to all. */
  readonly statuses?: readonly RunStatus[] | undefined;
  /** 1 to 100. Defaults to 100. */
  readonly pageSize?: number | undefined;
  /** Of the page before. Defaults to the first page. */
  readonly pageToken?: string | undefined;
}

/** A page of runs. It can be short, even empty, and have a next one. */
export interface RunPage {
  readonly runs: readonly Run[];
  /** Empty on the last page. */
  readonly nextPageToken: string;
}

/** A page of workflows, by name. */
export interface WorkflowPage {
  readonly workflows: readonly WorkflowVersion[];
  /** Empty on the last page. */
  readonly nextPageToken: string;
}

/** The result of a step; of a map a page of the results of its items. */
export interface StepResultPage {
  /** Of a step that is no map. Null where its handler returned nothing, or no JSON. */
  readonly result?: unknown;
  /** Of a map: of its items from the first that was asked for, in order; null for one that has failed. */
  readonly items?: readonly unknown[];
  /** Of a map: the item with which the next page begins; absent on the last page. */
  readonly nextItem?: number;
}

export const RUN_DEFAULTS = { retentionMs: 7 * 86_400_000 } as const;

/** Who asks for something, for the history. */
export interface RunOrderOptions {
  /** At most 256 bytes. Defaults to nobody. */
  readonly by?: string | undefined;
}

export interface CancelRunOptions extends RunOrderOptions {
  /** For people. Defaults to none. */
  readonly reason?: string | undefined;
}

export interface SignalOptions extends RunOrderOptions {
  /** A run takes a signal of the same id once. 1 to 256 bytes. Defaults to a new one. */
  readonly signalId?: string | undefined;
}

/** An answer to a link, and what the signal has then. */
export interface SignalAnswer {
  /** What its button shows: 1 to 64 bytes. */
  readonly label: string;
  /** As JSON has it, at most 256 bytes. Defaults to null. */
  readonly payload?: unknown;
}

/** How a link asks whoever opens it. */
export interface SignalLinkRequest {
  /** What its page asks: at most 512 bytes. Defaults to asking to confirm. */
  readonly text?: string | undefined;
  /** What can be answered, each a button: at most 10. Defaults to one, `Confirm`, that sends null. */
  readonly answers?: readonly SignalAnswer[] | undefined;
  /** For how long it can be used, in milliseconds: 1 s to 366 days. Defaults to 7 days. */
  readonly expiresInMs?: number | undefined;
}

/** A link by which somebody with a browser signals a run. */
export interface SignalLink {
  /** Below the address by which browsers reach the server. */
  readonly path: string;
  readonly expiresAt: EpochMs;
}

export interface RerunOptions extends RunOrderOptions {
  /** The steps; or those that failed, were cancelled, or were skipped because of that. Defaults to `FAILED`. */
  readonly from?: readonly string[] | "FAILED" | undefined;
  /** As JSON has it. Defaults to what it was. */
  readonly input?: unknown;
}

export interface RetryStepOptions extends RunOrderOptions {
  /**
   * Of a step that has run a workflow: `RESUME` has the part of its run go on that failed, `RESTART` makes a new run.
   * Defaults to `RESUME`.
   */
  readonly mode?: "RESUME" | "RESTART" | undefined;
}
