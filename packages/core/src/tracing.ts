import type { EnqueueRequest, EnqueueResult } from "./enqueue.ts";
import type { Job } from "./job.ts";
import type { JobSource } from "./job-source.ts";

/** An attempt, as far as traces tell of it. */
export interface TracedAttempt {
  readonly workerId: string;
  /** The lease token. */
  readonly fence: number;
  /** Aborted when the attempt should stop. */
  readonly signal: AbortSignal;
}

/** Puts spans around what producers and workers do: `@millrace/opentelemetry` makes one. */
export interface Tracing {
  /**
   * Enqueue `requests` by `send`, which is called at once and gets them with the trace context that each
   * job is to carry. A request that has one keeps it.
   */
  enqueue(
    requests: readonly EnqueueRequest[],
    send: (requests: readonly EnqueueRequest[]) => Promise<EnqueueResult[]>,
  ): Promise<EnqueueResult[]>;

  /**
   * Run an attempt of a job by `run`, within a span that follows the one that the job carries, and return
   * what `run` returns, or a promise of it.
   */
  process(job: Job, attempt: TracedAttempt, run: () => unknown): unknown;

  /** `source`, the calls of which a worker makes, with spans around them or measured. Absent where none are. */
  source?<Source extends JobSource>(source: Source): Source;
}
