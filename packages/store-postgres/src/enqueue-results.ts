import {
  afterNotFound,
  type EnqueueResult,
  groupOfJobNotFound,
  groupSealed,
  idempotencyKeyTaken,
  type Job,
  MillraceError,
  newJob,
  type PlannedJob,
  queueDraining,
  uniqueKeyHeld,
} from "@millrace/core";
import { mayWait } from "./enqueue-arguments.ts";
import type { StoredJob } from "./job-row.ts";
import type { NotMade } from "./job-tables.ts";
import { held, lost } from "./postgres-fault.ts";

/** Reads jobs by their ids. */
export type ReadByIds = (ids: readonly string[]) => Promise<ReadonlyMap<string, StoredJob>>;

/** What became of each of `jobs`, by the answer of `enqueue_jobs`. */
export async function enqueueResults(
  jobs: readonly PlannedJob[],
  ids: readonly string[],
  { now, notMade }: { readonly now: number; readonly notMade: readonly NotMade[] },
  read: ReadByIds,
): Promise<EnqueueResult[]> {
  const made = (i: number): Job => newJob((jobs[i] as PlannedJob).spec, ids[i] as string, now);
  const results: EnqueueResult[] = jobs.map((_, i) => ({ job: made(i), created: true }));
  if (notMade.length === 0) return results;
  const repeats = notMade.some(({ kind }) => kind === "REPEAT");
  const found = await read([
    ...(repeats ? ids : []),
    ...notMade.flatMap((other) => {
      if (other.kind === "JOINED") return [ids[other.item] as string];
      return "jobId" in other ? [other.jobId] : [];
    }),
  ]);
  if (repeats) {
    // Made by an earlier call, whose answer was lost; a worker may have been there since.
    ids.forEach((id, i) => {
      const job = found.get(id)?.job;
      // That call may have left out a job with a key.
      const isUnknown = job === undefined && mayWait(jobs[i] as PlannedJob);
      results[i] = isUnknown ? { error: lost() } : { job: job ?? made(i), created: true };
    });
  }
  // Those that another one of this call answers come last, because it may have been answered by a third one.
  for (const other of notMade.toSorted((a, b) => Number(isOwn(a, ids)) - Number(isOwn(b, ids)))) {
    if (other.kind === "REPEAT") continue;
    if (other.kind === "HELD") {
      results[other.item] = { error: held() };
      continue;
    }
    if (other.kind === "DRAINING") {
      const type = jobs[other.item]?.spec.type ?? "";
      results[other.item] = { error: queueDraining(type, other.hold) };
      continue;
    }
    if (other.kind === "JOINED") {
      const job = found.get(ids[other.item] as string)?.job ?? made(other.item);
      results[other.item] = { job, created: true };
      continue;
    }
    const { kind, item, jobId } = other;
    const absent = ABSENT[kind];
    if (absent !== undefined) {
      results[item] = { error: absent(jobId) };
      continue;
    }
    const job = found.get(jobId)?.job;
    const { idempotencyKey = "", unique } = (jobs[item] as PlannedJob).spec;
    if (kind === "TAKEN") results[item] = { error: idempotencyKeyTaken(idempotencyKey, jobId) };
    else if (kind === "UNIQUE" && unique?.onConflict === "REJECT") {
      results[item] = { error: uniqueKeyHeld(unique.key, jobId) };
    } else if (job !== undefined) {
      results[item] = { job, created: false, ...(kind === "REPLACED" && { replaced: true }) };
    } else if (ids.includes(jobId)) results[item] = results[ids.indexOf(jobId)] as EnqueueResult;
    else results[item] = { error: goneMeanwhile(jobId) };
  }
  return results;
}

/** Why a job is refused because of what it names. */
const ABSENT: { readonly [kind: string]: ((id: string) => MillraceError) | undefined } = {
  NO_JOB: afterNotFound,
  NO_GROUP: groupOfJobNotFound,
  SEALED: groupSealed,
};

/** The job that has the key ended its retention, or was deleted, between two statements. */
function goneMeanwhile(id: string): MillraceError {
  return new MillraceError(
    "UNAVAILABLE",
    `job ${id}, which has the key of the request, was forgotten just now, and nothing was changed: try again`,
  );
}

/** Whether the reason for which a job was not made is one of its call, which has these ids. */
function isOwn(other: NotMade, ids: readonly string[]): boolean {
  return "jobId" in other && ids.includes(other.jobId);
}
