import type {
  Operation,
  OperationAction,
  OperationPage,
  OperationQuery,
  OperationRequest,
} from "./operation.ts";
import type { OperationJob, OperationRecord, OperationResult } from "./operation-record.ts";

/** An operation that has not ended, as it was read. */
export interface OpenOperation {
  readonly record: OperationRecord;
  /** Grows with each change of the record. */
  readonly revision: number;
}

/**
 * What is done to many jobs of a store: by whoever maintains it, in rounds of at most 1,000 jobs, so that it
 * ends only where somebody does. It goes on after a crash where it was.
 *
 * Every method can throw MillraceError `UNAVAILABLE`.
 */
export interface OperationStore {
  /**
   * Start an operation. Up to 10,000 jobs are counted first.
   *
   * @throws MillraceError `INVALID_ARGUMENT`; `FAILED_PRECONDITION`, with `expectCount` at fault, when that
   *   is off by more than a tenth; `RESOURCE_EXHAUSTED` while 20 operations are open.
   */
  start(request: OperationRequest): Promise<Operation>;

  /**
   * Read an operation.
   *
   * @throws MillraceError `NOT_FOUND`, also 7 days after it has ended.
   */
  get(id: string): Promise<Operation>;

  /**
   * List operations page by page, the latest first.
   *
   * @throws MillraceError `INVALID_ARGUMENT`, also for what is no page token.
   */
  list(query?: OperationQuery): Promise<OperationPage>;

  /**
   * Stop an operation: at once, or after its round under way. What it has done stays done; one that has ended
   * is returned as it is.
   *
   * @throws MillraceError `NOT_FOUND`.
   */
  stop(id: string): Promise<Operation>;
}

/** The side of operations that those have who do the rounds. */
export interface OperationWork {
  /** Those that have not ended, the earliest first. */
  open(): Promise<OpenOperation[]>;

  /** Write down how far an operation has come, unless it has changed since it was read; tell whether. */
  save(operation: OpenOperation): Promise<boolean>;

  /**
   * Change up to 1,000 jobs, each by itself; one result each, in order.
   *
   * @param reason of a cancel.
   */
  change(
    action: OperationAction,
    jobs: readonly OperationJob[],
    reason: string,
  ): Promise<OperationResult[]>;
}
