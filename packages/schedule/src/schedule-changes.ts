import {
  type EnqueueRequest,
  type EpochMs,
  type JobStatus,
  MillraceError,
  type Store,
  type StoredSchedule,
} from "@millrace/core";
import { ScheduleCalendar } from "./schedule-calendar.ts";
import { decodeRecord, encodeRecord, type ScheduleRecord, withEnd } from "./schedule-record.ts";
import type { OpenStatuses, ScheduleStep, StepContext } from "./schedule-step.ts";
import { wakeAt } from "./wake-at.ts";

/** What schedules need of a store. */
export type ScheduleHome = Pick<Store, "schedules" | "get" | "cancel">;

/** A schedule as it was read; both absent when there is none. */
export interface FoundSchedule {
  readonly now: EpochMs;
  readonly stored: StoredSchedule | undefined;
  readonly record: ScheduleRecord | undefined;
}

/** A step to write, and what it was decided by. */
export interface Write {
  readonly stored: StoredSchedule | undefined;
  readonly step: ScheduleStep;
  readonly now: EpochMs;
  /** The job of a definition that is new. */
  readonly makes?: EnqueueRequest;
}

/** What is to become of a schedule as it was read. */
export interface Decision<Result> {
  /** Resolves with whether it still was as it was read. Absent to leave it as it is. */
  readonly write?: () => Promise<boolean>;
  readonly result: Result;
}

/** How often a change is tried that others keep changing the schedule before. */
export const TRIES = 50;

/** Changes schedules by what they were read as: a change of one that has changed meanwhile is decided anew. */
export class ScheduleChanges {
  readonly #store: ScheduleHome;

  constructor(store: ScheduleHome) {
    this.#store = store;
  }

  /** Decides by the schedule as it is, and writes what was decided, unless it has changed meanwhile. */
  async make<Result>(
    name: string,
    decide: (found: FoundSchedule) => Promise<Decision<Result>>,
  ): Promise<Result> {
    for (let tries = 0; tries < TRIES; tries++) {
      const { now, stored } = await this.#store.schedules.get(name);
      const record = stored && decodeRecord(stored.record);
      const { write, result } = await decide({ now, stored, record });
      if (write === undefined || (await write())) return result;
    }
    throw new MillraceError(
      "UNAVAILABLE",
      `nothing was changed: other calls keep changing the schedule ${name}; try again`,
    );
  }

  /** Whether the schedule was still what the step was decided by. */
  async write({ stored, step, now, makes }: Write): Promise<boolean> {
    const { jobs, firings, cancels } = step;
    const record = withEnd(step.record, now);
    const { name } = record.definition;
    // Asked before: who dies in between asks again.
    await Promise.all(cancels.map((id) => this.#cancel(id, name)));
    return this.#store.schedules.change({
      ...{ name, ifVersion: stored?.version ?? 0, record: encodeRecord(record) },
      wakeAt: wakeAt(record, now),
      jobs,
      firings: firings.map((firing) => JSON.stringify(firing)).reverse(),
      ...(makes && { makes }),
    });
  }

  /** Whether the schedule was still what was read. */
  async delete({ name, version }: StoredSchedule): Promise<boolean> {
    return this.#store.schedules.change({ name, ifVersion: version, jobs: [], firings: [] });
  }

  /** What a step of a schedule happens in. */
  async context(
    { partition }: StoredSchedule,
    record: ScheduleRecord,
    now: EpochMs,
  ): Promise<StepContext> {
    const calendar = new ScheduleCalendar(record.definition.spec);
    return { calendar, now, statuses: await this.#statuses(record.open), partition };
  }

  async #statuses(ids: readonly string[]): Promise<OpenStatuses> {
    const statuses = new Map<string, JobStatus>();
    const read = async (id: string) => {
      try {
        statuses.set(id, (await this.#store.get(id, { view: "BASIC" })).status);
      } catch (error) {
        if (!(error instanceof MillraceError) || error.code !== "NOT_FOUND") throw error;
      }
    };
    await Promise.all(ids.map(read));
    return statuses;
  }

  async #cancel(id: string, name: string): Promise<void> {
    try {
      await this.#store.cancel(id, `schedule ${name} fires again`);
    } catch (error) {
      // It has ended by itself.
      if (!isRefusal(error)) throw error;
    }
  }
}

/** Whether the store has refused what it was asked, rather than failed. */
export function isRefusal(error: unknown): error is MillraceError {
  return (
    error instanceof MillraceError && !["UNAVAILABLE", "INTERNAL", "DATA_LOSS"].includes(error.code)
  );
}
