import {
  ALL_TYPES,
  addCells,
  COUNTED_JOBS,
  COUNTED_JOBS_OF_KEY,
  type ConcurrencyKey,
  describeKey,
  EXPLAINED,
  type HoldKind,
  isListed,
  type JobStatus,
  type KeyCursor,
  type KeyLimits,
  type KeyOnFailure,
  type KeyOrder,
  type KeySlice,
  MINUTE_COUNTS,
  MINUTE_MS,
  type MinuteStats,
  minuteCells,
  minuteStats,
  type NameCursor,
  type NewHold,
  type QueueCounts,
  type QueueEngine,
  type QueueLimits,
  type QueueSettings,
  type QueueSlice,
  queueCounts,
  type Rate,
  type RecentCounts,
  type SettingsChange,
  type StatsWindow,
  type StatusCount,
  type TallyCells,
  TIME_RANGES,
  TIME_SPAN_MS,
  timeCells,
} from "@millrace/core";
import { bigintArray, textArray } from "./binary-array.ts";
import type { PgSession } from "./pg-session.ts";
import { readHold } from "./read-hold.ts";
import { type KeepersColumns, readKeepers } from "./read-keepers.ts";
import { readKeyLimits } from "./read-key-limits.ts";
import { readRate } from "./read-rate.ts";

/** How many jobs a list counts before it leaves the other queues to the next page. */
const LISTED_JOBS = 200_000;

/** The first row of a queue has no status, and what is set for it. */
type QueueRow =
  | readonly [
      ...[name: string, status: null, 0, 0],
      ...[paused: string | null, draining: string | null, throttled: string | null],
      ...[maxRunning: number | null, keyMaxRunning: number | null],
      ...[rate: string | null, keyRate: string | null, order: KeyOrder | null],
      ...[keyOnFailure: KeyOnFailure | null, agingMs: number | null],
    ]
  | readonly [name: string, status: JobStatus, jobs: number, oldestMs: number, ...null[]];

/** The time; or a minute of a type, with its counts; or how many times of a type are at a place. */
type RecentRow =
  | readonly [now: number, type: null]
  | readonly [now: null, type: string, startsAt: number, ...counts: number[]]
  | readonly [now: null, type: string, startsAt: null, place: number, jobs: number];

/** What `list_keys` returns. */
type KeyRow = readonly [
  ...[key: Uint8Array, pending: number, running: number, until: number | null],
  ...[maxRunning: number | null, weight: string | null, rate: string | null],
  limitOfAll: number | null,
  ...keepers: KeepersColumns,
];

/** Where and how far `list_queues` looks. */
interface Look {
  readonly only?: string;
  readonly after?: string;
  readonly limit?: number;
  readonly bound: number;
}

/** The queues of one schema. */
export class PostgresQueues implements QueueEngine {
  readonly #schema: string;
  readonly #session: PgSession;

  /** `schema` is the schema's name, quoted. */
  constructor(schema: string, session: PgSession) {
    this.#schema = schema;
    this.#session = session;
  }

  async list({ after, limit }: NameCursor): Promise<QueueSlice> {
    const looked = await this.#look({ after, limit, bound: COUNTED_JOBS.list });
    const queues = looked.filter(isListed);
    const last = looked.at(-1)?.type;
    return isCutShort(looked, limit) && last !== undefined ? { queues, last } : { queues };
  }

  async get(type: string): Promise<QueueCounts> {
    const [queue] = await this.#look({ only: type, bound: COUNTED_JOBS.get });
    return queue ?? queueCounts(type, []);
  }

  async configure(type: string, change: SettingsChange): Promise<void> {
    const { paused, draining, throttled, limits } = change;
    const hold = (change: NewHold | null | undefined) => {
      const told = change && JSON.stringify({ reason: change.reason, by: change.by });
      return [change !== undefined, told ?? null, change?.until ?? null];
    };
    const statement = {
      text: `SELECT ${this.#schema}.configure_queue($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
      values: [
        ...[type, ...hold(paused), ...hold(draining)],
        ...[
          throttled === null,
          limits !== undefined,
          limits?.maxRunning ?? null,
          limits?.keyMaxRunning ?? null,
        ],
        rateArray(limits?.rate),
        rateArray(limits?.keyRate),
        limits?.order === "PRIORITY" ? null : (limits?.order ?? null),
        limits?.keyOnFailure === "CONTINUE" ? null : (limits?.keyOnFailure ?? null),
        limits?.agingMs ?? null,
      ],
    };
    await this.#session.run(statement, { resend: () => statement });
    if (limits !== undefined) await this.#age(type);
  }

  /** Has jobs that wait stand by their age, or no longer. Without it, leases do a round each. */
  async #age(type: string): Promise<void> {
    const statement = { text: `SELECT ${this.#schema}.age_queue($1)`, values: [type] };
    for (let moved = 1; moved > 0; ) {
      const [row] = await this.#session.run(statement, { resend: () => statement });
      [moved] = row as unknown as [number];
    }
  }

  async setKeyLimits(type: string, key: string, limits: KeyLimits): Promise<ConcurrencyKey> {
    const name = Buffer.from(key);
    const statement = {
      text: `SELECT ${this.#schema}.set_key_limits($1, $2, $3, $4, $5)`,
      values: [
        ...[type, name, limits.maxRunning ?? null, limits.weight ?? null],
        rateArray(limits.rate),
      ],
    };
    await this.#session.run(statement, { resend: () => statement });
    const [found] = await this.#keys([type, name, null, 1]);
    return found as ConcurrencyKey;
  }

  async resumeKey(type: string, key: string): Promise<ConcurrencyKey> {
    const name = Buffer.from(key);
    // In one transaction: the next moment a worker that waits has a job of it.
    const resumed = `SELECT ${this.#schema}.resume_key($1, $2, false) IS NULL AS done OFFSET 0`;
    const [found] = await this.#keys(
      [type, name, null, 1],
      `(${resumed}) r CROSS JOIN LATERAL ${this.#schema}.list_keys($1, CASE WHEN r.done IS NOT NULL THEN $2::bytea END, $3, $4, $5, $6) l`,
    );
    return found as ConcurrencyKey;
  }

  async listKeys(type: string, { after, limit, statuses }: KeyCursor): Promise<KeySlice> {
    const looked = await this.#keys([type, null, Buffer.from(after), limit]);
    const keys = looked.filter(({ status }) => statuses.includes(status));
    const last = looked.at(-1)?.key;
    return looked.length < limit || last === undefined ? { keys } : { keys, last };
  }

  async #keys(
    which: readonly [string, Buffer | null, Buffer | null, number],
    from = `${this.#schema}.list_keys($1, $2, $3, $4, $5, $6) l`,
  ) {
    const statement = {
      text: `SELECT l.* FROM ${from}`,
      values: [...which, COUNTED_JOBS_OF_KEY, EXPLAINED.jobs],
    };
    const rows = await this.#session.run(statement, { resend: () => statement });
    return (rows as unknown as KeyRow[]).map(
      ([key, pending, running, until, maxRunning, weight, rate, limitOfAll, ...keepers]) =>
        describeKey(
          Buffer.from(key).toString(),
          {
            pending,
            running,
            until: until ?? undefined,
            keepers: readKeepers(keepers),
            limits: readKeyLimits(maxRunning, weight, rate),
          },
          limitOfAll ?? undefined,
        ),
    );
  }

  /** Adds to what is counted of types. */
  async count(counted: ReadonlyMap<string, TallyCells>): Promise<void> {
    const all: TallyCells = [];
    for (const cells of counted.values()) addCells(all, cells);
    // In the order of the types, as the function wants them.
    const types = [...new Map(counted).set(ALL_TYPES, all)].sort(([a], [b]) => (a < b ? -1 : 1));
    const times = types.flatMap(([type, cells]) =>
      timeCells(cells).flatMap((jobs, place) => (jobs === 0 ? [] : [{ type, place, jobs }])),
    );
    await this.#session.run({
      text: `SELECT ${this.#schema}.count_jobs($1, $2, $3, $4, $5, $6, $7, $8)`,
      values: [
        textArray(types.map(([type]) => type)),
        ...MINUTE_COUNTS.map((_, place) =>
          bigintArray(types.map(([, cells]) => minuteCells(cells)[place] ?? 0)),
        ),
        textArray(times.map(({ type }) => type)),
        bigintArray(times.map(({ place }) => place)),
        bigintArray(times.map(({ jobs }) => jobs)),
      ],
    });
  }

  async recent(types: readonly string[]): Promise<RecentCounts[]> {
    const statement = {
      text: `WITH clock AS MATERIALIZED (SELECT ${this.#schema}.now_ms() AS now)
        SELECT now, NULL, NULL, NULL, NULL, NULL, NULL FROM clock
        UNION ALL
        SELECT NULL, type, starts_at, enqueued, completed, failed, retried
        FROM ${this.#schema}.queue_minutes, clock
        WHERE type = ANY ($1) AND starts_at >= now - now % ${MINUTE_MS} - ${MINUTE_MS}
        UNION ALL
        SELECT NULL, type, NULL, place, jobs, NULL, NULL FROM ${this.#schema}.queue_times, clock
        WHERE type = ANY ($1) AND starts_at >= now - now % ${TIME_SPAN_MS} - ${TIME_SPAN_MS}`,
      values: [textArray(types)],
    };
    const rows = await this.#session.run(statement, { resend: () => statement });
    return recentCounts(rows as unknown as RecentRow[], types);
  }

  async minutes({ type, minutes }: StatsWindow): Promise<MinuteStats[]> {
    const statement = {
      text: `SELECT starts_at, enqueued, completed, failed, retried FROM ${this.#schema}.queue_minutes
        WHERE type = $1 AND starts_at > ${this.#schema}.now_ms() - $2 ORDER BY starts_at`,
      values: [type, minutes * MINUTE_MS],
    };
    const rows = await this.#session.run(statement, { resend: () => statement });
    return (rows as unknown as [number, ...number[]][]).map(([startsAt, ...counts]) =>
      minuteStats(startsAt, counts),
    );
  }

  async #look({ only, after = "", limit = 1, bound }: Look): Promise<QueueCounts[]> {
    const statement = {
      text: `SELECT l.name, l.status, l.jobs, l.oldest, ${this.#hold("paused")}, ${this.#hold("draining")},
          ${this.#hold("throttled")}, ${this.#limit("max_running")}, ${this.#limit("key_max_running")}, array_to_string(${this.#limit("rate")}, ' '),
          array_to_string(${this.#limit("key_rate")}, ' '), ${this.#limit("key_order")}, ${this.#limit("key_on_failure")},
          ${this.#limit("aging_ms")}
        FROM ${this.#schema}.list_queues($1, $2, $3, $4, $5) l`,
      values: [only ?? null, after, limit, bound, LISTED_JOBS],
    };
    const rows = await this.#session.run(statement, { resend: () => statement });
    const queues = new Map<string, (readonly [JobStatus, StatusCount])[]>();
    const settings = new Map<string, QueueSettings>();
    for (const [name, status, jobs, oldestAgeMs, ...set] of rows as unknown as QueueRow[]) {
      if (status !== null) {
        queues.get(name)?.push([status, countOf(jobs, bound, oldestAgeMs)]);
        continue;
      }
      const [
        paused = null,
        draining = null,
        throttled = null,
        maxRunning,
        keyMaxRunning,
        rate,
        keyRate,
        order,
        keyOnFailure,
        agingMs,
      ] = set;
      const limits: QueueLimits = {
        ...(maxRunning != null && { maxRunning }),
        ...(keyMaxRunning != null && { keyMaxRunning }),
        ...(rate != null && { rate: readRate(rate) }),
        ...(keyRate != null && { keyRate: readRate(keyRate) }),
        ...(order != null && { order }),
        ...(keyOnFailure != null && { keyOnFailure }),
        ...(agingMs != null && { agingMs }),
      };
      queues.set(name, []);
      settings.set(name, {
        ...(paused !== null && { paused: readHold(paused) }),
        ...(draining !== null && { draining: readHold(draining) }),
        ...(throttled !== null && { throttled: readHold(throttled) }),
        ...(Object.keys(limits).length > 0 && { limits }),
      });
    }
    return Array.from(queues, ([type, counts]) => queueCounts(type, counts, settings.get(type)));
  }

  #limit(column: string): string {
    return `(SELECT q.${column} FROM ${this.#schema}.queues q WHERE l.status IS NULL AND q.type = l.name)`;
  }

  #hold(kind: HoldKind): string {
    return `(
      SELECT ${this.#schema}.hold_json(q.${kind}_at, q.${kind}_until, q.${kind}, ${this.#schema}.now_ms())
      FROM ${this.#schema}.queues q WHERE l.status IS NULL AND q.type = l.name
    )`;
  }
}

function rateArray(rate: Rate | undefined): Uint8Array | null {
  return rate ? bigintArray([rate.limit, rate.periodMs, rate.burst]) : null;
}

function countOf(counted: number, bound: number, oldestAgeMs: number): StatusCount {
  return { jobs: Math.min(counted, bound), more: counted > bound, oldestAgeMs };
}

/** Whether the list ended for a bound, and not because there are no more queues. */
function isCutShort(looked: readonly QueueCounts[], limit: number): boolean {
  if (looked.length >= limit) return true;
  let counted = 0;
  for (const { counts } of looked) {
    for (const { jobs, more } of Object.values(counts)) counted += more ? jobs + 1 : jobs;
  }
  return counted >= LISTED_JOBS;
}

function recentCounts(rows: readonly RecentRow[], types: readonly string[]): RecentCounts[] {
  const now = (rows[0] as RecentRow)[0] as number;
  const minute = now - (now % MINUTE_MS);
  const counts = types.map(() => ({
    now,
    minute: [] as number[],
    lastMinute: [] as number[],
    times: new Array<number>(2 * TIME_RANGES).fill(0),
  }));
  const byType = new Map(types.map((type, i) => [type, counts[i]]));
  for (const [, type, startsAt, ...numbers] of rows.slice(1)) {
    const counted = byType.get(type as string);
    if (counted === undefined) continue;
    const [place, jobs] = numbers as [number, number];
    if (startsAt === null) counted.times[place] = (counted.times[place] ?? 0) + jobs;
    else if (startsAt === minute) counted.minute = numbers;
    else counted.lastMinute = numbers;
  }
  return counts;
}
