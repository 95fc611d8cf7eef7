import type { DatabaseSync, StatementSync } from "node:sqlite";
import {
  type ArchivedRun,
  decodeInert,
  type EpochMs,
  type Job,
  type NewRun,
  RUN_NEWS_BYTES,
  type RunNews,
  type RunPart,
  type RunStep,
  runKeyTaken,
  type StoredRun,
} from "@millrace/core";
import type { Commands, RestoredRow } from "../commands.ts";
import { toErrorData } from "../error-data.ts";
import { type AskingJob, askingOf } from "../new-job.ts";
import { groupOfRun, type StoredJob, wholeBytes } from "../sql/job-cells.ts";
import { AT, type JobRow } from "../sql/job-columns.ts";
import * as sql from "../sql/run-statements.ts";
import type { GroupTable } from "./group-table.ts";
import type { StoredJobs } from "./stored-jobs.ts";

type Change = Commands["changeRun"]["request"];

type BesideColumns<News> = News extends RunNews ? Omit<News, "number" | "at" | "result"> : never;

/** News without what the columns beside it say. */
type Told = BesideColumns<RunNews>;

interface NewsRow {
  readonly number: number;
  readonly at: EpochMs;
  readonly told: string;
  /** Whose result belongs to it. */
  readonly jobId: string | null;
}

/** What is kept of a run besides. */
interface TermsRow {
  readonly key: string | null;
  readonly wakeAt: EpochMs | null;
}

const STATEMENTS = {
  read: sql.READ_RUN,
  ofKey: sql.RUN_OF_KEY,
  add: sql.ADD_RUN,
  change: sql.CHANGE_RUN,
  delete: sql.DELETE_RUN,
  withNews: sql.RUNS_WITH_NEWS,
  due: sql.DUE_RUNS,
  next: sql.NEXT_RUN,
  addNews: sql.ADD_NEWS,
  listNews: sql.LIST_NEWS,
  takeNews: sql.TAKE_NEWS,
  forgetNews: sql.FORGET_NEWS,
  resultOf: sql.RESULT_OF_JOB,
  terms: sql.TERMS_OF_RUN,
  allParts: sql.ALL_PARTS,
  setVersion: sql.SET_VERSION,
  readPart: sql.READ_PART,
  writePart: sql.WRITE_PART,
  deletePart: sql.DELETE_PART,
  forgetParts: sql.FORGET_PARTS,
} as const;

type Statements = { readonly [Name in keyof typeof STATEMENTS]: StatementSync };

/** What runs need of the table of jobs. */
interface JobsOfRuns {
  readonly jobs: StoredJobs;
  readonly groups: GroupTable;
  forget(stored: StoredJob, now: EpochMs): void;
}

/** Runs of workflows in the file. Their jobs are kept as long as they are, so results are read from those. */
export class KeptRuns {
  /** Those to which the present batch has brought news. */
  readonly withNews: Set<string> = new Set();
  readonly #database: DatabaseSync;
  readonly #table: JobsOfRuns;
  readonly #statements: Statements;
  /** By what they look for. */
  readonly #lists = new Map<string, StatementSync>();

  constructor(database: DatabaseSync, table: JobsOfRuns) {
    this.#database = database;
    this.#table = table;
    const entries = Object.entries(STATEMENTS).map(([name, text]) => [
      name,
      database.prepare(text),
    ]);
    this.#statements = Object.fromEntries(entries) as Statements;
  }

  read(
    { id, parts, maxNews }: Commands["run"]["request"],
    now: EpochMs,
  ): Commands["run"]["answer"] {
    const stored = this.#get(id);
    if (stored === undefined) return { now, news: [], parts: new Map() };
    const found = parts.flatMap((name) => {
      const part = this.#statements.readPart.get(id, name);
      return part === undefined ? [] : [[name, part["value"] as Uint8Array] as const];
    });
    return { now, stored, news: this.#news(id, maxNews), parts: new Map(found) };
  }

  list({ workflow, states, after, limit }: Commands["listRuns"]["request"]) {
    const found = (states ?? [undefined]).flatMap((state) => {
      const wanted = [workflow, state].filter((each) => each !== undefined);
      const place = after === undefined ? [] : [after.createdAt, after.id];
      const statement = this.#listing({
        workflow: workflow !== undefined,
        state: state !== undefined,
        after: after !== undefined,
      });
      return statement.all(...wanted, ...place, limit + 1) as unknown as StoredRun[];
    });
    const runs = found.map(storedRun).sort(latestFirst).slice(0, limit);
    const last = runs.at(-1);
    return found.length > limit && last !== undefined
      ? { runs, last: { createdAt: last.createdAt, id: last.id } }
      : { runs };
  }

  due(limit: number, now: EpochMs): Commands["dueRuns"]["answer"] {
    const { withNews, due, next } = this.#statements;
    const rows = [...withNews.all(limit), ...due.all(now, limit)];
    const ids = new Set(rows.map(({ id }) => id as string));
    const wake = next.get(now) as { wakeAt: EpochMs } | undefined;
    return { now, due: [...ids].slice(0, limit), ...(wake && { nextAt: wake.wakeAt }) };
  }

  /** `enqueue` adds a job. */
  change(
    change: Change,
    now: EpochMs,
    enqueue: (job: AskingJob) => void,
  ): Commands["changeRun"]["answer"] {
    const { id, ifVersion, workflow, key, state, record, parts = [], taken, wakeAt } = change;
    const { jobs, forget = [], starts = [], tells = [] } = change;
    if ((this.#get(id)?.version ?? 0) !== ifVersion) return { changed: false };
    const holder =
      ifVersion === 0 && key !== undefined ? this.#statements.ofKey.get(key) : undefined;
    if (holder !== undefined) return { changed: false, existing: holder["id"] as string };
    if (ifVersion === 0) this.#add({ id, workflow, state, record }, now, wakeAt, key);
    else this.#statements.change.run(wakeAt ?? null, state, record, id);
    for (const { name, value } of parts) {
      if (value === undefined) this.#statements.deletePart.run(id, name);
      else this.#writePart(id, name, value);
    }
    for (const number of taken) this.#statements.takeNews.run(id, number);
    for (const jobId of forget) this.#forgetJob(jobId, now);
    for (const job of jobs) enqueue(askingOf(job));
    for (const start of starts) {
      if (this.#get(start.id) !== undefined) continue;
      this.#add(start, now, now);
      for (const { name, value } of start.parts ?? []) this.#writePart(start.id, name, value);
    }
    for (const { id: told, text } of tells) this.tell(told, text, now);
    return { changed: true };
  }

  /** All that is kept of a run. */
  archived(id: string): ArchivedRun | undefined {
    const stored = this.#get(id);
    const terms = this.#statements.terms.get(id) as unknown as TermsRow | undefined;
    if (stored === undefined || terms === undefined) return undefined;
    const parts = this.#statements.allParts.all(id) as unknown as RunPart[];
    return {
      stored,
      ...(terms.key !== null && { key: terms.key }),
      ...(terms.wakeAt !== null && { wakeAt: terms.wakeAt }),
      parts: new Map(parts.map(({ name, value }) => [name, value])),
      news: this.#news(id, -1, Number.POSITIVE_INFINITY),
    };
  }

  /** Adds a run as it was in another store. */
  restore({ stored, key, wakeAt, parts, news }: ArchivedRun): RestoredRow {
    const { id, createdAt, version, workflow, state, record } = stored;
    if (this.#get(id) !== undefined) return "EXISTS";
    const holder = key === undefined ? undefined : this.#statements.ofKey.get(key);
    if (key !== undefined && holder !== undefined) {
      return { error: toErrorData(runKeyTaken(key, holder["id"] as string)) };
    }
    this.#add({ id, workflow, state, record }, createdAt, wakeAt, key);
    this.#statements.setVersion.run(version, id);
    for (const [name, value] of parts) this.#writePart(id, name, value);
    for (const { number: _, at, ...told } of news) {
      const { result: __, ...beside } = { result: undefined, ...told };
      this.#addNews(id, beside as Told, at);
    }
    return "RESTORED";
  }

  tell(id: string, text: string, now: EpochMs): boolean {
    if (this.#get(id) === undefined) return false;
    this.#addNews(id, { kind: "told", text }, now);
    return true;
  }

  /** A job of a run has ended. */
  jobEnded({ id: jobId, status, errors, cancelReason }: Job, run: RunStep, now: EpochMs): void {
    if (status === "COMPLETED") this.#addNews(run.id, { kind: "job", jobId, run, status }, now);
    else if (status === "FAILED" || status === "CANCELLED") {
      const error = status === "FAILED" ? errors.at(-1)?.message : cancelReason;
      this.#addNews(run.id, { kind: "job", jobId, run, status, ...(error && { error }) }, now);
    }
  }

  /** A job of a run cannot be read, and was failed for that. */
  jobBuried(runId: string, row: JobRow, error: string, now: EpochMs): void {
    const { fields } = decodeInert((row[AT.inert] as string | null) ?? "{}");
    const { run = { id: runId, step: "", epoch: 0 } } = fields;
    const jobId = row[AT.id] as string;
    this.#addNews(runId, { kind: "job", jobId, run, status: "FAILED", error }, now);
  }

  delete(
    { id, ifVersion, limit }: Commands["deleteRun"]["request"],
    now: EpochMs,
  ): Commands["deleteRun"]["answer"] {
    const stored = this.#get(id);
    if (stored === undefined) return "DELETED";
    if (stored.version !== ifVersion) return "CHANGED";
    const jobs = this.#table.groups.members(groupOfRun(id), 0, limit);
    for (const [, jobId] of jobs) this.#forgetJob(jobId, now);
    const left = limit - jobs.length;
    const { changes } = this.#statements.forgetParts.run(id, left);
    if (Number(changes) === left) return "MORE";
    this.#statements.forgetNews.run(id);
    this.#statements.delete.run(id);
    return "DELETED";
  }

  #get(id: string): StoredRun | undefined {
    const row = this.#statements.read.get(id) as unknown as StoredRun | undefined;
    return row && storedRun(row);
  }

  #add(
    { id, workflow, state, record }: NewRun,
    now: EpochMs,
    wakeAt: EpochMs | undefined,
    key?: string,
  ): void {
    this.#statements.add.run(id, now, wakeAt ?? null, workflow, state, key ?? null, record);
  }

  #writePart(id: string, name: string, value: Uint8Array): void {
    this.#statements.writePart.run(id, name, wholeBytes(value));
  }

  #forgetJob(jobId: string, now: EpochMs): void {
    const job = this.#table.jobs.getWithoutPayload(jobId);
    if (job !== undefined) this.#table.forget(job, now);
  }

  #addNews(id: string, told: Told, now: EpochMs): void {
    const hasResult = told.kind === "job" && told.status === "COMPLETED";
    const jobId = hasResult ? told.jobId : null;
    this.#statements.addNews.run(id, now, JSON.stringify(told), jobId);
    this.withNews.add(id);
  }

  /** The first ones, as far as their results are not too much. */
  #news(id: string, limit: number, mostBytes = RUN_NEWS_BYTES): RunNews[] {
    const news: RunNews[] = [];
    let bytes = 0;
    for (const row of this.#statements.listNews.all(id, limit) as unknown as NewsRow[]) {
      if (bytes >= mostBytes) break;
      const { number, at, jobId } = row;
      const told = { ...(JSON.parse(row.told) as Told), number, at } as RunNews;
      const result = jobId === null ? undefined : this.#resultOf(jobId);
      news.push(result === undefined || told.kind === "told" ? told : { ...told, result });
      bytes += result?.length ?? 0;
    }
    return news;
  }

  #resultOf(jobId: string): Uint8Array | undefined {
    return (this.#statements.resultOf.get(jobId)?.["result"] ?? undefined) as
      | Uint8Array
      | undefined;
  }

  #listing(wanted: Parameters<typeof sql.listRuns>[0]): StatementSync {
    const text = sql.listRuns(wanted);
    const statement = this.#lists.get(text) ?? this.#database.prepare(text);
    this.#lists.set(text, statement);
    return statement;
  }
}

function storedRun({ id, version, createdAt, workflow, state, record }: StoredRun): StoredRun {
  return { id, version, createdAt, workflow, state, record };
}

function latestFirst(one: StoredRun, other: StoredRun): number {
  return other.createdAt - one.createdAt || (one.id < other.id ? 1 : -1);
}
