import type { ScheduleDefinition, SchedulePolicy, Store, UpsertOptions } from "@millrace/core";
import { ScheduleFirer, Schedules } from "@millrace/schedule";
import { type Bench, TYPE } from "./harness.ts";
import { TimedSchedules } from "./timed-schedules.ts";

/** A Friday. */
export const DAY = "2027-01-01";

/** A time of that day, such as `10:00` or `10:00:30`. */
export const at = (time: string): number =>
  Date.parse(`${DAY}T${time}${time.length === 5 ? ":00" : ""}Z`);

export const clockOf = (time: number | undefined): string | undefined =>
  time === undefined ? undefined : new Date(time).toISOString().slice(11, 16);

export const EVERY_FIVE_MINUTES = { cron: ["*/5 * * * *"] };

/** Schedules of a store at times that a test sets, from 09:59 on. */
export class ScheduleBench {
  readonly timed: TimedSchedules;
  readonly schedules: Schedules;
  readonly firer: ScheduleFirer;
  readonly #bench: Bench;

  constructor(bench: Bench) {
    this.#bench = bench;
    this.timed = new TimedSchedules(bench.store, at("09:59"));
    this.schedules = new Schedules(this.timed);
    this.firer = new ScheduleFirer(this.timed);
  }

  get store(): Store {
    return this.#bench.store;
  }

  /** The schedule `s`, of every five minutes. */
  make(
    policy: SchedulePolicy = {},
    more: Partial<ScheduleDefinition> = {},
    options: UpsertOptions = {},
  ) {
    const definition = { name: "s", spec: EVERY_FIVE_MINUTES, job: { type: TYPE }, policy };
    return this.schedules.upsert({ ...definition, ...more }, options);
  }

  /** Fires what is due at that time. */
  async tickAt(time: string | number): Promise<void> {
    this.timed.now = typeof time === "string" ? at(time) : time;
    do {
      await this.firer.tick();
    } while ((await this.timed.schedules.due(100)).due.length > 0);
  }

  /** What a schedule has made, the earliest first. */
  async made(name = "s"): Promise<string[]> {
    const firings = await this.schedules.firings(name);
    return firings
      .reverse()
      .map(({ nominal, trigger, outcome }) => `${clockOf(nominal)} ${trigger} ${outcome}`);
  }

  async nextOf(name = "s"): Promise<string | undefined> {
    return clockOf((await this.schedules.get(name)).nextTimes[0]);
  }

  /** Of all jobs, in the order of the alphabet. */
  async statuses(): Promise<string[]> {
    const { jobs } = await this.store.list({ type: TYPE });
    return jobs.map(({ status }) => status).sort();
  }

  /** Ends the first job that waits. */
  async finish(outcome: "completed" | "failed" = "completed"): Promise<void> {
    const lease = await this.#bench.leaseOne();
    if (outcome === "completed") await this.#bench.settle(lease, { kind: "completed" });
    else await this.#bench.settle(lease, { kind: "failed", message: "no", permanent: true });
  }
}
