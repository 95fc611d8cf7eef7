import { type Clock, type Logger, systemClock, timerMs } from "@millrace/core";
import { ScheduleFirer, type ScheduleHome } from "@millrace/schedule";

const DEFAULT_MAX_SLEEP_MS = 10_000;
/** From one page of schedules whose zones are rechecked to the next, so that a million cost next to nothing. */
const RECHECK_MS = 1_000;

export interface ScheduleTickerOptions {
  readonly store: ScheduleHome;
  readonly logger: Pick<Logger, "debug" | "info" | "error">;
  /** Defaults to the machine's clock. */
  readonly clock?: Clock;
  /** How long it sleeps at most, as a notice of a change can be lost. Defaults to 10,000. */
  readonly maxSleepMs?: number;
}

/**
 * Fires the schedules of a store. It sleeps until the next one is due by the store's clock, at most `maxSleepMs`, or
 * until one changes. After a start it also goes through all schedules once, for those whose next time was found by
 * another version of the database of time zones. Any number may run: each firing is one step of the store, which one of them makes.
 */
export class ScheduleTicker {
  readonly #options: ScheduleTickerOptions;
  readonly #firer: ScheduleFirer;
  readonly #clock: Clock;
  #running: Promise<void> | undefined;
  #stopped = true;
  #failing = false;
  /** Whether something has changed since the round under way began. */
  #changed = false;
  /** The name up to which schedules were rechecked; nothing when all were. */
  #recheckedTo: string | undefined;
  #moved = 0;
  /** Those that could not be read at the last look. */
  #unreadable = "";
  #stopTimer = () => {};
  #unlisten = () => {};

  constructor(options: ScheduleTickerOptions) {
    this.#options = options;
    this.#firer = new ScheduleFirer(options.store);
    this.#clock = options.clock ?? systemClock;
  }

  start(): void {
    if (!this.#stopped) return;
    this.#stopped = false;
    this.#recheckedTo = "";
    this.#unlisten = this.#options.store.schedules.onChange(() => this.#wake());
    this.#running ??= this.#rounds();
  }

  /** Resolves when the round under way is over. Idempotent. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#unlisten();
    this.#stopTimer();
    await this.#running;
  }

  #wake(): void {
    this.#changed = true;
    if (this.#running === undefined && !this.#stopped) this.#running = this.#rounds();
  }

  async #rounds(): Promise<void> {
    this.#stopTimer();
    let sleepMs = 0;
    do {
      this.#changed = false;
      sleepMs = await this.#round();
    } while (!this.#stopped && (this.#changed || sleepMs === 0));
    this.#running = undefined;
    if (this.#stopped) return;
    this.#stopTimer = this.#clock.setTimer(timerMs(sleepMs), () => {
      this.#running = this.#rounds();
    });
  }

  /** How long to sleep after it. */
  async #round(): Promise<number> {
    const { logger, maxSleepMs = DEFAULT_MAX_SLEEP_MS } = this.#options;
    try {
      const { advanced, lost, unreadable, nextInMs = maxSleepMs } = await this.#firer.tick();
      this.#tell(unreadable);
      if (this.#failing) logger.info({}, "schedules fire again");
      this.#failing = false;
      if (advanced > 0) logger.debug?.({ advanced, lost }, "fired schedules");
      // Others are at work on the same ones.
      if (advanced === 0 && lost > 0) return Math.min(maxSleepMs, Math.max(nextInMs, 10));
      const sleepMs = Math.min(maxSleepMs, nextInMs);
      if (this.#recheckedTo === undefined || sleepMs === 0) return sleepMs;
      await this.#recheck(this.#recheckedTo);
      return this.#recheckedTo === undefined ? 0 : Math.min(sleepMs, RECHECK_MS);
    } catch (error) {
      if (!this.#failing) {
        logger.error({ err: error }, "schedules cannot be fired; it will be tried again");
      }
      this.#failing = true;
      return 1_000;
    }
  }

  async #recheck(after: string): Promise<void> {
    const { moved, last } = await this.#firer.recheck(after);
    this.#moved += moved;
    this.#recheckedTo = last;
    if (last !== undefined || this.#moved === 0) return;
    const message = "schedules fire at other times by the time zones that this process knows";
    this.#options.logger.info({ schedules: this.#moved }, message);
    this.#moved = 0;
  }

  /** Once, until others cannot be read. */
  #tell(unreadable: readonly { readonly name: string; readonly reason: string }[]): void {
    const names = JSON.stringify(unreadable.map(({ name }) => name).sort());
    if (names === this.#unreadable) return;
    this.#unreadable = names;
    for (const { name, reason } of unreadable) {
      const message = "a schedule does not fire here; another version of Node may know its zone";
      this.#options.logger.error({ schedule: name, reason }, message);
    }
  }
}
