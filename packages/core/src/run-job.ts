import { shortDigest } from "#short-digest";
import { specOf } from "./check-enqueue.ts";
import type { RunStep } from "./job.ts";
import { partitionOf, serialText } from "./job-id.ts";
import { BOUNDS } from "./limits.ts";
import { MillraceError } from "./millrace-error.ts";
import type { PlannedRunJob, RunJob } from "./run-store.ts";

const SHARED_LENGTH = 12;

/**
 * The ids of what a step of a run makes in one epoch, by the places of items: so nobody has to note them, and what is
 * made again by mistake is the same.
 */
export function runStepIds(runId: string, step: string, epoch: number): (index: number) => string {
  // Base64url has two characters that ids have not.
  const digest = shortDigest(`${runId} ${step} ${epoch}`).replaceAll(/[-_]/g, "0");
  const prefix = `${partitionOf(runId) ?? 0}-${digest.slice(0, SHARED_LENGTH)}`;
  return (index) => prefix + serialText(index);
}

/** A job of the run `runId` whose request was checked. It is kept as long as its run, which is deleted with its jobs. */
export function planRunJob(runId: string, { id, place, request }: RunJob): PlannedRunJob {
  const run: RunStep = { id: runId, ...place };
  return { id, spec: { ...specOf(request), run, retentionMs: BOUNDS.maxRetentionMs } };
}

const REMEDIES = {
  retry: "run the run again from this step instead",
  delete: "delete the run instead, which deletes its jobs",
};

/** The error that refuses to do something to a job by itself that belongs to a run. */
export function jobOfRun(
  id: string,
  action: "retry" | "delete",
  { id: runId, step }: RunStep,
): MillraceError {
  return new MillraceError(
    "FAILED_PRECONDITION",
    `cannot ${action} job ${id}: it is made for step ${step} of run ${runId}; ${REMEDIES[action]}`,
  );
}

/** @throws MillraceError `FAILED_PRECONDITION` for a job that belongs to a run. */
export function requireNoRun(
  { id, run }: { readonly id: string; readonly run?: RunStep },
  action: "retry" | "delete",
): void {
  if (run !== undefined) throw jobOfRun(id, action, run);
}
