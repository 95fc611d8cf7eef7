import {
  changeJob,
  type EpochMs,
  type ExtendItem,
  encodeInert,
  type HeldRole,
  type HeldRoles,
  type Job,
  type JobChange,
  type JobStatus,
  type JobViewKind,
  type LeaseRequest,
  type ListedType,
  type OperationJob,
  type PlannedChild,
  type PlannedJob,
  type QueueHold,
  type Role,
  type RoleLease,
  type RoleRequest,
  roleReleased,
  type Settlement,
  type ThrottleScope,
  uniqueKeyTaken,
} from "@millrace/core";
import { bigintArray, bytesArray, textArray } from "./binary-array.ts";
import { enqueueStatement, mayWait, parentStatement } from "./enqueue-arguments.ts";
import {
  AT,
  COLUMN_LISTS,
  LEASED_COLUMNS,
  READ_COLUMNS,
  selectedByView,
  selectedFrom,
} from "./job-columns.ts";
import { readJob, readJobByView, readLeasedJob, type StoredJob } from "./job-row.ts";
import type { PgSession, RunOptions } from "./pg-session.ts";
import { readHold } from "./read-hold.ts";
import type { Row, Statement } from "./statement.ts";

/** Why a job was not made because of another one. */
type HolderKind = "EXISTS" | "TAKEN" | "UNIQUE" | "REPLACED" | "NO_JOB" | "NO_GROUP" | "SEALED";

/** A job that an enqueue did not make, or not as it was asked for, and why: see `enqueue_jobs.sql`. */
export type NotMade =
  | { readonly kind: HolderKind; readonly item: number; readonly jobId: string }
  | { readonly kind: "HELD"; readonly item: number }
  | { readonly kind: "DRAINING"; readonly item: number; readonly hold: QueueHold }
  | { readonly kind: "JOINED"; readonly item: number }
  | { readonly kind: "REPEAT" };

/** What a lease found. */
export interface TableLease {
  readonly leased: readonly StoredJob[];
  readonly now: number;
  /** Whether expired leases are to be rescued before more is leased. */
  readonly hasExpired: boolean;
  /** When the next job falls due or the next lease ends; only known when nothing was leased. */
  readonly nextDue: number | undefined;
  /** The types of the jobs whose queues have limits. */
  readonly limited: readonly string[];
}

/** A job that a delete has left alone. */
export type KeptJob = "NONE" | { readonly status: JobStatus; readonly sequence: number };

/** Where a job that waits joins its queue. */
export type QueueEnd = "front" | "back" | "same";

/** A change that was worked out from a job as it was read. */
export interface WorkedChange {
  readonly stored: StoredJob;
  readonly change: JobChange;
  readonly now: number;
  readonly place: QueueEnd;
  /** Makes the token of the lost lease stale. Defaults to false. */
  readonly endsToken?: boolean;
  /** Writes what the enqueue has written, too; such a change is written alone. Defaults to false. */
  readonly isUpdate?: boolean;
  /** When the attempt had begun that is given back before its handler has started. */
  readonly unstartedAt?: EpochMs | undefined;
  /** What is throttled with it: its queue, or its concurrency key, and until when. */
  readonly throttle?: { readonly scope: ThrottleScope; readonly until: EpochMs } | undefined;
  /** The jobs that are created with it; such a change is written alone. Defaults to none. */
  readonly children?: readonly PlannedChild[];
  /** What the run of the job is told before its end. Defaults to nothing. */
  readonly tellsRun?: string | undefined;
  /** Has the job take its unique key again, of a redrive, which is written alone. Defaults to false. */
  readonly takesKey?: boolean;
}

/** Jobs, and the server's time when they were read. */
export interface ReadJobs {
  readonly now: number;
  readonly jobs: ReadonlyMap<string, StoredJob>;
}

/** A job that was completed, as `complete_jobs` returns it; a run that has news; or a job that was left alone. */
export type CompletedJob =
  | readonly [id: string, type: string, runMs: number]
  | readonly [run: string, type: "", runMs: null]
  | readonly [id: string, type: null, runMs: null];

type HeldRoleRow = readonly [
  now: string,
  role: Role | null,
  holder: string,
  fence: string,
  expiresAt: string,
];

type MaintainRow = [promoted: number, pruned: number, expired: string[], more: boolean];

/**
 * The tables of one schema. Each operation is one statement, most of them a call of a function of
 * `functions/`; this class translates its parameters and its answer.
 */
export class JobTables {
  readonly #schema: string;

  /** `schema` is the schema's name, quoted. */
  constructor(schema: string) {
    this.#schema = schema;
  }

  /** Enqueues jobs with these ids; returns the time and those that were not made. */
  async enqueue(session: PgSession, jobs: readonly PlannedJob[], ids: readonly string[]) {
    const name = jobs.some(mayWait) ? "enqueue_keyed_jobs" : "enqueue_jobs";
    const statement = enqueueStatement(this.#schema, jobs, ids, name);
    return readEnqueued(await session.run(statement, { resend: () => statement }));
  }

  /** Leases no further job once those that it has have payloads of `bytes` bytes together. */
  async lease(
    session: PgSession,
    { types, maxJobs, leaseMs, workerId }: LeaseRequest,
    bytes: number,
  ): Promise<TableLease> {
    const rows = await session.run({
      text: `SELECT * FROM ${this.#schema}.lease_jobs($1, $2, $3, $4, $5)`,
      values: [textArray(types), maxJobs, bytes, leaseMs, JSON.stringify(workerId)],
    });
    const last = (rows[rows.length - 1] as Row).slice(LEASED_COLUMNS);
    const [now, hasExpired, nextDue, limited] = last as unknown as [
      ...[now: number, hasExpired: boolean, nextDue: number | null],
      limited: string[],
    ];
    const terms = { now, workerId, leaseMs };
    const leased: StoredJob[] = [];
    for (let i = 0; i < rows.length - 1; i++) leased.push(readLeasedJob(rows[i] as Row, terms));
    return { leased, now, hasExpired, nextDue: nextDue ?? undefined, limited };
  }

  /** Completes what is leased with these tokens; returns what it has completed. */
  async complete(
    session: PgSession,
    items: readonly Settlement[],
    options: RunOptions = {},
  ): Promise<{ readonly completed: readonly CompletedJob[]; readonly repeated: boolean }> {
    const results = items.map(({ outcome }) =>
      outcome.kind === "completed" ? outcome.result : undefined,
    );
    const statement = {
      text: `SELECT * FROM ${this.#schema}.complete_jobs($1, $2, $3)`,
      values: [
        textArray(items.map(({ jobId }) => jobId)),
        bigintArray(items.map(({ token }) => token)),
        bytesArray(results),
      ],
    };
    let repeated = false;
    const resend = () => {
      repeated = true;
      return statement;
    };
    const rows = await session.run(statement, { ...options, resend });
    return { completed: rows as unknown as CompletedJob[], repeated };
  }

  /** Extends what is leased with these tokens; tells of each whether its cancel is asked for. */
  async extend(
    session: PgSession,
    items: readonly ExtendItem[],
    leaseMs: number,
    options: RunOptions = {},
  ): Promise<Map<string, boolean>> {
    const statement = {
      text: `SELECT * FROM ${this.#schema}.extend_jobs($1, $2, $3, $4, $5)`,
      values: [
        textArray(items.map(({ jobId }) => jobId)),
        bigintArray(items.map(({ token }) => token)),
        textArray(items.map(({ progress }) => progress && JSON.stringify(progress))),
        textArray(items.map(({ log }) => log && JSON.stringify(log))),
        leaseMs,
      ],
    };
    const rows = await session.run(statement, { ...options, resend: () => statement });
    return new Map(rows as unknown as [string, boolean][]);
  }

  /** Reads those of `ids` that are kept. */
  async read(
    session: PgSession,
    ids: readonly string[],
    options: RunOptions = {},
  ): Promise<ReadJobs> {
    const statement = readStatement(this.#schema, ids);
    return readRows(await session.run(statement, { resend: () => statement, ...options }));
  }

  /**
   * Writes changes; returns the ids of the jobs that were still as they had been read. `onRepeat` is
   * called when an answer was lost: a write that took effect then counts as another's.
   */
  async change(
    session: PgSession,
    changes: readonly WorkedChange[],
    { onRepeat, ...options }: RunOptions & { readonly onRepeat: () => void },
  ): Promise<Set<string>> {
    const [first] = changes as readonly [WorkedChange];
    const statement = first.isUpdate
      ? updateStatement(this.#schema, first)
      : changeStatement(this.#schema, changes);
    const resend = () => {
      onRepeat();
      return statement;
    };
    const rows = await session.run(statement, { ...options, resend });
    return new Set(rows.map(([id]) => id as string));
  }

  /**
   * As {@link change}, for the redrive of a job that has a unique key.
   *
   * @throws MillraceError `FAILED_PRECONDITION` when another job holds the key.
   */
  async redriveUnique(
    session: PgSession,
    change: WorkedChange,
    { onRepeat, ...options }: RunOptions & { readonly onRepeat: () => void },
  ): Promise<Set<string>> {
    const { id, uniqueKey = "" } = change.stored.job;
    const statement = {
      text: `SELECT * FROM ${this.#schema}.redrive_unique_job($1, $2)`,
      values: [id, JSON.stringify([encodeChange(change)])],
    };
    const resend = () => {
      onRepeat();
      return statement;
    };
    const [row] = await session.run(statement, { ...options, resend });
    if (row === undefined) return new Set();
    const [changed, holder] = row as unknown as [string | null, string | null];
    if (holder !== null) throw uniqueKeyTaken(id, uniqueKey, holder);
    return new Set([changed as string]);
  }

  /** Which of these jobs, as far as they are not finished, other transactions hold now. */
  async held(session: PgSession, ids: readonly string[]): Promise<Set<string>> {
    const statement = {
      text: `WITH free AS MATERIALIZED (
          SELECT id FROM ${this.#schema}.jobs WHERE id = ANY ($1) FOR UPDATE SKIP LOCKED
        )
        SELECT id FROM ${this.#schema}.jobs WHERE id = ANY ($1) AND id NOT IN (SELECT id FROM free)`,
      values: [textArray(ids)],
    };
    const rows = await session.run(statement, { resend: () => statement });
    return new Set(rows.map(([id]) => id as string));
  }

  /** Deletes jobs, each at its sequence if it has one; returns of each how it stands if it was not deleted. */
  async delete(
    session: PgSession,
    jobs: readonly OperationJob[],
    options: RunOptions = {},
  ): Promise<(KeptJob | undefined)[]> {
    const statement = {
      text: `SELECT j.place, d.* FROM unnest($1::text[], $2::bigint[]) WITH ORDINALITY j (id, sequence, place),
          LATERAL ${this.#schema}.delete_job_at(j.id, j.sequence) d`,
      values: [
        textArray(jobs.map(({ jobId }) => jobId)),
        bigintArray(jobs.map(({ ifSequence }) => ifSequence)),
      ],
    };
    const kept = new Array<KeptJob | undefined>(jobs.length).fill(undefined);
    for (const row of await session.run(statement, options)) {
      const [place, status, sequence] = row as unknown as [number, JobStatus | null, number];
      kept[place - 1] = status === null ? "NONE" : { status, sequence };
    }
    return kept;
  }

  /** The types that have jobs, from `from` on, with those of the statuses in which they have some. */
  async types(
    session: PgSession,
    from: string,
    statuses: readonly JobStatus[],
    limit: number,
  ): Promise<ListedType[]> {
    const statement = {
      text: `SELECT name, statuses FROM ${this.#schema}.list_types($1, $2, $3)`,
      values: [from, textArray(statuses), limit],
    };
    const rows = await session.run(statement, { resend: () => statement });
    return rows.map(([type, found]) => ({
      type: type as string,
      statuses: found as unknown as JobStatus[],
    }));
  }

  /** The server's time. */
  async now(session: PgSession): Promise<EpochMs> {
    const statement = { text: `SELECT ${this.#schema}.now_ms()`, values: [] };
    const [row] = await session.run(statement, { resend: () => statement });
    return row?.[0] as number;
  }

  /** A bounded round of maintenance, without rescue: returns the ids of expired leases. */
  async maintain(session: PgSession, limit: number) {
    const statement = {
      text: `SELECT * FROM ${this.#schema}.maintain_due($1)`,
      values: [limit],
    };
    const [row] = await session.run(statement, { resend: () => statement });
    const [promoted, pruned, expired, more] = row as unknown as MaintainRow;
    return { promoted, pruned, expired, more };
  }

  /** Who has the role now, after `holder` has asked for it. */
  async holdRole(session: PgSession, { role, holder, leaseMs }: RoleRequest): Promise<RoleLease> {
    const statement = {
      text: `SELECT * FROM ${this.#schema}.hold_role($1, $2, $3)`,
      values: [role, holder, leaseMs],
    };
    const [row] = await session.run(statement, { resend: () => statement });
    const [name, fence, expiresAt] = row as unknown as [string, string, string];
    return { holder: name, fence: Number(fence), expiresAt: Number(expiresAt) };
  }

  /** Who has which role; a lease that begins in the future is none, as in `hold_role`. */
  async listRoles(session: PgSession): Promise<HeldRoles> {
    const statement = {
      text: `SELECT n.now_ms, r.role, r.holder, r.fence, r.expires_at FROM ${this.#schema}.now_ms() AS n (now_ms)
        LEFT JOIN ${this.#schema}.roles r ON n.now_ms >= r.held_at AND n.now_ms < r.expires_at ORDER BY r.role`,
      values: [],
    };
    const rows = (await session.run(statement, {
      resend: () => statement,
    })) as unknown as readonly HeldRoleRow[];
    const roles = rows.flatMap(([, role, holder, fence, expiresAt]): HeldRole[] =>
      role === null ? [] : [{ role, holder, fence: Number(fence), expiresAt: Number(expiresAt) }],
    );
    return { now: Number(rows[0]?.[0]), roles };
  }

  /** Ends the lease of a role, and tells so; its fence stays, so that the next one is greater. */
  async releaseRole(
    session: PgSession,
    role: Role,
    holder: string,
    channel: string,
  ): Promise<void> {
    const statement = {
      text: `WITH released AS (
          UPDATE ${this.#schema}.roles SET expires_at = 0 WHERE role = $1 AND holder = $2 RETURNING role
        )
        SELECT pg_notify($3, $4) FROM released`,
      values: [role, holder, channel, `wake ${roleReleased(role)} 1`],
    };
    await session.run(statement, { resend: () => statement });
  }

  /**
   * The ids of running jobs of these types whose leases have expired, and of pending ones whose start deadline
   * has passed.
   */
  async expired(session: PgSession, types: readonly string[], limit: number): Promise<string[]> {
    const statement = {
      text: `WITH lost AS (
          SELECT id FROM ${this.#schema}.jobs
          WHERE type = ANY ($1) AND status = 'RUNNING' AND lease_expires_at <= ${this.#schema}.now_ms()
          ORDER BY lease_expires_at LIMIT $2 FOR UPDATE SKIP LOCKED
        ), late AS (
          SELECT id FROM ${this.#schema}.jobs
          WHERE status = 'PENDING' AND start_by IS NOT NULL AND start_by + 0 <= ${this.#schema}.now_ms()
            AND type = ANY ($1)
          ORDER BY start_by + 0 LIMIT $2 FOR UPDATE SKIP LOCKED
        )
        SELECT id FROM lost UNION ALL SELECT id FROM late`,
      values: [textArray(types), limit],
    };
    const rows = await session.run(statement, { resend: () => statement });
    return rows.map(([id]) => id as string);
  }

  /** Asks for a notice of each change of a job, for `durationMs` from now. */
  async watch(session: PgSession, id: string, durationMs: number): Promise<void> {
    const statement = {
      text: `INSERT INTO ${this.#schema}.watches (job_id, until) VALUES ($1, ${this.#schema}.now_ms() + $2)
        ON CONFLICT (job_id) DO UPDATE SET until = greatest(watches.until, EXCLUDED.until)`,
      values: [id, durationMs],
    };
    await session.run(statement, { resend: () => statement });
  }

  /** Reads a job that is kept by a view. */
  async readByView(
    session: PgSession,
    id: string,
    view: JobViewKind,
  ): Promise<StoredJob | undefined> {
    const statement = {
      text: `SELECT ${selectedByView("jobs", view, this.#schema)} FROM ${this.#schema}.jobs WHERE id = $1
        UNION ALL
        SELECT ${selectedByView("finished", view, this.#schema)} FROM ${this.#schema}.finished
        WHERE id = $1 AND expires_at > ${this.#schema}.now_ms()`,
      values: [id],
    };
    return (await this.list(session, statement, view))[0];
  }

  /** The jobs that a statement of `selectedByView` finds. */
  async list(session: PgSession, statement: Statement, view: JobViewKind): Promise<StoredJob[]> {
    const rows = await session.run(statement, { resend: () => statement });
    return rows.map((row) => readJobByView(row, view));
  }

  get schema(): string {
    return this.#schema;
  }
}

/** Reads those of `ids` that are kept, from the schema of this quoted name. */
export function readStatement(schema: string, ids: readonly string[]): Statement {
  return {
    text: `SELECT ${selectedFrom("jobs", schema)}, ${schema}.now_ms() FROM ${schema}.jobs WHERE id = ANY ($1)
      UNION ALL
      SELECT ${selectedFrom("finished", schema)}, ${schema}.now_ms() FROM ${schema}.finished
      WHERE id = ANY ($1) AND expires_at > ${schema}.now_ms()`,
    values: [textArray(ids)],
  };
}

/** The answer to {@link readStatement}. */
export function readRows(rows: readonly Row[]): ReadJobs {
  return {
    now: (rows[0]?.[READ_COLUMNS] as number | undefined) ?? 0,
    jobs: new Map(rows.map((row) => [row[AT.id] as string, readJob(row)])),
  };
}

/** The answer of `enqueue_jobs`. */
export function readEnqueued(rows: readonly Row[]): { now: number; notMade: NotMade[] } {
  const notMade: NotMade[] = [];
  for (const [, ordinal, kind, jobId] of rows.slice(1)) {
    // Postgres counts from 1.
    const item = (ordinal as number) - 1;
    if (kind === "REPEAT") notMade.push({ kind });
    else if (kind === "HELD" || kind === "JOINED") notMade.push({ kind, item } as NotMade);
    else if (kind === "DRAINING") notMade.push({ kind, item, hold: readHold(jobId as string) });
    else {
      notMade.push({ kind: kind as HolderKind, item, jobId: jobId as string });
    }
  }
  return { now: rows[0]?.[0] as number, notMade };
}

function changeStatement(schema: string, changes: readonly WorkedChange[]): Statement {
  const encoded = JSON.stringify(changes.map(encodeChange));
  const { children } = changes[0] as WorkedChange;
  if (children !== undefined) return parentStatement(schema, encoded, children);
  return { text: `SELECT * FROM ${schema}.change_jobs($1)`, values: [encoded] };
}

function updateStatement(schema: string, { stored, change, now, place }: WorkedChange): Statement {
  const { id, status, priority, ...job } = changeJob(stored.job, change, now);
  const payload = change.payload === undefined ? null : Buffer.from(change.payload);
  return {
    text: `SELECT * FROM ${schema}.update_job($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    values: [
      ...[id, stored.job.sequence, status, change.runAt ?? null, priority, place === "back"],
      ...[payload, encodeInert(job) ?? null, now, job.startBy ?? null],
    ],
  };
}

function encodeChange(worked: WorkedChange) {
  const { stored, change, now, place, endsToken, unstartedAt, throttle, tellsRun } = worked;
  const next: Job = changeJob(stored.job, change, now);
  const token = endsToken ? stored.token + 1 : stored.token;
  const written: Record<string, unknown> = {};
  for (const { key, name, type } of COLUMN_LISTS.changedColumns) {
    const value = key === "token" ? token : next[key as keyof Job];
    // As text that holds JSON: Postgres' functions for JSON cannot take U+0000.
    written[name] = type === "json" ? encodeJson(value) : value;
  }
  return {
    id: next.id,
    was_sequence: stored.job.sequence,
    was_lease_expires_at: stored.job.leaseExpiresAt,
    at: place,
    unstarted: unstartedAt,
    throttled_until: throttle?.scope === "JOB" ? undefined : throttle?.until,
    throttles_key: throttle?.scope === "KEY",
    tells_run: tellsRun,
    lease_expires_at: next.leaseExpiresAt,
    expires_at: next.expiresAt,
    result: next.result && Buffer.from(next.result).toString("base64"),
    ...written,
  };
}

/** No text for an empty list, as for no value. */
export function encodeJson(value: unknown): string | undefined {
  return Array.isArray(value) && value.length === 0 ? undefined : JSON.stringify(value);
}
