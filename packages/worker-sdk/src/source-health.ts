import type { WorkerLogger } from "./worker-options.ts";

/** Whether the source answers; says once that it does not, and once that it does again. */
export class SourceHealth {
  readonly #logger: WorkerLogger;
  readonly #onError: (error: unknown) => void;
  #fails = false;

  /** `onError` hears of every call that failed. */
  constructor(logger: WorkerLogger, onError: (error: unknown) => void) {
    this.#logger = logger;
    this.#onError = onError;
  }

  /** A call has failed; it will be made again. */
  failed(error: unknown): void {
    if (!this.#fails) {
      this.#logger.error({ err: error }, "the source of jobs cannot be reached; trying again");
    }
    this.#fails = true;
    this.#onError(error);
  }

  /** A call was answered. */
  answered(): void {
    if (this.#fails) this.#logger.info({}, "the source of jobs can be reached again");
    this.#fails = false;
  }
}
