import type { Clock } from "@millrace/core";

const INTERVAL_MS = 100;
/** Less than that is what an event loop does all day. */
const TELL_FROM_MS = 50;

/**
 * Notices when the event loop is held up, by a handler that computes for long say: no lease is extended
 * meanwhile. What holds it up for a tenth of a second or more is always noticed.
 */
export class EventLoopProbe {
  readonly #clock: Clock;
  readonly #onBlocked: (ms: number) => void;
  #stopTimer = () => {};

  constructor(clock: Clock, onBlocked: (ms: number) => void) {
    this.#clock = clock;
    this.#onBlocked = onBlocked;
  }

  start(): void {
    const dueAt = this.#clock.now() + INTERVAL_MS;
    this.#stopTimer = this.#clock.setTimer(INTERVAL_MS, () => {
      const lateMs = this.#clock.now() - dueAt;
      if (lateMs >= TELL_FROM_MS) this.#onBlocked(lateMs);
      this.start();
    });
  }

  /** Idempotent. */
  stop(): void {
    this.#stopTimer();
  }
}
