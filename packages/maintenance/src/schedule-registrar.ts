import {
  type Clock,
  type Logger,
  MillraceError,
  type PutResult,
  systemClock,
} from "@millrace/core";

/** How long until schedules are put again that could not be. */
const RETRY_MS = 5_000;

export interface ScheduleRegistrarOptions {
  /** Puts the schedules; the same again changes nothing. */
  readonly put: () => Promise<PutResult>;
  readonly logger: Pick<Logger, "info" | "warn" | "error">;
  /** Defaults to the machine's clock. */
  readonly clock?: Clock;
}

/**
 * Puts the schedules of a program as it starts. While there is nobody to put them, it tries again and again, so that
 * the program can start before its store does.
 */
export class ScheduleRegistrar {
  readonly #options: ScheduleRegistrarOptions;
  readonly #clock: Clock;
  #trying: Promise<void> = Promise.resolve();
  #stopped = false;
  #stopTimer = () => {};

  constructor(options: ScheduleRegistrarOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /**
   * Resolves when the schedules are put, or it is clear that this has to wait.
   *
   * @throws MillraceError when they are refused.
   */
  async start(): Promise<void> {
    const missing = await this.#put();
    if (missing === undefined) return;
    this.#options.logger.warn({ err: missing }, "schedules cannot be put yet; it is tried again");
    this.#later();
  }

  /** Resolves when a try under way is over. Idempotent. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#stopTimer();
    await this.#trying;
  }

  #later(): void {
    if (this.#stopped) return;
    this.#stopTimer = this.#clock.setTimer(RETRY_MS, () => {
      this.#trying = this.#again();
    });
  }

  async #again(): Promise<void> {
    try {
      if ((await this.#put()) !== undefined) this.#later();
    } catch (error) {
      // Nobody waits for it any more.
      this.#options.logger.error({ err: error }, "schedules are refused");
    }
  }

  /** @returns why it has to be tried again. */
  async #put(): Promise<MillraceError | undefined> {
    try {
      const { results, pruned } = await this.#options.put();
      const changed = results.filter((result) => result.changed).length;
      const told = { schedules: results.length, changed, pruned: pruned.length };
      this.#options.logger.info(told, "schedules are put");
      return undefined;
    } catch (error) {
      if (error instanceof MillraceError && error.code === "UNAVAILABLE") return error;
      throw error;
    }
  }
}
