import type { EpochMs, StoredSchedule } from "@millrace/core";
import { isRefusal, ScheduleChanges, type ScheduleHome, TRIES } from "./schedule-changes.ts";
import { decodeRecord, forgottenAt } from "./schedule-record.ts";
import { refusedStep, timeStep } from "./schedule-step.ts";

/** What became of the schedules that were due. */
export interface TickReport {
  /** Schedules that this call has fired, or passed the time of. */
  readonly advanced: number;
  /** Those that another one was quicker with. */
  readonly lost: number;
  /** In how many milliseconds the next one is due, by the store's clock; 0 for now. */
  readonly nextInMs: number | undefined;
}

/** How many schedules a tick takes at a time. */
const TICK_SCHEDULES = 100;

/** Fires the schedules of a store. */
export class ScheduleFirer {
  readonly #store: ScheduleHome;
  readonly #changes: ScheduleChanges;

  constructor(store: ScheduleHome) {
    this.#store = store;
    this.#changes = new ScheduleChanges(store);
  }

  /** Fires schedules that are due, up to 100. Any number of processes may do so at the same time. */
  async tick(): Promise<TickReport> {
    const { now, due, nextAt } = await this.#store.schedules.due(TICK_SCHEDULES);
    const ends = await Promise.all(due.map((stored) => this.#look(stored, now)));
    const advanced = ends.filter((hasAdvanced) => hasAdvanced).length;
    const isFull = due.length === TICK_SCHEDULES;
    const nextInMs = isFull ? 0 : nextAt === undefined ? undefined : Math.max(0, nextAt - now);
    return { advanced, lost: ends.length - advanced, nextInMs };
  }

  async #look(stored: StoredSchedule, now: EpochMs): Promise<boolean> {
    const record = decodeRecord(stored.record);
    if ((forgottenAt(record) ?? Number.POSITIVE_INFINITY) <= now) {
      return this.#changes.delete(stored);
    }
    for (let tries = 0; ; tries++) {
      const step = timeStep(record, await this.#changes.context(stored, record, now));
      try {
        return await this.#changes.write({ stored, step, now });
      } catch (error) {
        if (!isRefusal(error)) throw error;
        // A job that it was to come after was forgotten just now.
        if (error.code === "NOT_FOUND" && tries < TRIES) continue;
        return this.#changes.write({ stored, step: refusedStep(record, step, error.message), now });
      }
    }
  }
}
