import { type Clock, type Logger, systemClock } from "@millrace/core";
import type { RunHome, Runs } from "@millrace/workflow";

const LOOK_MS = 1_000;
const LOOK_RUNS = 100;

export interface RunTickerOptions {
  readonly store: RunHome;
  readonly logger: Pick<Logger, "debug" | "info" | "error">;
  /** Defaults to the machine's clock. */
  readonly clock?: Clock;
}

/**
 * Decides what comes next in the runs of a store: at once in those to which this process has brought news, by settling
 * their jobs for one; and, while it leads, once a second in all that are due, whoever has left them. Any number may
 * run: a decision is one step of the store, which one of them makes.
 */
export class RunTicker {
  readonly #options: RunTickerOptions;
  readonly #clock: Clock;
  readonly #news = new Set<string>();
  #runs: Promise<Runs> | undefined;
  #leads = false;
  #stopped = true;
  #failing = false;
  #deciding: Promise<void> | undefined;
  #looking: Promise<void> | undefined;
  #stopLooking = () => {};
  /** Ends the waits for the times of runs. */
  readonly #wakes = new Map<string, () => void>();
  #unlisten = () => {};

  constructor(options: RunTickerOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  start(): void {
    if (!this.#stopped) return;
    this.#stopped = false;
    this.#unlisten = this.#options.store.runs.onNews((id) => this.#note(id));
  }

  /** Has it look for all runs that are due, or not any more. */
  lead(leads: boolean): void {
    if (this.#leads === leads) return;
    this.#leads = leads;
    this.#stopLooking();
    if (leads && !this.#stopped) this.#looking ??= this.#look();
  }

  /** Resolves when what is under way is over; the rest is left to others. Idempotent. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#leads = false;
    this.#unlisten();
    this.#stopLooking();
    for (const stop of this.#wakes.values()) stop();
    this.#wakes.clear();
    await Promise.all([this.#deciding, this.#looking]);
  }

  #note(id: string): void {
    if (this.#stopped) return;
    this.#news.add(id);
    // What is settled by one call comes in one turn.
    this.#deciding ??= new Promise((resolve) => {
      this.#clock.afterTurn(() => resolve(this.#decideAll()));
    });
  }

  async #decideAll(): Promise<void> {
    while (this.#news.size > 0 && !this.#stopped) {
      const ids = [...this.#news];
      this.#news.clear();
      await this.#try(() => this.#advance(ids));
    }
    this.#deciding = undefined;
  }

  async #look(): Promise<void> {
    let sleepMs = 0;
    while (sleepMs === 0 && this.#leads) {
      sleepMs = (await this.#try(() => this.#advanceDue())) ?? LOOK_MS;
    }
    this.#looking = undefined;
    if (!this.#leads) return;
    this.#stopLooking = this.#clock.setTimer(sleepMs, () => {
      this.#looking = this.#look();
    });
  }

  /** Returns when to look again. */
  async #advanceDue(): Promise<number> {
    const { store, logger } = this.#options;
    const { due, now, nextAt = now + LOOK_MS } = await store.runs.due(LOOK_RUNS);
    if (due.length > 0) {
      await this.#advance(due);
      logger.debug?.({ runs: due.length }, "advanced runs of workflows");
    }
    return due.length === LOOK_RUNS ? 0 : Math.min(Math.max(nextAt - now, 1), LOOK_MS);
  }

  async #advance(ids: readonly string[]): Promise<void> {
    // Expressions are read by a parser that only those load who have runs.
    this.#runs ??= import("@millrace/workflow").then(({ runsOf }) => runsOf(this.#options.store));
    for (const { id, inMs } of await (await this.#runs).advance(ids)) {
      // Whoever leads may have looked just before.
      if (inMs <= LOOK_MS && !this.#stopped) this.#wakeIn(id, inMs);
    }
  }

  #wakeIn(id: string, ms: number): void {
    this.#wakes.get(id)?.();
    const stop = this.#clock.setTimer(ms, () => {
      this.#wakes.delete(id);
      this.#note(id);
    });
    this.#wakes.set(id, stop);
  }

  async #try<Answer>(work: () => Promise<Answer>): Promise<Answer | undefined> {
    const { logger } = this.#options;
    try {
      const answer = await work();
      if (this.#failing) logger.info({}, "runs of workflows advance again");
      this.#failing = false;
      return answer;
    } catch (error) {
      if (!this.#failing) {
        logger.error({ err: error }, "runs of workflows cannot advance; it will be tried again");
      }
      this.#failing = true;
      return undefined;
    }
  }
}
