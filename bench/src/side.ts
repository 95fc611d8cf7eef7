/** What a started worker measures. */
export interface RunningWorker {
  stop(): Promise<void>;
}

/** One of the two queues that are compared, on the same Redis. */
export interface Side {
  readonly name: string;
  /** Adds `count` jobs by single calls, `inFlight` at once. */
  addOneByOne(count: number, inFlight: number, payload: Uint8Array): Promise<void>;
  /** Adds `count` jobs in batches of `batch`, `inFlight` batches at once. */
  addInBatches(count: number, batch: number, inFlight: number, payload: Uint8Array): Promise<void>;
  /** Adds one job that is due after `delayMs`. */
  addDelayed(delayMs: number): Promise<void>;
  /** Starts a worker that calls `onStart` when a handler starts, and `onDone` when a job is over. */
  startWorker(
    concurrency: number,
    onStart: (payload: Uint8Array) => void,
    onDone: () => void,
  ): Promise<RunningWorker>;
  close(): Promise<void>;
}

/** How a side treats jobs that say nothing. */
export type Semantics =
  /** The peer's bare defaults: one attempt, jobs kept forever. */
  | "bare"
  /** What a Millrace job has by default: 4 attempts, exponential backoff, kept for 24 hours. */
  | "equal";
