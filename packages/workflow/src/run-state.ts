import type { EnqueueRequest, EpochMs } from "@millrace/core";
import type { Json } from "./json.ts";
import type { SkipCause, StepState, StepStatus } from "./step-state.ts";
import type { ChildReference, Section, Workflow } from "./workflow.ts";

/**
 * Where a run is.
 *
 * - `RUNNING`: steps start as soon as they may.
 * - `PAUSED`: none starts; those that run go on.
 * - `CANCELLING`: a cancel was asked for; what runs is being cancelled, then `finally` runs.
 * - `COMPLETED`: all has ended, and no failure counts.
 * - `FAILED`: a step has failed whose failure counts, a hook has, or the time was over.
 * - `CANCELLED`: it was cancelled.
 */
export type RunStatus = "RUNNING" | "PAUSED" | "CANCELLING" | FinalRunStatus;
export type FinalRunStatus = "COMPLETED" | "FAILED" | "CANCELLED";

/** A run of a workflow as data: plain JSON. */
export interface RunState {
  readonly id: string;
  readonly status: RunStatus;
  readonly input: Json;
  readonly startedAt: EpochMs;
  readonly finishedAt?: EpochMs;
  /** The part of the workflow that has its turn. */
  readonly section: Section;
  /** How many runs it is inside of, itself included. */
  readonly depth: number;
  readonly steps: { readonly [name: string]: StepState };
  /** In the order in which they came. */
  readonly signals: readonly SignalState[];
  /** The first failure that counts. */
  readonly error?: RunError;
  /** Present once no further step is to start but those that handle failures. */
  readonly isStopped?: true;
  readonly isTimedOut?: true;
  /** How many changes there were. */
  readonly sequence: number;
}

export interface RunError {
  /** Absent when it is about the run. */
  readonly step?: string;
  readonly message: string;
}

export interface SignalState {
  readonly id: string;
  readonly name: string;
  readonly payload: Json;
  /** The step that has taken it. */
  readonly takenBy?: string;
}

/** What happens to a run, at a time by the store's clock. */
export type RunEvent = { readonly at: EpochMs } & (
  | {
      /** A job, or a run inside of the run, has ended. */
      readonly kind: "ended";
      readonly step: string;
      /** Of a map: the place of the item. */
      readonly index?: number;
      readonly status: "COMPLETED" | "FAILED" | "CANCELLED";
      readonly result?: Json;
      readonly error?: string;
    }
  | {
      readonly kind: "signal";
      /** A signal with an id that was there before changes nothing. */
      readonly id: string;
      readonly name: string;
      readonly payload: Json;
    }
  | { readonly kind: "cancel" | "pause" | "resume" }
);

/** What is to be done about a run, as one step: keep `run`, and make and cancel the rest. */
export interface RunAdvance {
  readonly run: RunState;
  readonly jobs: readonly JobToMake[];
  readonly runs: readonly RunToMake[];
  /** Whose jobs or runs are to be cancelled. */
  readonly cancels: readonly StepPlace[];
  /** The next time at which something happens by itself. */
  readonly wakeAt?: EpochMs;
  /** What has changed, in order. */
  readonly changes: readonly RunChange[];
}

/** A step, and of a map the place of an item. */
export interface StepPlace {
  readonly step: string;
  readonly index?: number;
}

export interface JobToMake extends StepPlace {
  readonly request: EnqueueRequest;
}

export interface RunToMake extends StepPlace {
  readonly workflow: ChildReference;
  readonly input: Json;
  /** Whether nobody waits for its end. */
  readonly isDetached: boolean;
  readonly depth: number;
}

/** A line of a run's history. */
export interface RunChange {
  /** Grows by one with each change of the run. */
  readonly sequence: number;
  readonly at: EpochMs;
  /** Absent for the run itself. */
  readonly step?: string;
  readonly from: StepStatus | RunStatus;
  readonly to: StepStatus | RunStatus;
  readonly cause?: SkipCause;
  readonly note?: string;
}

/** A new run of `workflow`, of which no step has started: that is for the first advance. */
export function newRun(
  workflow: Workflow,
  {
    id,
    input,
    at,
    depth = 1,
  }: { readonly id: string; readonly input: Json; readonly at: EpochMs; readonly depth?: number },
): RunState {
  return {
    id,
    status: "RUNNING",
    input,
    startedAt: at,
    section: "steps",
    depth,
    steps: Object.fromEntries(
      [...workflow.steps.keys()].map((name) => [name, { status: "BLOCKED" }]),
    ),
    signals: [],
    sequence: 0,
  };
}

export function isFinalRun(status: RunStatus): status is FinalRunStatus {
  return status === "COMPLETED" || status === "FAILED" || status === "CANCELLED";
}

/** The result of a run: those of its last steps, after which none comes, by name. */
export function runResult(workflow: Workflow, { steps }: RunState): Json {
  const last = [...workflow.steps.values()].filter(
    ({ section, dependants, name }) =>
      section === "steps" && dependants.length === 0 && steps[name]?.status === "COMPLETED",
  );
  return Object.fromEntries(last.map(({ name }) => [name, steps[name]?.result ?? null]));
}
