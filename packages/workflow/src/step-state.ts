import type { EpochMs } from "@millrace/core";
import type { Json } from "./json.ts";

/**
 * Where a step is.
 *
 * - `BLOCKED`: it waits for the steps before; from the start of the run on.
 * - `STARTED`: its job, its runs, its timer or its wait for a signal have begun.
 * - `COMPLETED`, `FAILED`, `CANCELLED`: as its job, or what stands for one, has ended.
 * - `SKIPPED`: it never starts.
 */
export type StepStatus = "BLOCKED" | "STARTED" | FinalStepStatus;
export type FinalStepStatus = "COMPLETED" | "FAILED" | "CANCELLED" | "SKIPPED";

/**
 * Why a step was skipped.
 *
 * - `CONDITION`: by its `when`, or because its rule did not hold without a failure being why.
 * - `FAILURE`: because a step before it has failed.
 * - `STOP`: because the run stopped at a failure, or its time was over.
 */
export type SkipCause = "CONDITION" | "FAILURE" | "STOP";

/** A step of a run. */
export interface StepState {
  readonly status: StepStatus;
  /** Of `SKIPPED`. */
  readonly cause?: SkipCause;
  /** Of `COMPLETED`. */
  readonly result?: Json;
  /** Of `FAILED` and `CANCELLED`; of a map also how many items failed that were tolerated. */
  readonly error?: string;
  readonly startedAt?: EpochMs;
  readonly finishedAt?: EpochMs;
  /** When a sleep ends, or a wait for a signal is given up. */
  readonly wakeAt?: EpochMs;
  /** Present once its jobs or runs are to be cancelled. */
  readonly isCancelling?: true;
  readonly map?: MapState;
}

/** The items of a map. */
export interface MapState {
  readonly items: readonly Json[];
  /** How many jobs or runs were made, for the items from the first on. */
  readonly made: number;
  /** The places of those that have not ended. */
  readonly open: readonly number[];
  readonly failed: number;
  /** By place; null for one that has not completed. */
  readonly results: readonly Json[];
}

export function isFinalStep(status: StepStatus): status is FinalStepStatus {
  return status !== "BLOCKED" && status !== "STARTED";
}
