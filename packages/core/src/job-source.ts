import type {
  ExtendItem,
  ExtendResult,
  Lease,
  LeaseRequest,
  Settlement,
  SettleOptions,
  SettleResult,
} from "./lease.ts";
import type { StepResultPage } from "./run.ts";
import type { WorkerRegistry } from "./worker-store.ts";

/** Keeps a store that does one thing at a time busy for about 2 ms. */
export const DEFAULT_BATCH_SIZE = 200;

/**
 * Where a worker takes its jobs from: the worker's half of a store, also spoken by the remote
 * source over `WorkerService`.
 *
 * Every method can throw MillraceError `UNAVAILABLE`.
 */
export interface JobSource {
  /**
   * How many jobs a worker should lease or settle by one call at most: many share its cost, but keep
   * the source's other callers waiting. Defaults to {@link DEFAULT_BATCH_SIZE}.
   */
  readonly batchSize?: number;

  /** Where a worker tells that it lives. Absent where there is nobody to tell. */
  readonly workers?: WorkerRegistry;

  /**
   * Lease due jobs, the highest priority first, waiting for a first one up to `waitMs`.
   *
   * @throws MillraceError `INVALID_ARGUMENT`.
   */
  lease(request: LeaseRequest): Promise<Lease[]>;

  /**
   * Make each lease last for `leaseMs` from now, store its progress and add to its log; one result an
   * item, in order.
   *
   * @throws MillraceError `INVALID_ARGUMENT`, also for more than 1,000 items.
   */
  extend(items: readonly ExtendItem[], leaseMs: number): Promise<ExtendResult[]>;

  /**
   * End each lease with its outcome; one result an item, in order, each by itself.
   *
   * `resend` says that the call repeats one whose answer was lost: what that call settled is then
   * answered as settled instead of with `LEASE_LOST`. Defaults to false.
   *
   * @throws MillraceError `INVALID_ARGUMENT` for more than 1,000 items.
   */
  settle(items: readonly Settlement[], options?: SettleOptions): Promise<SettleResult[]>;

  /**
   * Read the result of a step of a run; of a map a page of the results of its items, from one of them on. Absent on a
   * store, which knows no workflows.
   *
   * @throws MillraceError `NOT_FOUND`, or `FAILED_PRECONDITION` for a step that has not completed.
   */
  stepResult?(runId: string, step: string, fromItem: number): Promise<StepResultPage>;

  /**
   * Call `listener` with the id of each running job whose cancel is asked for, as soon as the
   * source hears of it. A source that cannot push never calls it: extend answers
   * `CANCEL_REQUESTED` in any case.
   *
   * @returns a function that ends the subscription.
   */
  onCancelRequested(listener: (jobId: string) => void): () => void;

  /**
   * Call `listener` before leases that have ended are looked for. Present on a store that lives in the
   * process of its workers, as nothing else can take their jobs while that is blocked: what a listener has
   * extended by then has not ended.
   *
   * @returns a function that ends the subscription.
   */
  beforeRescue?(listener: () => void): () => void;

  /** End waiting calls, release connections. Idempotent. */
  close(): Promise<void>;
}
