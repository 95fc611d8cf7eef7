import {
  keepAliveClock,
  MillraceError,
  type RetryDelay,
  retryDelayMs,
  sleep,
  storeClosed,
  systemClock,
  within,
} from "@millrace/core";

const RETRY: RetryDelay = { minMs: 20, maxMs: 1_000 };

/** Prepares the schema before the first statement, and tries again until it succeeds. */
export class SchemaSetup {
  readonly #prepare: () => Promise<void>;
  readonly #onFailure: (error: MillraceError) => void;
  readonly #pending: string;
  readonly #closed = new AbortController();
  #done = Promise.withResolvers<void>();
  /** Resolves at the end of the present try. */
  #tried = Promise.withResolvers<void>();
  #isDone = false;
  #failure: MillraceError | undefined;

  /** `prepare` rejects with MillraceErrors only; `pending` says to a caller that it still goes on. */
  constructor(
    prepare: () => Promise<void>,
    onFailure: (error: MillraceError) => void,
    pending: string,
  ) {
    this.#prepare = prepare;
    this.#onFailure = onFailure;
    this.#pending = pending;
    void this.#run();
  }

  /** Resolves once it has succeeded. */
  get done(): Promise<void> {
    return this.#done.promise;
  }

  /** Prepares it once more, because it was changed or dropped. */
  again(): void {
    if (!this.#isDone || this.#closed.signal.aborted) return;
    this.#isDone = false;
    this.#failure = undefined;
    this.#done = Promise.withResolvers();
    this.#tried = Promise.withResolvers();
    void this.#run();
  }

  /** Resolves when the present try has succeeded, rejects with its error when it has failed. */
  async firstTry(): Promise<void> {
    await this.#tried.promise;
    if (!this.#isDone) throw this.#failure ?? storeClosed();
  }

  /**
   * Resolves once it has succeeded.
   *
   * @throws MillraceError `UNAVAILABLE` when `deadline` has come, and at once when someone has to put
   *   something right first.
   */
  async by(deadline: number): Promise<void> {
    if (this.#isDone) return;
    while (!this.#isDone) {
      if (this.#closed.signal.aborted) throw storeClosed();
      if (this.#failure?.code === "FAILED_PRECONDITION") throw asUnavailable(this.#failure);
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) {
        throw asUnavailable(this.#failure ?? new MillraceError("UNAVAILABLE", this.#pending));
      }
      await within(keepAliveClock, leftMs, this.#tried.promise);
    }
  }

  close(): void {
    this.#closed.abort();
    this.#tried.resolve();
  }

  async #run(): Promise<void> {
    for (let failures = 1; !this.#closed.signal.aborted; failures++) {
      const tried = this.#tried;
      try {
        await this.#prepare();
        this.#isDone = true;
        this.#done.resolve();
        tried.resolve();
        return;
      } catch (error) {
        if (this.#closed.signal.aborted) return;
        this.#failure = error as MillraceError;
        this.#tried = Promise.withResolvers();
        tried.resolve();
        this.#onFailure(this.#failure);
      }
      await sleep(systemClock, retryDelayMs(failures, RETRY), this.#closed.signal);
    }
  }
}

function asUnavailable(error: MillraceError): MillraceError {
  if (error.code === "UNAVAILABLE") return error;
  return new MillraceError("UNAVAILABLE", error.message, { cause: error });
}
