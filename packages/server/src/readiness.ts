import { type Clock, LATE, type Logger, MillraceError, systemClock, within } from "@millrace/core";

const DEFAULT_INTERVAL_MS = 1_000;
const DEFAULT_TIMEOUT_MS = 3_000;

export interface ReadinessOptions {
  /** Resolves when what is checked answers. */
  readonly ping: () => Promise<void>;
  /** Told at once, and then whenever the answer changes. */
  readonly onChange: (ready: boolean) => void;
  readonly logger: Logger;
  /** From one ping's end to the next one's start. Defaults to 1,000. */
  readonly intervalMs?: number;
  /** How long a ping may take. Defaults to 3,000. */
  readonly timeoutMs?: number;
  /** Defaults to the machine's clock. */
  readonly clock?: Clock;
}

/** Pings the store again and again, so that health tells whether work can be done. */
export class Readiness {
  readonly #options: ReadinessOptions;
  readonly #clock: Clock;
  #ready: boolean | undefined;
  /** What has to be put right, if something has. */
  #demand: string | undefined;
  #stopped = true;
  #stopTimer = () => {};

  constructor(options: ReadinessOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  start(): void {
    if (!this.#stopped) return;
    this.#stopped = false;
    void this.#round();
  }

  /** Idempotent. */
  stop(): void {
    this.#stopped = true;
    this.#stopTimer();
  }

  async #round(): Promise<void> {
    const error = await this.#failure();
    if (this.#stopped) return;
    this.#tell(error);
    const { intervalMs = DEFAULT_INTERVAL_MS } = this.#options;
    this.#stopTimer = this.#clock.setTimer(intervalMs, () => void this.#round());
  }

  async #failure(): Promise<unknown> {
    const { ping, timeoutMs = DEFAULT_TIMEOUT_MS } = this.#options;
    try {
      const answer = await within(this.#clock, timeoutMs, ping());
      return answer === LATE ? new Error(`no answer within ${timeoutMs} ms`) : undefined;
    } catch (error) {
      return error;
    }
  }

  #tell(error: unknown): void {
    const ready = error === undefined;
    const demand = demandOf(error);
    if (ready === this.#ready && demand === this.#demand) return;
    const { logger, onChange } = this.#options;
    if (demand !== undefined) logger.error({ err: error }, "the store cannot be used: not ready");
    else if (!ready)
      logger.error({ err: error }, "the store does not answer, or takes no jobs: not ready");
    else if (this.#ready === false) logger.info({}, "the store answers again: ready");
    else logger.info({}, "the store answers: ready");
    this.#demand = demand;
    if (ready === this.#ready) return;
    this.#ready = ready;
    onChange(ready);
  }
}

function demandOf(error: unknown): string | undefined {
  const isDemand = error instanceof MillraceError && error.code === "FAILED_PRECONDITION";
  return isDemand ? error.message : undefined;
}
