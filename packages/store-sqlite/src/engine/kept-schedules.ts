import type { DatabaseSync, StatementSync } from "node:sqlite";
import {
  type EpochMs,
  KEPT_FIRINGS,
  type NameCursor,
  SCHEDULES_CHANGED,
  type StoredSchedule,
} from "@millrace/core";
import type { Commands } from "../commands.ts";
import type { AddedJob } from "../new-job.ts";
import {
  ADD_FIRING,
  DELETE_SCHEDULE,
  DUE_SCHEDULES,
  FORGET_FIRINGS,
  LIST_FIRINGS,
  LIST_SCHEDULES,
  NEXT_WAKE,
  READ_SCHEDULE,
  WRITE_SCHEDULE,
} from "../sql/schedule-statements.ts";
import { type CommandContext, noteDue } from "./command-context.ts";
import { enqueue } from "./job-commands.ts";

type ScheduleRow = Pick<StoredSchedule, "name" | "version" | "record">;

type Statements = { readonly [Name in keyof typeof STATEMENTS]: StatementSync };

/** The schedules in the file. */
export class KeptSchedules {
  readonly #statements: Statements;

  constructor(database: DatabaseSync) {
    const entries = Object.entries(STATEMENTS).map(([name, sql]) => [name, database.prepare(sql)]);
    this.#statements = Object.fromEntries(entries) as Statements;
  }

  get(name: string): StoredSchedule | undefined {
    const row = this.#statements.read.get(name) as ScheduleRow | undefined;
    return row && stored(row);
  }

  list({ after, limit }: NameCursor): Commands["listSchedules"]["answer"] {
    const schedules = (this.#statements.list.all(after, limit + 1) as unknown as ScheduleRow[]).map(
      stored,
    );
    if (schedules.length <= limit) return { schedules };
    const page = schedules.slice(0, limit);
    const last = page.at(-1)?.name;
    return last === undefined ? { schedules: page } : { schedules: page, last };
  }

  due(limit: number, now: EpochMs): Commands["dueSchedules"]["answer"] {
    const due = (this.#statements.due.all(now, limit) as unknown as ScheduleRow[]).map(stored);
    const next = this.#statements.nextWake.get(now) as { wakeAt: number } | undefined;
    return next === undefined ? { now, due } : { now, due, nextAt: next.wakeAt };
  }

  change(
    { name, ifVersion, record, wakeAt, jobs, firings }: Commands["changeSchedule"]["request"],
    context: CommandContext,
  ): Commands["changeSchedule"]["answer"] {
    if ((this.get(name)?.version ?? 0) !== ifVersion) return { changed: false };
    const added = enqueue(jobs, context);
    // What refuses one job of a schedule refuses the first one, so that none was made.
    const place = added.findIndex(isRefused);
    if (place >= 0) return { refused: place, why: added[place] };
    if (record === undefined) {
      this.#statements.delete.run(name);
      this.#statements.forgetFirings.run(name, Number.MAX_SAFE_INTEGER);
    } else {
      this.#statements.write.run(name, ifVersion + 1, wakeAt ?? null, record);
      for (const firing of firings.toReversed()) this.#statements.addFiring.run(name, firing);
      this.#trimFirings(name, firings.length);
    }
    if (jobs.length === 0) noteDue(context, SCHEDULES_CHANGED, Number.POSITIVE_INFINITY);
    return { changed: true };
  }

  firings(name: string): string[] {
    const rows = this.#statements.firings.all(name, KEPT_FIRINGS);
    return rows.map(({ firing }) => firing as string);
  }

  #trimFirings(name: string, added: number): void {
    if (added === 0) return;
    const rows = this.#statements.firings.all(name, KEPT_FIRINGS + 1);
    const oldest = rows[KEPT_FIRINGS]?.["number"];
    if (oldest !== undefined) this.#statements.forgetFirings.run(name, oldest);
  }
}

const STATEMENTS = {
  read: READ_SCHEDULE,
  list: LIST_SCHEDULES,
  due: DUE_SCHEDULES,
  nextWake: NEXT_WAKE,
  write: WRITE_SCHEDULE,
  delete: DELETE_SCHEDULE,
  addFiring: ADD_FIRING,
  firings: LIST_FIRINGS,
  forgetFirings: FORGET_FIRINGS,
};

function stored({ name, version, record }: ScheduleRow): StoredSchedule {
  return { name, version, record, partition: 0 };
}

function isRefused(added: AddedJob): boolean {
  return added !== undefined && !("blocked" in added || "cancelled" in added);
}
