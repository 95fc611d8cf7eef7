import { MillraceError, type ScheduleDefinition, type Store, silentLogger } from "@millrace/core";
import { ScheduleTicker } from "@millrace/maintenance";
import { type ScheduleHome, Schedules } from "@millrace/schedule";
import { MemoryStore } from "@millrace/store-memory";
import { FiringLedger } from "./firing-ledger.ts";
import { Machine } from "./machine.ts";
import { Random } from "./random.ts";
import { StoreClock } from "./store-clock.ts";
import { Timeline } from "./timeline.ts";
import { Trace } from "./trace.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const TICKERS = 3;
/** How long nothing fails at the end: what is due by then has fired. */
const QUIET_MS = DAY_MS;
const MAX_SLEEP_MS = 15 * MINUTE_MS;
const MAX_LATENCY_MS = 200;

/** When what fires: each time once, also those that were missed. */
const DEFINITIONS: readonly ScheduleDefinition[] = [
  { cron: ["0 * * * *"], zone: "America/New_York" },
  { cron: ["30 2 * * *"], zone: "Europe/Berlin" },
  { cron: ["*/20 8-18 * * 1-5", "0 0 1 * *"], zone: "Australia/Lord_Howe" },
  { every: [{ intervalMs: 47 * MINUTE_MS }], jitterMs: 10 * MINUTE_MS },
].map((spec, place) => ({
  name: `schedule-${place}`,
  spec,
  job: { type: "fired", retentionMs: 1_000 },
  policy: { overlap: "ALLOW", catchUp: "ALL" },
}));

/** What a run came to. */
export interface FiringOutcome {
  readonly trace: readonly string[];
  /** What must not happen and did. */
  readonly violations: readonly string[];
  /** How many times have fired. */
  readonly fired: number;
}

/**
 * Tickers that fire the schedules of a store side by side for many days, while they are killed and started again,
 * stand still in the middle of a firing, and calls or their answers are lost, and while the store's clock jumps.
 */
export class FiringSimulation {
  readonly #days: number;
  readonly #timeline = new Timeline();
  readonly #trace = new Trace(this.#timeline);
  readonly #clock = new StoreClock(this.#timeline);
  readonly #random: Random;
  readonly #store: Store;
  readonly #ledger: FiringLedger;
  readonly #tickers: { machine: Machine; ticker: ScheduleTicker }[] = [];
  #started = 0;
  #networkIsBad = false;
  #isQuiet = false;

  /** @param open makes the store. Defaults to the memory store. */
  constructor(
    seed: number,
    days: number,
    open: (clock: StoreClock) => Store = (clock) => new MemoryStore({ clock }),
  ) {
    this.#days = days;
    this.#random = new Random(seed);
    this.#store = open(this.#clock);
    this.#ledger = new FiringLedger(this.#store);
  }

  async run(): Promise<FiringOutcome> {
    for (const definition of DEFINITIONS) await new Schedules(this.#store).upsert(definition);
    for (let i = 0; i < TICKERS; i++) this.#start();
    this.#keepTidy();
    this.#failAgain();
    await this.#timeline.run(() => false, this.#days * DAY_MS);
    this.#isQuiet = true;
    this.#networkIsBad = false;
    await this.#timeline.run(() => false, QUIET_MS);
    for (const breach of await this.#ledger.breaches(DEFINITIONS)) this.#trace.violation(breach);
    await this.#store.close();
    const { lines, violations } = this.#trace;
    return { trace: lines, violations, fired: this.#ledger.size };
  }

  /** Starts a ticker, which puts the schedules first, as a deploy does. */
  #start(): void {
    const machine = new Machine(`t${this.#started++}`, this.#timeline);
    const home = this.#from(machine);
    const ticker = new ScheduleTicker({
      ...{ store: home, logger: silentLogger, clock: machine, maxSleepMs: MAX_SLEEP_MS },
    });
    this.#tickers.push({ machine, ticker });
    const schedules = new Schedules(home);
    for (const definition of DEFINITIONS) {
      // Whatever is lost on the way is put by another one.
      schedules.upsert(definition).then(
        ({ changed }) =>
          changed && this.#trace.violation(`an upsert has changed ${definition.name}`),
        () => {},
      );
    }
    ticker.start();
  }

  /** The store as a machine reaches it. */
  #from(machine: Machine): ScheduleHome {
    const { schedules, get, cancel } = this.#ledger.home;
    const call =
      <Args extends unknown[], Answer>(work: (...args: Args) => Promise<Answer>) =>
      async (...args: Args): Promise<Answer> => {
        await this.#way(machine);
        const answer = await work(...args);
        await this.#way(machine);
        return answer;
      };
    return {
      get: call(get),
      cancel: call(cancel),
      schedules: {
        get: call(schedules.get),
        list: call(schedules.list),
        due: call(schedules.due),
        change: call(schedules.change),
        firings: call(schedules.firings),
        onChange: (listener) => schedules.onChange(() => machine.happen(listener)),
      },
    };
  }

  /** Of a call or of its answer. */
  #way(machine: Machine): Promise<void> {
    const isLost = this.#networkIsBad && this.#random.chance(0.2);
    return new Promise((resolve, reject) => {
      machine.setTimer(this.#random.int(1, MAX_LATENCY_MS), () =>
        isLost ? reject(new MillraceError("UNAVAILABLE", "it is lost")) : resolve(),
      );
    });
  }

  /** Forgets what is over. */
  #keepTidy(): void {
    this.#timeline.setTimer(HOUR_MS, () => {
      void this.#store.maintain();
      this.#keepTidy();
    });
  }

  #failAgain(): void {
    this.#timeline.setTimer(this.#random.int(MINUTE_MS, 24 * HOUR_MS), () => {
      if (this.#isQuiet) return;
      this.#fail();
      this.#failAgain();
    });
  }

  #fail(): void {
    const random = this.#random;
    const ofAll = random.chance(0.2);
    const hit = ofAll ? [...this.#tickers] : [random.pick(this.#tickers)];
    switch (random.pick(["kill", "kill", "freeze", "freeze", "clock", "network"] as const)) {
      case "kill":
        for (const { machine } of hit) {
          this.#note(`${machine.name} is killed`);
          machine.crash();
          this.#tickers.splice(
            this.#tickers.findIndex((each) => each.machine === machine),
            1,
          );
          this.#timeline.setTimer(random.int(0, 6 * HOUR_MS), () => this.#start());
        }
        // One is left for the next fault.
        if (this.#tickers.length === 0) this.#start();
        break;
      case "freeze":
        for (const { machine } of hit) {
          const ms = random.int(1, 6 * HOUR_MS);
          this.#note(`${machine.name} stands still for ${ms} ms`);
          machine.standStill(ms);
        }
        break;
      case "clock": {
        const ms = random.int(-2 * HOUR_MS, 2 * HOUR_MS);
        this.#note(`the store's clock jumps by ${ms} ms`);
        this.#clock.correct(ms);
        break;
      }
      case "network":
        this.#note("the network turns bad");
        this.#networkIsBad = true;
        this.#timeline.setTimer(random.int(MINUTE_MS, 3 * HOUR_MS), () => {
          this.#networkIsBad = false;
        });
        break;
    }
  }

  #note(text: string): void {
    this.#trace.note(text);
  }
}
