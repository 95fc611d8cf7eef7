import {
  type Clock,
  MillraceError,
  type RetryDelay,
  retryDelayMs,
  type Store,
  sleep,
  systemClock,
  within,
} from "@millrace/core";

/** How soon to try again to reach a store. */
const LOOK_AGAIN: RetryDelay = { minMs: 100, maxMs: 5_000 };

/** A store that was reached, or that is tried again until it is. Close this instead of the store. */
export class OpenedStore implements AsyncDisposable {
  readonly store: Store;
  readonly #onWarning: (message: string) => void;
  readonly #closed = new AbortController();
  #isUsable = false;
  #checking: Promise<void> | undefined;

  private constructor(store: Store, onWarning: (message: string) => void) {
    this.store = store;
    this.#onWarning = onWarning;
  }

  /**
   * Resolves when `store` was reached, or when the first try has failed: it is tried again then.
   * `onWarning` is told that it cannot be reached and, once it is reached, of its warnings for operators.
   *
   * @throws MillraceError `FAILED_PRECONDITION` when something has to be put right first; the store is
   *   closed then, as it is when `signal` is aborted.
   */
  static async meet(
    store: Store,
    onWarning: (message: string) => void,
    signal?: AbortSignal,
    clock: Clock = systemClock,
  ): Promise<OpenedStore> {
    const opened = new OpenedStore(store, onWarning);
    try {
      await within(systemClock, Number.POSITIVE_INFINITY, opened.check(), signal);
      signal?.throwIfAborted();
    } catch (error) {
      if (!(error instanceof MillraceError && error.code === "UNAVAILABLE")) {
        await opened.close();
        throw error;
      }
      onWarning(error.message);
      void opened.#lookAgain(clock);
    }
    return opened;
  }

  /**
   * Resolves when the store has been found usable, at once from then on.
   *
   * @throws MillraceError what has to be put right, or that the store is away; call again to look again.
   */
  async check(): Promise<void> {
    if (this.#isUsable) return;
    this.#checking ??= this.#check().finally(() => {
      this.#checking = undefined;
    });
    await this.#checking;
  }

  /** Closes the store. Idempotent. */
  async close(): Promise<void> {
    this.#closed.abort();
    await this.store.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #check(): Promise<void> {
    await this.store.ready();
    this.#isUsable = true;
    for (const warning of await this.store.warnings()) this.#onWarning(warning);
  }

  /** Keeps trying until the store was reached, so that its warnings are logged in any case. */
  async #lookAgain(clock: Clock): Promise<void> {
    const { signal } = this.#closed;
    for (let failures = 1; !this.#isUsable && !signal.aborted; failures++) {
      await sleep(clock, retryDelayMs(failures, LOOK_AGAIN), signal);
      // The calls of the store fail, which tells its users.
      if (!signal.aborted) await this.check().catch(() => {});
    }
  }
}
