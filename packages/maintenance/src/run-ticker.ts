import { type Clock, type EpochMs, type Logger, systemClock } from "@millrace/core";
import type { RunHome, Runs } from "@millrace/workflow";
import { isAway, RunSweeper } from "./run-sweeper.ts";

const LOOK_MS = 1_000;
const LOOK_RUNS = 100;
/** For how long a run is left alone that could not advance. */
const STUCK_MS = 60_000;
/** So many runs may be stuck at most and hold up no other one. */
const MAX_STUCK = 10_000;

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
  /** Runs that could not advance, until when they are left alone. */
  readonly #stuck = new Map<string, EpochMs>();
  readonly #sweeper: RunSweeper;
  /** Ends the waits for the times of runs. */
  readonly #wakes = new Map<string, () => void>();
  #unlisten = () => {};

  constructor(options: RunTickerOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    const { store } = options;
    this.#sweeper = new RunSweeper({ store, clock: this.#clock, open: () => this.#open() });
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
    // Those that cannot advance stay due: there is to be room for others behind them.
    const limit = LOOK_RUNS + this.#stuck.size;
    const { due, now, nextAt = now + LOOK_MS } = await store.runs.due(limit);
    const ready = due.filter((id) => !this.#isStuck(id));
    if (ready.length > 0) {
      await this.#advance(ready);
      logger.debug?.({ runs: ready.length }, "advanced runs of workflows");
    }
    if (due.length < limit) await this.#sweeper.step();
    return due.length === limit ? 0 : Math.min(Math.max(nextAt - now, 1), LOOK_MS);
  }

  /** Whether a run could not advance lately. */
  #isStuck(id: string): boolean {
    return (this.#stuck.get(id) ?? 0) > this.#clock.now();
  }

  async #advance(ids: readonly string[]): Promise<void> {
    const runs = await this.#open();
    const failures = new Map<string, unknown>();
    const wakes = await runs.advance(ids, (id, error) => failures.set(id, error));
    for (const { id, inMs } of wakes) {
      // Whoever leads may have looked just before.
      if (inMs <= LOOK_MS && !this.#stopped) this.#wakeIn(id, inMs);
    }
    for (const id of ids) if (!failures.has(id)) this.#stuck.delete(id);
    for (const [id, error] of failures) this.#noteStuck(id, error);
    // While the store is away, nothing is wrong with a run.
    const away = [...failures.values()].find(isAway);
    if (away !== undefined) throw away;
  }

  #open(): Promise<Runs> {
    // Expressions are read by a parser that only those load who have runs.
    this.#runs ??= import("@millrace/workflow").then(({ runsOf }) => runsOf(this.#options.store));
    return this.#runs;
  }

  #noteStuck(id: string, error: unknown): void {
    if (isAway(error)) return;
    if (!this.#stuck.has(id)) {
      const message = "a run of a workflow cannot advance; it will be tried again each minute";
      this.#options.logger.error({ runId: id, err: error }, message);
    }
    if (this.#stuck.size < MAX_STUCK || this.#stuck.has(id)) {
      this.#stuck.set(id, this.#clock.now() + STUCK_MS);
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
