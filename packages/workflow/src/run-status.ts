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

export function isFinalRun(status: RunStatus): status is FinalRunStatus {
  return status === "COMPLETED" || status === "FAILED" || status === "CANCELLED";
}
