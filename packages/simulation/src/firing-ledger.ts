import type { EpochMs, ScheduleChange, ScheduleDefinition, Store } from "@millrace/core";
import { ScheduleCalendar, type ScheduleHome, Schedules } from "@millrace/schedule";

/** A store whose firings are counted as they are made, whatever becomes of the answer. */
export class FiringLedger {
  readonly #store: Store;
  /** How often each time of each schedule has made a job. */
  readonly #fired = new Map<string, Map<EpochMs, number>>();

  constructor(store: Store) {
    this.#store = store;
  }

  get home(): ScheduleHome {
    const store = this.#store;
    const kept = store.schedules;
    return {
      get: (...args) => store.get(...args),
      cancel: (...args) => store.cancel(...args),
      schedules: {
        get: (name) => kept.get(name),
        list: (cursor) => kept.list(cursor),
        due: (limit) => kept.due(limit),
        change: (change) => this.#change(change),
        firings: (name) => kept.firings(name),
        onChange: (listener) => kept.onChange(listener),
      },
    };
  }

  /** How many times have fired. */
  get size(): number {
    return [...this.#fired.values()].reduce((sum, times) => sum + times.size, 0);
  }

  /** A line for each time of `definitions` that was lost, doubled, or is none of theirs. */
  async breaches(definitions: readonly ScheduleDefinition[]): Promise<string[]> {
    const schedules = new Schedules(this.#store);
    const breaches: string[] = [];
    for (const { name, spec } of definitions) {
      const { generation, last, counts, nextTimes } = await schedules.get(name);
      const fired = new Map(this.#fired.get(name));
      const calendar = new ScheduleCalendar(spec);
      const until = nextTimes[0] ?? 0;
      let time = calendar.next(generation);
      for (; time !== undefined && time.nominal < until; time = calendar.next(time.nominal)) {
        const times = fired.get(time.nominal) ?? 0;
        fired.delete(time.nominal);
        const at = new Date(time.nominal).toISOString();
        if (times !== 1) breaches.push(`${name} has fired ${times} times for ${at}`);
      }
      for (const nominal of fired.keys()) {
        breaches.push(
          `${name} has fired for ${new Date(nominal).toISOString()}, which is no time of it`,
        );
      }
      if (counts.missed > 0) breaches.push(`${name} has missed ${counts.missed} times`);
      if (last === undefined) breaches.push(`${name} has never fired`);
    }
    return breaches;
  }

  async #change(change: ScheduleChange): Promise<boolean> {
    const changed = await this.#store.schedules.change(change);
    if (!changed) return false;
    for (const { id, request } of change.jobs) {
      const nominal = Date.parse(request.metadata?.["millrace.nominal"] ?? "");
      const times = this.#fired.get(change.name) ?? new Map<EpochMs, number>();
      this.#fired.set(change.name, times);
      // Nobody runs them here: they are over at once, and soon forgotten.
      const isMade = await this.#store.cancel(id, "").then(
        () => true,
        () => false,
      );
      if (isMade) times.set(nominal, (times.get(nominal) ?? 0) + 1);
    }
    return true;
  }
}
