import {
  FieldCheck,
  type FieldNames,
  isOperationOver,
  type JobFilter,
  keepAliveClock,
  type Operation,
  type OperationAction,
  type OperationQuery,
  type OperationStore,
  type PurgeOptions,
  purgeRequest,
  sleep,
} from "@millrace/core";
import type {
  CancelOptions,
  ClientOperation,
  OperationCalls,
  OperationOptions,
  OperationPage,
  OperationWaitOptions,
} from "./client-operations.ts";

const LOOK_MS = 500;

const WAIT_OPTIONS: FieldNames<OperationWaitOptions> = { onProgress: true, signal: true };

/** Starts, reads and stops operations in the store of a client. */
export class StoreOperations implements OperationCalls {
  readonly #call: <Answer>(
    work: (operations: OperationStore) => Promise<Answer>,
  ) => Promise<Answer>;

  constructor(
    call: <Answer>(work: (operations: OperationStore) => Promise<Answer>) => Promise<Answer>,
  ) {
    this.#call = call;
  }

  retry(filter: JobFilter, options: OperationOptions = {}): Promise<ClientOperation> {
    return this.#start("RETRY", filter, options);
  }

  cancel(filter: JobFilter, options: CancelOptions = {}): Promise<ClientOperation> {
    return this.#start("CANCEL", filter, options);
  }

  delete(filter: JobFilter, options: OperationOptions = {}): Promise<ClientOperation> {
    return this.#start("DELETE", filter, options);
  }

  async purge(type: string, options: PurgeOptions = {}): Promise<ClientOperation> {
    const request = purgeRequest(type, options);
    return this.#shown(await this.#call((operations) => operations.start(request)));
  }

  async get(id: string): Promise<ClientOperation> {
    return this.#shown(await this.#call((operations) => operations.get(id)));
  }

  async listPage(query: OperationQuery = {}): Promise<OperationPage> {
    const page = await this.#call((operations) => operations.list(query));
    return { ...page, operations: page.operations.map((one) => this.#shown(one)) };
  }

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
