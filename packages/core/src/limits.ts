/** What a store and a server accept. Lengths of text count UTF-8 bytes. */
export interface Limits {
  /** The largest payload of a job. Defaults to 1 MiB. */
  readonly payloadBytes: number;
  /** The largest result of a job. Defaults to 1 MiB. */
  readonly resultBytes: number;
  /** The most jobs in one enqueue batch. Defaults to 1,000. */
  readonly batchJobs: number;
  /** The most entries in a job's metadata. Defaults to 64. */
  readonly metadataEntries: number;
  /** The largest metadata of a job, keys and values together. Defaults to 8 KiB. */
  readonly metadataBytes: number;
}

export const DEFAULT_LIMITS: Limits = {
  payloadBytes: 1024 * 1024,
  resultBytes: 1024 * 1024,
  batchJobs: 1_000,
  metadataEntries: 64,
  metadataBytes: 8 * 1024,
};

const DAY_MS = 86_400_000;

/** Bounds that are part of the contract and not configurable. */
export const BOUNDS = {
  maxPriority: 100,
  maxAttempts: 1_000,
  idempotencyKeyBytes: 256,
  uniqueKeyBytes: 256,
  concurrencyKeyBytes: 256,
  workerIdBytes: 256,
  reasonBytes: 1_024,
  /** Who has paused or drained a queue. */
  byBytes: 256,
  errorMessageBytes: 8 * 1_024,
  errorDetailsBytes: 32 * 1_024,
  progressMessageBytes: 1_024,
  /** Of a line that a handler logs. */
  logLineBytes: 640,
  contentTypeBytes: 256,
  tracestateBytes: 512,
  /** A delay, snooze or retry-after, at most: 10 years. */
  maxDelayMs: 3_653 * DAY_MS,
  /** The latest run-at time: 2200-01-01T00:00:00Z. */
  maxRunAt: Date.UTC(2200, 0, 1),
  /** The times that the wire has a form for: the years 1 to 9999. */
  minTime: -62_135_596_800_000,
  maxTime: 253_402_300_799_999,
  maxTimeoutMs: 30 * DAY_MS,
  minRetentionMs: 1_000,
  maxRetentionMs: 3_653 * DAY_MS,
  maxBackoffMs: 365 * DAY_MS,
  maxMultiplier: 100,
  /** The most jobs that a job comes after. */
  maxAfter: 100,
  /** The most jobs that one attempt enqueues with its completion, and the most bytes that they have. */
  maxChildren: 1_000,
  childrenBytes: 2 * 1024 * 1024,
  /** Of the steps, as JSON, that one attempt adds to its run with its completion. */
  addStepsBytes: 1024 * 1024,
  minLeaseMs: 10,
  maxLeaseMs: DAY_MS,
  /** The longest wait for a job to lease, or for a job to be final. */
  maxWaitMs: 60_000,
  maxLeaseJobs: 1_000,
  maxLeaseTypes: 256,
  maxSettleItems: 1_000,
  maxPageSize: 1_000,
  /** The longest text that errors are searched for. */
  errorFilterBytes: 256,
  /** The longest beginning of an id that jobs are listed by. */
  idPrefixBytes: 64,
  maxQueuePageSize: 100,
  /** The most jobs of which errors are grouped by one call. */
  maxErrorsLookedAt: 10_000,
  /** How long the name of a group of errors is. */
  errorGroupBytes: 22,
  /** The largest limit on the jobs of a queue, or of a key, that run. */
  maxRunning: 1_000_000,
  /** The most starts of a rate. */
  maxRate: 1_000_000,
  minRatePeriodMs: 100,
  maxRatePeriodMs: 31 * DAY_MS,
  /** The longest wait that is worth a step of priority. */
  maxAgingMs: 31 * DAY_MS,
  /** The most entries of metadata that jobs are listed by. */
  maxQueryMetadata: 64,
  /** The most statuses of a query, each as often as it is named. */
  maxQueryStatuses: 16,
} as const;
