import type {
  JobFilter,
  Operation,
  OperationPage as OperationPageOfStore,
  OperationQuery,
  PurgeOptions,
} from "@millrace/core";

/** How to do something to many jobs. */
export interface OperationOptions {
  /** Only count the jobs. Defaults to false. */
  readonly dryRun?: boolean | undefined;
  /**
   * How many jobs the caller takes it to be about: nothing is changed when that is off by more than a tenth.
   * Defaults to any number.
   */
  readonly expectCount?: number | undefined;
  /**
   * How many jobs are changed a second at most, 1 to 1,000,000: on average, in steps of up to a second.
   * Defaults to as many as the store can.
   */
  readonly maxPerSecond?: number | undefined;
}

/** How to cancel many jobs. */
export interface CancelOptions extends OperationOptions {
  /** Kept with each job and handed to handlers, at most 1,024 bytes. Defaults to none. */
  readonly reason?: string | undefined;
}

/** How to wait for an operation. */
export interface OperationWaitOptions {
  /** Called with the operation as it is, each time that it has come further. */
  readonly onProgress?: ((operation: Operation) => void) | undefined;
  /** Ends the wait, and not the operation. Defaults to none. */
  readonly signal?: AbortSignal | undefined;
}

/** What is done to many jobs, as it was when it was read. */
export interface ClientOperation extends Operation {
  /**
   * Resolves with the operation once it has ended, by a look every half second.
   *
   * @throws MillraceError as for a `get`.
   * @throws the reason of `signal` when that is aborted before.
   */
  wait(options?: OperationWaitOptions): Promise<ClientOperation>;
}

/** A page of operations, the latest first. */
export interface OperationPage extends OperationPageOfStore {
  readonly operations: readonly ClientOperation[];
}

/**
 * What is done to many jobs: by whoever maintains the store, in rounds of up to 1,000 jobs, while the queues work
 * on. See `Client.operations`.
 */
export interface ClientOperations {
  /**
   * Starts to run finished jobs again, as `client.retry` does: those that have failed, unless the filter names
   * other statuses.
   *
   * @throws MillraceError `INVALID_ARGUMENT`; `FAILED_PRECONDITION` when there are not about as many as
   *   `expectCount`; `RESOURCE_EXHAUSTED` while 20 operations are open.
   */
  retry(filter: JobFilter, options?: OperationOptions): Promise<ClientOperation>;

  /**
   * Starts to cancel jobs, as `client.cancel` does: all that have not finished, unless the filter names statuses.
   *
   * @throws MillraceError as {@link retry} does.
   */
  cancel(filter: JobFilter, options?: CancelOptions): Promise<ClientOperation>;

  /**
   * Starts to forget jobs, as `client.delete` does. The filter must name their statuses.
   *
   * @throws MillraceError as {@link retry} does.
   */
  delete(filter: JobFilter, options?: OperationOptions): Promise<ClientOperation>;

  /**
   * Starts to forget the jobs of a queue: all but those that run, or those in the statuses that are given.
   *
   * @throws MillraceError as {@link retry} does.
   */
  purge(type: string, options?: PurgeOptions): Promise<ClientOperation>;

  /**
   * Reads an operation. One that has ended is kept for 7 days.
   *
   * @throws MillraceError `NOT_FOUND`.
   */
  get(id: string): Promise<ClientOperation>;

  /**
   * Lists operations, the latest first, page by page as they are read.
   *
   * @throws MillraceError `INVALID_ARGUMENT`.
   */
  list(query?: OperationQuery): AsyncGenerator<ClientOperation, void, undefined>;

  /**
   * One page of operations.
   *
   * @throws MillraceError `INVALID_ARGUMENT`, also for what is no page token.
   */
  listPage(query?: OperationQuery): Promise<OperationPage>;

  /**
   * Stops an operation: at once, or after its round under way. What it has done stays done; one that has ended
   * is returned as it is.
   *
   * @throws MillraceError `NOT_FOUND`.
   */
  stop(id: string): Promise<ClientOperation>;
}

/** Those of its methods that answer by a promise. */
export type OperationCalls = Omit<ClientOperations, "list">;

/** `calls`, with the list of all pages. */
export function withList(calls: OperationCalls): ClientOperations {
  return {
    ...calls,
    async *list(query = {}) {
      let next: OperationQuery | undefined = query;
      while (next !== undefined) {
        const page: OperationPage = await calls.listPage(next);
        yield* page.operations;
        const pageToken: string | undefined = page.nextPageToken;
        next = pageToken === undefined ? undefined : { ...query, pageToken };
      }
    },
  };
}
