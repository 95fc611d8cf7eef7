import type { EpochMs, ScheduleStore, Store } from "@millrace/core";
import type { ScheduleHome } from "@millrace/schedule";

/** The schedules of a store at a time that a test sets, whatever the store's own is. */
export class TimedSchedules implements ScheduleHome {
  now: EpochMs;
  readonly schedules: ScheduleStore;
  readonly get: Store["get"];
  readonly cancel: Store["cancel"];
  /** By the set time; for the store they are due at all times. */
  readonly #wakeAt = new Map<string, EpochMs>();

  constructor(store: Store, now: EpochMs) {
    this.now = now;
    this.get = (...args) => store.get(...args);
    this.cancel = (...args) => store.cancel(...args);
    const { schedules } = store;
    this.schedules = {
      get: async (name) => ({ ...(await schedules.get(name)), now: this.now }),
      list: (cursor) => schedules.list(cursor),
      due: async (limit) => {
        const { due } = await schedules.due(limit);
        const isDue = (name: string) =>
          (this.#wakeAt.get(name) ?? Number.POSITIVE_INFINITY) <= this.now;
        const later = [...this.#wakeAt.values()].filter((time) => time > this.now);
        return {
          now: this.now,
          due: due.filter(({ name }) => isDue(name)),
          ...(later.length > 0 && { nextAt: Math.min(...later) }),
        };
      },
      change: async ({ wakeAt, ...change }) => {
        const changed = await schedules.change(
          wakeAt === undefined ? change : { ...change, wakeAt: 1 },
        );
        if (changed) this.#wakeAt.set(change.name, wakeAt ?? Number.POSITIVE_INFINITY);
        return changed;
      },
      firings: (name) => schedules.firings(name),
      onChange: (listener) => schedules.onChange(listener),
    };
  }
}
