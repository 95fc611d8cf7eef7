import {
  type DueRuns,
  decodeInert,
  type FinalStatus,
  GONE,
  type Job,
  type NameCursor,
  type NewWorkflow,
  newJobId,
  type PlannedRunChange,
  type QueueTally,
  type ReadRun,
  RUN_NEWS_BYTES,
  type RunChanged,
  type RunDeleted,
  type RunEngine,
  type RunNews,
  type RunQuery,
  type RunRead,
  type RunSlice,
  type StoredRun,
  type StoredWorkflow,
} from "@millrace/core";
import { textArray } from "./binary-array.ts";
import { runStatement } from "./enqueue-arguments.ts";
import type { PgSession } from "./pg-session.ts";
import type { Row, Statement } from "./statement.ts";

const PARTITION = 0;

export interface PostgresRunsOptions {
  /** The schema's name, quoted. */
  readonly schema: string;
  readonly session: PgSession;
  /** To look for runs that are due, which is done also where there are none. */
  readonly lookSession: PgSession;
  /** Counts what is enqueued. */
  readonly tally: QueueTally;
}

/** The workflows of one schema and their runs. */
export class PostgresRuns implements RunEngine {
  readonly #schema: string;
  readonly #session: PgSession;
  readonly #lookSession: PgSession;
  readonly #tally: QueueTally;
  readonly #listeners = new Set<(id: string) => void>();

  constructor({ schema, session, lookSession, tally }: PostgresRunsOptions) {
    this.#schema = schema;
    this.#session = session;
    this.#lookSession = lookSession;
    this.#tally = tally;
  }

  async putWorkflow({
    name,
    definition,
    content,
  }: NewWorkflow): ReturnType<RunEngine["putWorkflow"]> {
    const [row] = await this.#run({
      text: `SELECT * FROM ${this.#schema}.put_workflow($1, $2, $3)`,
      values: [name, definition, content],
    });
    const [version, created] = row as unknown as [version: number, created: boolean];
    return { version, created };
  }

  async getWorkflow(name: string, version?: number): Promise<StoredWorkflow | undefined> {
    const [row] = await this.#read({
      text: `SELECT name, version, definition FROM ${this.#schema}.workflows
        WHERE name = $1 ${version === undefined ? "ORDER BY version DESC LIMIT 1" : "AND version = $2"}`,
      values: version === undefined ? [name] : [name, version],
    });
    return row && readWorkflow(row);
  }

  async listWorkflows({ after, limit }: NameCursor): Promise<readonly StoredWorkflow[]> {
    const rows = await this.#read({
      text: `SELECT * FROM ${this.#schema}.list_workflows($1, $2)`,
      values: [after, limit],
    });
    return rows.map(readWorkflow);
  }

  async newId(): Promise<string> {
    return newJobId(PARTITION);
  }

  async get(id: string, { parts = [], maxNews = 0 }: RunRead = {}): Promise<ReadRun> {
    const rows = await this.#read({
      text: `SELECT * FROM ${this.#schema}.read_run($1, $2, $3, $4)`,
      values: [id, textArray(parts), maxNews, RUN_NEWS_BYTES],
    });
    return readRun(id, rows);
  }

  async list({ workflow, states, after, limit }: RunQuery): Promise<RunSlice> {
    if (states?.length === 0) return { runs: [] };
    const values: unknown[] = [limit + 1];
    const given = (value: unknown) => `$${values.push(value)}`;
    const conditions = [
      ...(workflow === undefined ? [] : [`workflow = ${given(workflow)}`]),
      ...(after === undefined
        ? []
        : [`(created_at, id) < (${given(after.createdAt)}, ${given(after.id)})`]),
    ];
    // A range of an index for each state.
    const ranges = (states ?? [undefined]).map((state) => {
      const all = state === undefined ? conditions : [...conditions, `state = ${given(state)}`];
      return `(SELECT id, version, created_at, workflow, state, record FROM ${this.#schema}.runs
        WHERE ${all.length === 0 ? "true" : all.join(" AND ")} ORDER BY created_at DESC, id DESC LIMIT $1)`;
    });
    const rows = await this.#read({
      text: `SELECT * FROM (${ranges.join(" UNION ALL ")}) r ORDER BY created_at DESC, id DESC LIMIT $1`,
      values,
    });
    const runs = (rows as unknown as RunRow[]).slice(0, limit).map(stored);
    const last = runs.at(-1);
    return rows.length > limit && last !== undefined
      ? { runs, last: { createdAt: last.createdAt, id: last.id } }
      : { runs };
  }

  async due(limit: number): Promise<DueRuns> {
    const statement = {
      text: `SELECT * FROM ${this.#schema}.due_runs($1)`,
      values: [limit],
    };
    const rows = await this.#lookSession.run(statement, { resend: () => statement });
    const [[, now, nextAt], ...due] = rows as unknown as [
      [null, now: number, nextAt: number | null],
      ...[id: string][],
    ];
    return { now, due: due.map(([id]) => id), ...(nextAt !== null && { nextAt }) };
  }

  async change(change: PlannedRunChange): Promise<RunChanged> {
    const [row] = await this.#run(runStatement(this.#schema, change));
    const [changed, existing] = row as unknown as [changed: boolean, existing: string | null];
    if (!changed) return existing === null ? { changed } : { changed, existing };
    for (const { spec } of change.jobs) this.#tally.enqueued(spec.type);
    for (const { id } of change.tells ?? []) this.hasNews(id);
    return { changed };
  }

  async tell(id: string, text: string): Promise<boolean> {
    const [row] = await this.#run({
      text: `SELECT ${this.#schema}.tell_run($1, $2)`,
      values: [id, text],
    });
    const told = row?.[0] as unknown as boolean;
    if (told) this.hasNews(id);
    return told;
  }

  async delete(id: string, ifVersion: number, limit: number): Promise<RunDeleted> {
    const [row] = await this.#read({
      text: `SELECT ${this.#schema}.delete_run($1, $2, $3)`,
      values: [id, ifVersion, limit],
    });
    return row?.[0] as unknown as RunDeleted;
  }

  onNews(listener: (id: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A call of this process has brought news to a run. */
  hasNews(id: string): void {
    for (const listener of this.#listeners) listener(id);
  }

  #run(statement: Statement): Promise<Row[]> {
    return this.#session.run(statement);
  }

  /** Also what can be done twice. */
  #read(statement: Statement): Promise<Row[]> {
    return this.#session.run(statement, { resend: () => statement });
  }
}

type RunRow = readonly [
  id: string,
  version: number,
  createdAt: number,
  workflow: string,
  state: string,
  record: string,
];

function stored([id, version, createdAt, workflow, state, record]: RunRow): StoredRun {
  return { id, version, createdAt, workflow, state, record };
}

function readWorkflow(row: Row): StoredWorkflow {
  const [name, version, definition] = row as unknown as [string, number, string];
  return { name, version, definition };
}

type ReadRow = readonly [
  kind: "NOW" | "RUN" | "PART" | "TOLD" | FinalStatus,
  at: number,
  number: number,
  name: string,
  state: string,
  content: string | null,
  value: Uint8Array | null,
];

/** The answer of `read_run`; there may be more columns behind. */
export function readRun(id: string, rows: readonly Row[]): ReadRun {
  let now = 0;
  let run: StoredRun | undefined;
  const news: RunNews[] = [];
  const parts = new Map<string, Uint8Array>();
  for (const [kind, at, number, name, state, content, value] of rows as unknown as ReadRow[]) {
    if (kind === "NOW") now = at;
    else if (kind === "RUN") run = stored([id, number, at, name, state, content as string]);
    else if (kind === "PART") parts.set(name, value as Uint8Array);
    else if (kind === "TOLD" && content !== null) {
      news.push({ number, at, kind: "told", text: content });
    } else if (kind === "TOLD") {
      // The job is gone, and what it was for with it.
      news.push({ number, at, kind: "job", jobId: name, status: GONE });
    } else {
      const { run: place } = decodeInert(state).fields;
      news.push({
        ...{ number, at, kind: "job", jobId: name, status: kind },
        ...(place !== undefined && { run: place }),
        ...(value !== null && { result: value }),
        ...(content !== null && { error: errorOf(kind, content) }),
      });
    }
  }
  return run === undefined ? { now, news, parts } : { now, stored: run, news, parts };
}

/** Why a job has not completed, as `read_run` tells it in JSON: its errors, or why it was cancelled. */
function errorOf(status: FinalStatus, content: string): string {
  try {
    if (status === "CANCELLED") return JSON.parse(content) as string;
    return (JSON.parse(content) as Job["errors"]).at(-1)?.message ?? "";
  } catch {
    return "the error of the job cannot be read";
  }
}
