import {
  type DueSchedules,
  KEPT_FIRINGS,
  type MillraceError,
  type NameCursor,
  type PlannedScheduleChange,
  type QueueTally,
  SCHEDULES_CHANGED,
  type ScheduleEngine,
  type ScheduleSlice,
  type StoredSchedule,
} from "@millrace/core";
import { textArray } from "./binary-array.ts";
import { enqueueStatement } from "./enqueue-arguments.ts";
import { enqueueResults } from "./enqueue-results.ts";
import { readEnqueued } from "./job-tables.ts";
import type { PgSession } from "./pg-session.ts";
import type { Signals } from "./signals.ts";
import type { Statement } from "./statement.ts";

type ScheduleRow = readonly [name: string, version: number, record: string];

export interface PostgresSchedulesOptions {
  /** The schema's name, quoted. */
  readonly schema: string;
  readonly session: PgSession;
  readonly signals: Signals;
  readonly tally: QueueTally;
  /** Its name as that of the channel of notifications. */
  readonly channel: string;
}

/** The schedules of one schema. */
export class PostgresSchedules implements ScheduleEngine {
  readonly #options: PostgresSchedulesOptions;

  constructor(options: PostgresSchedulesOptions) {
    this.#options = options;
  }

  async get(name: string): ReturnType<ScheduleEngine["get"]> {
    const { schema } = this.#options;
    const rows = await this.#read({
      text: `SELECT ${schema}.now_ms(), s.name, s.version, s.record
        FROM (SELECT) one LEFT JOIN ${schema}.schedules s ON s.name = $1`,
      values: [name],
    });
    const [now, ...row] = rows[0] as unknown as [now: number, ...(ScheduleRow | [null])];
    return row[0] === null ? { now } : { now, stored: stored(row as ScheduleRow) };
  }

  async list({ after, limit }: NameCursor): Promise<ScheduleSlice> {
    const rows = await this.#read({
      text: `SELECT name, version, record FROM ${this.#options.schema}.schedules
        WHERE name > $1 ORDER BY name LIMIT $2`,
      values: [after, limit + 1],
    });
    const all = (rows as unknown as ScheduleRow[]).map(stored);
    const schedules = all.slice(0, limit);
    const last = schedules.at(-1)?.name;
    return all.length > limit && last !== undefined ? { schedules, last } : { schedules };
  }

  async due(limit: number): Promise<DueSchedules> {
    const { schema } = this.#options;
    const rows = await this.#read({
      text: `WITH clock AS MATERIALIZED (SELECT ${schema}.now_ms() AS now)
        SELECT now, (SELECT min(s.wake_at) FROM ${schema}.schedules s WHERE s.wake_at > now), NULL, NULL
        FROM clock
        UNION ALL (
          SELECT s.wake_at, s.version, s.name, s.record FROM ${schema}.schedules s
          WHERE s.wake_at <= (SELECT now FROM clock) ORDER BY s.wake_at LIMIT $1
        )`,
      values: [limit],
    });
    const [[now, nextAt], ...due] = rows as unknown as [
      [now: number, nextAt: number | null],
      ...[wakeAt: number, version: number, name: string, record: string][],
    ];
    return {
      now,
      due: due.map(([, version, name, record]) => stored([name, version, record])),
      ...(nextAt !== null && { nextAt }),
    };
  }

  async change(change: PlannedScheduleChange): Promise<boolean> {
    const { jobs } = change;
    return jobs.length === 0 ? this.#write(change) : this.#fire(change);
  }

  async firings(name: string): Promise<string[]> {
    const rows = await this.#read({
      text: `SELECT firing FROM ${this.#options.schema}.schedule_firings
        WHERE name = $1 ORDER BY number DESC LIMIT $2`,
      values: [name, KEPT_FIRINGS],
    });
    return rows.map(([firing]) => firing as string);
  }

  onChange(listener: () => void): () => void {
    const { signals } = this.#options;
    signals.open();
    const listening = signals.waiting.listen([SCHEDULES_CHANGED], listener);
    return () => listening.end(false);
  }

  async #write(change: PlannedScheduleChange): Promise<boolean> {
    const { schema, session, channel } = this.#options;
    const rows = await session.run({
      text: `SELECT w.written, CASE WHEN w.written THEN pg_notify($7, $8) END
        FROM ${schema}.write_schedule($1, $2, $3, $4, $5, $6) AS w (written)`,
      values: [...scheduleValues(change), channel, `wake ${SCHEDULES_CHANGED} 1`],
    });
    return rows[0]?.[0] === true;
  }

  /** Also makes its jobs. */
  async #fire(change: PlannedScheduleChange): Promise<boolean> {
    const { schema, session, tally } = this.#options;
    const planned = change.jobs.map(({ job }) => job);
    const ids = change.jobs.map(({ id }) => id);
    const { text, values = [] } = enqueueStatement(schema, planned, ids, "fire_schedule");
    const names = ["p_name", "p_if_version", "p_record", "p_wake_at", "p_firings", "p_most"];
    const more = names.map((name, i) => `${name} => $${values.length + i + 1}`);
    const rows = await session.run({
      text: text.replace(/\)$/, `, ${more.join(", ")})`),
      values: [...values, ...scheduleValues(change)],
    });
    if (rows.some(([, , kind]) => kind === "CHANGED")) return false;
    const answer = readEnqueued(rows);
    const results = await enqueueResults(planned, ids, answer, async () => new Map());
    const refused = results.find((result) => "error" in result);
    if (refused !== undefined) throw (refused as { readonly error: MillraceError }).error;
    tally.enqueuedAll(results);
    return true;
  }

  #read(statement: Statement) {
    return this.#options.session.run(statement, { resend: () => statement });
  }
}

function scheduleValues({ name, ifVersion, record, wakeAt, firings }: PlannedScheduleChange) {
  const recorded = record ?? null;
  return [name, ifVersion, recorded, wakeAt ?? null, textArray([...firings]), KEPT_FIRINGS];
}

function stored([name, version, record]: ScheduleRow): StoredSchedule {
  return { name, version, record, partition: 0 };
}
