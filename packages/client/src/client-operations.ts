import {
  FieldCheck,
  type FieldNames,
  isOperationOver,
  type JobFilter,
  keepAliveClock,
  type Operation,
  type OperationAction,
  type OperationPage as OperationPageOfStore,
  type OperationQuery,
  type OperationStore,
  sleep,
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

const LOOK_MS = 500;

const WAIT_OPTIONS: FieldNames<OperationWaitOptions> = { onProgress: true, signal: true };

/**
 * What is done to many jobs: by whoever maintains the store, in rounds of up to 1,000 jobs, while the queues work
 * on. See `Client.operations`.
 */
export class ClientOperations {
  readonly #call: <Answer>(
    work: (operations: OperationStore) => Promise<Answer>,
  ) => Promise<Answer>;

  constructor(
    call: <Answer>(work: (operations: OperationStore) => Promise<Answer>) => Promise<Answer>,
  ) {
    this.#call = call;
  }

  /**
   * Starts to run finished jobs again, as `client.retry` does: those that have failed, unless the filter names
   * other statuses.
   *
   * @throws MillraceError `INVALID_ARGUMENT`; `FAILED_PRECONDITION` when there are not about as many as
   *   `expectCount`; `RESOURCE_EXHAUSTED` while 20 operations are open.
   */
  retry(filter: JobFilter, options: OperationOptions = {}): Promise<ClientOperation> {
    return this.#start("RETRY", filter, options);
  }

  /**
   * Starts to cancel jobs, as `client.cancel` does: all that have not finished, unless the filter names statuses.
   *
   * @throws MillraceError as {@link retry} does.
   */
  cancel(filter: JobFilter, options: CancelOptions = {}): Promise<ClientOperation> {
    return this.#start("CANCEL", filter, options);
  }

  /**
   * Starts to forget jobs, as `client.delete` does. The filter must name their statuses.
   *
   * @throws MillraceError as {@link retry} does.
   */
  delete(filter: JobFilter, options: OperationOptions = {}): Promise<ClientOperation> {
    return this.#start("DELETE", filter, options);
  }

  /**
   * Reads an operation. One that has ended is kept for 7 days.
   *
   * @throws MillraceError `NOT_FOUND`.
   */
  async get(id: string): Promise<ClientOperation> {
    return this.#shown(await this.#call((operations) => operations.get(id)));
  }

  /**
   * Lists operations, the latest first, page by page as they are read.
   *
   * @throws MillraceError `INVALID_ARGUMENT`.
   */
  async *list(query: OperationQuery = {}): AsyncGenerator<ClientOperation, void, undefined> {
    let next: OperationQuery | undefined = query;
    while (next !== undefined) {
      const page: OperationPage = await this.listPage(next);
      yield* page.operations;
      const pageToken: string | undefined = page.nextPageToken;
      next = pageToken === undefined ? undefined : { ...query, pageToken };
    }
  }

  /**
   * One page of operations.
   *
   * @throws MillraceError `INVALID_ARGUMENT`, also for what is no page token.
   */
  async listPage(query: OperationQuery = {}): Promise<OperationPage> {
    const page = await this.#call((operations) => operations.list(query));
    return { ...page, operations: page.operations.map((one) => this.#shown(one)) };
  }

  /**
   * Stops an operation: at once, or after its round under way. What it has done stays done; one that has ended
   * is returned as it is.
   *
   * @throws MillraceError `NOT_FOUND`.
   */
  async stop(id: string): Promise<ClientOperation> {
    return this.#shown(await this.#call((operations) => operations.stop(id)));
  }

  async #start(
    action: OperationAction,
    filter: JobFilter,
    options: CancelOptions,
  ): Promise<ClientOperation> {
    const request = { ...options, action, filter };
    return this.#shown(await this.#call((operations) => operations.start(request)));
  }

  #shown(operation: Operation): ClientOperation {
    return { ...operation, wait: (options) => this.#wait(operation, options) };
  }

  async #wait(operation: Operation, options: OperationWaitOptions = {}): Promise<ClientOperation> {
    const check = new FieldCheck();
    check.only(options, WAIT_OPTIONS, "the options of a wait");
    check.throwIfInvalid("cannot wait");
    const { onProgress, signal } = options;
    let told = "";
    for (
      let now = operation;
      ;
      now = await this.#call((operations) => operations.get(operation.id))
    ) {
      signal?.throwIfAborted();
      const { state, matched, done, skipped, failed } = now;
      const progress = [state, matched, done, skipped, failed].join();
      if (progress !== told) onProgress?.(now);
      told = progress;
      if (isOperationOver(state)) return this.#shown(now);
      await sleep(keepAliveClock, LOOK_MS, signal);
    }
  }
}
