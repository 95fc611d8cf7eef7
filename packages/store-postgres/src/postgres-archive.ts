import {
  type ArchivedGroups,
  type ArchivedJob,
  type ArchivedRun,
  type ArchiveEngine,
  encodeInert,
  type Group,
  idempotencyKeyTaken,
  type Job,
  type JobStanding,
  MillraceError,
  type NameCursor,
  type Restored,
  runKeyTaken,
  type UniqueHold,
  uniqueKeyHeld,
} from "@millrace/core";
import { bigintArray, bytesArray, textArray } from "./binary-array.ts";
import { encodeBackoff, encodeText } from "./enqueue-arguments.ts";
import { COLUMN_LISTS, type Column } from "./job-columns.ts";
import { encodeJson } from "./job-tables.ts";
import type { PgSession } from "./pg-session.ts";
import { GROUP_COLUMNS, readGroup } from "./postgres-groups.ts";
import { readRun } from "./postgres-runs.ts";
import type { Row } from "./statement.ts";

/** More news than any run has. */
const ALL_NEWS = 2 ** 31 - 1;

/** Takes what is kept out of a schema, and puts what was taken out of another store into it. */
export class PostgresArchive implements ArchiveEngine {
  readonly #schema: string;
  readonly #session: PgSession;

  /** `schema` is the schema's name, quoted. */
  constructor(schema: string, session: PgSession) {
    this.#schema = schema;
    this.#session = session;
  }

  async standings(jobs: readonly Job[]): Promise<(JobStanding | undefined)[]> {
    const schema = this.#schema;
    const part = (table: string) =>
      `SELECT id, type, token, concurrency_key, idempotency_key, unique_key, unique_hold FROM ${schema}.${table} WHERE id = ANY ($1)`;
    const scoped = (key: string) => `${schema}.scoped_key(t.concurrency_key, t.${key})`;
    const rows = await this.#run(
      `SELECT t.id, t.token, k.fingerprint, t.unique_hold,
        ${schema}.unique_key_holder(t.type, ${scoped("unique_key")}, ${schema}.now_ms()) IS NOT DISTINCT FROM t.id,
        u.ends_at, EXISTS (SELECT FROM ${schema}.key_keepers h WHERE h.job_id = t.id)
      FROM (${part("jobs")} UNION ALL ${part("finished")}) t
      LEFT JOIN ${schema}.idempotency_keys k
        ON k.type = t.type AND k.key = ${scoped("idempotency_key")} AND k.job_id = t.id
      LEFT JOIN ${schema}.unique_keys u
        ON u.type = t.type AND u.key = ${scoped("unique_key")} AND u.job_id = t.id`,
      [textArray(jobs.map(({ id }) => id))],
    );
    const standings = new Map((rows as unknown as StandingRow[]).map((row) => [row[0], row]));
    return jobs.map(({ id }) => {
      const row = standings.get(id);
      return row && readStanding(row);
    });
  }

  async restoreJobs(jobs: readonly ArchivedJob[]): Promise<Restored[]> {
    const rows = await this.#run(`SELECT * FROM ${this.#schema}.restore_jobs($1)`, [
      JSON.stringify(jobs.map(encodeArchived)),
    ]);
    return (rows as unknown as RestoredRow[]).map(([said, holder], place) => {
      const { job } = jobs[place] as ArchivedJob;
      if (said === "TAKEN") return idempotencyKeyTaken(job.idempotencyKey ?? "", holder ?? "");
      return said === "HELD" ? uniqueKeyHeld(job.uniqueKey ?? "", holder ?? "") : said;
    });
  }

  async groups({ after, limit }: NameCursor): Promise<ArchivedGroups> {
    const rows = await this.#run(
      `SELECT ${GROUP_COLUMNS} FROM ${this.#schema}.groups
      WHERE id > $1 AND (expires_at IS NULL OR expires_at > ${this.#schema}.now_ms()) ORDER BY id LIMIT $2`,
      [after, limit],
    );
    const groups = rows.map(readGroup);
    const last = groups.at(-1)?.id;
    return groups.length < limit || last === undefined ? { groups } : { groups, last };
  }

  async restoreGroup(group: Group): Promise<Restored> {
    const { id, sealed, counts, createdAt, finishedAt, expiresAt, retentionMs, callbacks } = group;
    const { open, completed, failed, cancelled } = counts;
    const [row] = await this.#run(
      `WITH time AS MATERIALIZED (SELECT $10::bigint <= ${this.#schema}.now_ms() AS is_over), made AS (
        INSERT INTO ${this.#schema}.groups (${GROUP_COLUMNS})
        SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::json FROM time WHERE is_over IS NOT TRUE
        ON CONFLICT (id) DO NOTHING RETURNING id
      )
      SELECT (SELECT is_over FROM time), EXISTS (SELECT FROM made)`,
      [
        ...[id, sealed, open, completed, failed, cancelled, createdAt, retentionMs],
        ...[finishedAt ?? null, expiresAt ?? null, JSON.stringify(callbacks)],
      ],
    );
    const [isOver, isMade] = row as unknown as [boolean | null, boolean];
    if (isOver) return "EXPIRED";
    return isMade ? "RESTORED" : "EXISTS";
  }

  async run(id: string): Promise<ArchivedRun | undefined> {
    const rows = await this.#run(
      `SELECT x.*, r.key, r.wake_at FROM ${this.#schema}.runs r
      CROSS JOIN LATERAL ${this.#schema}.read_run(
        r.id, ARRAY(SELECT p.name FROM ${this.#schema}.run_parts p WHERE p.run_id = r.id), $2, $3
      ) x
      WHERE r.id = $1`,
      [id, ALL_NEWS, Number.MAX_SAFE_INTEGER],
    );
    const { stored, parts, news } = readRun(id, rows);
    const [key, wakeAt] = (rows[0]?.slice(-2) ?? []) as [Uint8Array | null, number | null];
    if (stored === undefined) return undefined;
    return {
      stored,
      ...(key !== null && { key: Buffer.from(key).toString() }),
      ...(wakeAt !== null && { wakeAt }),
      parts,
      news,
    };
  }

  async restoreRun({ stored, key, wakeAt, parts, news }: ArchivedRun): Promise<Restored> {
    const { id, version, createdAt, workflow, state, record } = stored;
    const gone = news.find((each) => each.kind === "job" && each.status === "GONE");
    if (gone !== undefined) return lostJob(id);
    const [row] = await this.#run(
      `WITH made AS (
        INSERT INTO ${this.#schema}.runs (id, version, created_at, wake_at, workflow, state, key, record)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING id
      ), parts AS (
        INSERT INTO ${this.#schema}.run_parts (run_id, name, value)
        SELECT m.id, p.name, p.value FROM made m, unnest($9::text[], $10::bytea[]) AS p (name, value)
      ), news AS (
        INSERT INTO ${this.#schema}.run_news (at, run_id, job_id, told)
        SELECT n.at, m.id, n.job_id, n.told
        FROM made m, unnest($11::bigint[], $12::text[], $13::text[]) WITH ORDINALITY AS n (at, job_id, told, place)
        ORDER BY n.place
      )
      SELECT EXISTS (SELECT FROM made), (SELECT r.id FROM ${this.#schema}.runs r WHERE r.key = $7)`,
      [
        ...[
          id,
          version,
          createdAt,
          wakeAt ?? null,
          workflow,
          state,
          encodeText(key) ?? null,
          record,
        ],
        textArray([...parts.keys()]),
        bytesArray([...parts.values()]),
        bigintArray(news.map(({ at }) => at)),
        textArray(news.map((each) => (each.kind === "job" ? each.jobId : undefined))),
        textArray(news.map((each) => (each.kind === "told" ? each.text : undefined))),
      ],
    );
    const [isMade, holder] = row as unknown as [boolean, string | null];
    if (isMade) return "RESTORED";
    return holder === null || holder === id ? "EXISTS" : runKeyTaken(key ?? "", holder);
  }

  /** What is done twice finds what was done. */
  #run(text: string, values: readonly unknown[]): Promise<Row[]> {
    const statement = { text, values };
    return this.#session.run(statement, { resend: () => statement });
  }
}

type StandingRow = readonly [
  ...[id: string, token: number, fingerprint: string | null, hold: UniqueHold | null],
  ...[holds: boolean, endsAt: number | null, keepsTurn: boolean],
];

type RestoredRow = readonly [
  said: Exclude<Restored, MillraceError> | "TAKEN" | "HELD",
  holder: string | null,
];

function readStanding([, token, fingerprint, hold, holds, endsAt, keepsTurn]: StandingRow) {
  const isTimed = holds && hold === "TTL" && endsAt !== null;
  return {
    token,
    ...(fingerprint !== null && { fingerprint }),
    ...(hold !== null && { unique: { hold, holds, ...(isTimed && { endsAt }) } }),
    ...(keepsTurn && { keepsTurn }),
  };
}

/** A job as `restore_jobs` takes it. */
function encodeArchived({ job, standing }: ArchivedJob, place: number) {
  const { unique, fingerprint, keepsTurn = false } = standing;
  const { waitsFor, leaseExpiresAt, expiresAt, result } = job;
  const columns = [...COLUMN_LISTS.specColumns, ...COLUMN_LISTS.changedColumns];
  return {
    ...Object.fromEntries(
      columns.map((column) => [column.name, encodeColumn(column, job, standing)]),
    ),
    ...{ place, fingerprint, holds: unique?.holds ?? false, keeps_turn: keepsTurn },
    ...{ unique_ends_at: unique?.endsAt, lease_expires_at: leaseExpiresAt, expires_at: expiresAt },
    result: encodeBytes(result),
    ...(waitsFor && {
      waits_rule: waitsFor.rule,
      waits_delay_ms: waitsFor.delayMs,
      waits_ids: waitsFor.jobIds.join(" "),
    }),
  };
}

function encodeColumn({ key, type }: Column, job: Job, standing: JobStanding): unknown {
  switch (key) {
    case "token":
      return standing.token;
    case "uniqueHold":
      return standing.unique?.hold;
    case "inert":
      return encodeInert(job);
    case "delivery":
      return job.delivery === "AT_MOST_ONCE";
    case "backoff":
      return encodeBackoff(job.backoff);
    case "groupId":
      return job.run === undefined ? job.groupId : `run ${job.run.id}`;
  }
  const value = job[key as keyof Job];
  if (type === "json") return encodeJson(value);
  if (type !== "bytea") return value;
  return encodeBytes(
    typeof value === "string" ? Buffer.from(value) : (value as Uint8Array | undefined),
  );
}

/** As Postgres reads bytes in JSON. */
function encodeBytes(bytes: Uint8Array | undefined): string | undefined {
  return bytes && `\\x${Buffer.from(bytes).toString("hex")}`;
}

function lostJob(id: string): MillraceError {
  return new MillraceError(
    "FAILED_PRECONDITION",
    `the run ${id} is to be told of a job that its store has lost, which Postgres keeps no news of; let the run take it into account where it is (a server does so), then export again`,
  );
}
