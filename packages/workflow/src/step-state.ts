/**
 * Where a step is.
 *
 * - `BLOCKED`: it waits for the steps before; from the start of the run on.
 * - `STARTED`: its job, its runs, its timer or its wait for a signal have begun.
 * - `COMPLETED`, `FAILED`, `CANCELLED`: as its job, or what stands for one, has ended.
 * - `SKIPPED`: it never starts.
 */
export type StepStatus = "BLOCKED" | "STARTED" | "COMPLETED" | "FAILED" | "CANCELLED" | "SKIPPED";

/**
 * Why a step was skipped.
 *
 * - `CONDITION`: by its `when`, or because its rule did not hold without a failure being why.
 * - `FAILURE`: because a step before it has failed.
 * - `STOP`: because the run stopped at a failure, or its time was over.
 */
export type SkipCause = "CONDITION" | "FAILURE" | "STOP";
