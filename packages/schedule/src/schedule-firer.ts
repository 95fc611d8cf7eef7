import type { EpochMs, StoredSchedule } from "@millrace/core";
import { ScheduleCalendar } from "./schedule-calendar.ts";
import { isRefusal, ScheduleChanges, type ScheduleHome, TRIES } from "./schedule-changes.ts";
import { decodeRecord, forgottenAt } from "./schedule-record.ts";
import { refusedStep, timeStep } from "./schedule-step.ts";
import { ZONE_RULES } from "./zone.ts";
import { byPresentRules, isByOtherRules } from "./zone-rules.ts";

/** What became of the schedules that were due. */
export interface TickReport {
  /** Schedules that this call has fired, or passed the time of. */
  readonly advanced: number;
  /** Those that another one was quicker with. */
  readonly lost: number;
  /** Those that this process cannot read, as with a zone that only a newer runtime knows, and why. */
  readonly unreadable: readonly { readonly name: string; readonly reason: string }[];
  /** In how many milliseconds the next one is due, by the store's clock; 0 for now. */
  readonly nextInMs: number | undefined;
}

/** What became of a page of schedules. */
export interface RecheckReport {
  /** Schedules that have another next time now. */
  readonly moved: number;
  /** The last name of the page; absent when it was the last page. */
  readonly last?: string;
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
    const unreadable: { name: string; reason: string }[] = [];
    const looks = due.map(async (stored) => {
      try {
        return await this.#look(stored, now);
      } catch (error) {
        if (!isRefusal(error)) throw error;
        unreadable.push({ name: stored.name, reason: error.message });
        return undefined;
      }
    });
    const ends = await Promise.all(looks);
    const advanced = ends.filter((hasAdvanced) => hasAdvanced).length;
    const lost = ends.filter((hasAdvanced) => hasAdvanced === false).length;
    const isFull = due.length === TICK_SCHEDULES;
    const nextInMs = isFull ? 0 : nextAt === undefined ? undefined : Math.max(0, nextAt - now);
    return { advanced, lost, unreadable, nextInMs };
  }

  /**
   * Looks at the schedules whose names come after `after`, up to 100, and moves the next times of those that were found
   * by another version of the database of time zones than this process has.
   */
  async recheck(after: string): Promise<RecheckReport> {
    const { schedules, last } = await this.#store.schedules.list({ after, limit: TICK_SCHEDULES });
    const others = schedules.filter(({ record }) =>
      isByOtherRules(decodeRecord(record), ZONE_RULES),
    );
    const moves = await Promise.all(others.map(({ name }) => this.#move(name)));
    const moved = moves.filter((hasMoved) => hasMoved).length;
    return last === undefined ? { moved } : { moved, last };
  }

  /** Whether the schedule has another next time now. */
  async #move(name: string): Promise<boolean> {
    const moving = this.#changes.make(name, async ({ now, stored, record }) => {
      const moved = record && byPresentRules(record, new ScheduleCalendar(record.definition.spec));
      if (moved === undefined || moved === record) return { result: false };
      const step = { record: moved, jobs: [], firings: [], cancels: [] };
      const write = () => this.#changes.write({ stored, step, now });
      return { write, result: moved.next?.due !== record?.next?.due };
    });
    return moving.catch((error: unknown) => {
      // What this process cannot read is told when it is due.
      if (isRefusal(error)) return false;
      throw error;
    });
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
