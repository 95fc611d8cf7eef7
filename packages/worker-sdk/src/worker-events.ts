import type { JobStatus, ThrottleScope } from "@millrace/core";
import type { HandlerJob } from "./handler-job.ts";

/** What a worker tells its listeners; each event comes after the store has taken the change. */
export interface WorkerEvents {
  /** The worker has begun to lease jobs. */
  started: [];
  /** A job has completed, with the result as the store keeps it. */
  completed: [job: HandlerJob, result: Uint8Array | undefined];
  /** An attempt has failed; the job is now `RETRYING`, `FAILED` or `CANCELLED`. */
  failed: [job: HandlerJob, message: string, status: JobStatus];
  /** A handler has snoozed its job, which is now `SCHEDULED`. */
  snoozed: [job: HandlerJob];
  /** A handler was throttled; its job is now `SCHEDULED`, or `PENDING` when its key or queue waits as a whole. */
  throttled: [job: HandlerJob, scope: ThrottleScope];
  /** A job was given back, because the worker stops. */
  released: [job: HandlerJob];
  /** A lease was lost: the outcome of the attempt was refused, never sent, or never answered. */
  leaseLost: [job: HandlerJob];
  /** A handler has ended after its attempt was over, for example by a timeout; its result is ignored. */
  late: [job: HandlerJob];
  /** The source could not be reached, or refused a call; the worker goes on trying. */
  sourceError: [error: unknown];
  /** The worker has stopped. */
  stopped: [];
}
