import {
  Batcher,
  type EpochMs,
  type FinalStatus,
  type GONE,
  MAX_RUN_NEWS,
  type PlannedRunChange,
  type ReadRun,
  RUN_NEWS_BYTES,
  type RunChanged,
  type RunDeleted,
  type RunNews,
  type RunPart,
  type RunQuery,
  type RunRead,
  type RunSlice,
  type StoredRun,
} from "@millrace/core";
import { parseRunStep } from "./hash-fields.ts";
import { asBuffer, type Value } from "./job-hash.ts";
import { enqueueArgs } from "./partition-enqueuer.ts";
import { SCRIPTS } from "./script.ts";
import type { RunScript } from "./shared-records.ts";

/*
 * A run's hash:
 *
 *   head       "version created taken state workflow": when it was made, in ms, and the number of the last of its news
 *              that was taken into account, which numbers those in its list
 *   record     as it was given
 *   key        the key by which it is one, if it has one
 *   .NAME      a part
 *   /ID        empty, for each of its jobs, and for each that is to follow
 *
 * What follows by itself, in a hash of its own: see `set_followers` in scripts/change-runs.lua.
 *
 * Its news, in a list, are "at\ntext" of what was told, or "at job status error-bytes has-result run", the last being
 * the field `run` of the job, behind that a line break, the error and the result. The status has + behind it where the
 * followers of the job have been made.
 */

/** A run that is due, since when. */
export interface DueRun {
  readonly at: EpochMs;
  readonly id: string;
}

/** A list of runs, see `scripts/lib/run-lists.lua`; of its runs maybe only those in some states. */
export interface RunList {
  readonly of: "" | ":" | "-of:";
  readonly name: string;
  readonly states?: readonly string[] | undefined;
}

/** Where to begin in a list, and how many runs to look at. */
export type RunLook = Pick<RunQuery, "after" | "limit">;

/** What is read of a run. */
interface Reading {
  readonly id: string;
  readonly read: RunRead;
}

/** What one script changes: some 2 ms of Redis' time, and so many bytes. */
const CHANGES = { maxInFlight: 8, maxItems: 100, weigh: weightOf, maxWeight: 1024 * 1024 };
const READINGS = { maxInFlight: 8, maxItems: 100 };

/** The runs of one partition. Calls that are made at the same time go out as one. */
export class PartitionRuns {
  readonly #run: RunScript;
  readonly #readings: Batcher<Reading, ReadRun>;
  /** Those that make jobs or runs, which a full Redis takes no more, stand apart. */
  readonly #making: Batcher<PlannedRunChange, RunChanged>;
  readonly #ending: Batcher<PlannedRunChange, RunChanged>;

  constructor(run: RunScript) {
    this.#run = run;
    this.#readings = new Batcher({ sendBatch: (readings) => this.#getAll(readings) }, READINGS);
    const send = (isMaking: boolean) => (changes: readonly PlannedRunChange[]) =>
      this.#changeAll(changes, isMaking);
    this.#making = new Batcher({ sendBatch: send(true) }, CHANGES);
    this.#ending = new Batcher({ sendBatch: send(false) }, CHANGES);
  }

  get(id: string, read: RunRead = {}): Promise<ReadRun> {
    return this.#readings.add({ id, read });
  }

  async #getAll(readings: readonly Reading[]): Promise<ReadRun[]> {
    const args: Value[] = [];
    for (const { id, read } of readings) {
      const { parts = [], maxNews = 0 } = read;
      args.push(id, Math.min(maxNews, MAX_RUN_NEWS), RUN_NEWS_BYTES, parts.length);
      for (const name of parts) args.push(partField(name));
    }
    const reply = await this.#run(SCRIPTS.getRuns, args, () => args);
    const [now, ...runs] = reply as unknown as [now: number, ...(RunReply | null)[]];
    return readings.map(({ id, read }, i) => readRun(id, now, runs[i] ?? undefined, read.parts));
  }

  async list({ of, name, states = [] }: RunList, { after, limit }: RunLook): Promise<RunSlice> {
    const args: Value[] = [of, name, after?.createdAt ?? "", after?.id ?? "", limit, ...states];
    const reply = await this.#run(SCRIPTS.listRuns, args, () => args);
    const [lastPlace, ...found] = reply as [Buffer, ...Buffer[]];
    const runs: StoredRun[] = [];
    for (let at = 0; at < found.length; at += 3) {
      const [id, head, record] = found.slice(at, at + 3) as [Buffer, Buffer, Buffer];
      runs.push(decodeRun(id.toString(), head, record).stored);
    }
    if (lastPlace.length === 0) return { runs };
    const [createdAt, id] = lastPlace.toString().split(" ") as [string, string];
    return { runs, last: { createdAt: Number(createdAt), id } };
  }

  async due(limit: number): Promise<{ now: EpochMs; due: DueRun[]; nextAt?: EpochMs }> {
    const args: [limit: number] = [limit];
    const reply = await this.#run(SCRIPTS.dueRuns, args, () => args);
    const [now, next, ...parts] = reply as unknown as [number, Buffer, ...Buffer[]];
    const due: DueRun[] = [];
    for (let i = 0; i < parts.length; i += 2) {
      due.push({ id: String(parts[i]), at: Number(parts[i + 1]) });
    }
    return next.length === 0 ? { now, due } : { now, due, nextAt: Number(next) };
  }

  change(change: PlannedRunChange): Promise<RunChanged> {
    const { ifVersion, jobs, starts = [] } = change;
    const isMaking = ifVersion === 0 || jobs.length > 0 || starts.length > 0;
    return (isMaking ? this.#making : this.#ending).add(change);
  }

  async #changeAll(changes: readonly PlannedRunChange[], isMaking: boolean): Promise<RunChanged[]> {
    const args: Value[] = [isMaking ? "1" : ""];
    for (const change of changes) {
      const at = args.push(0) - 1;
      pushChange(args, change);
      args[at] = args.length - at - 1;
    }
    const answers = (await this.#run(SCRIPTS.changeRuns, args)) as (number | Buffer)[];
    return answers.map((answer) =>
      typeof answer === "number"
        ? { changed: answer === 1 }
        : { changed: false, existing: answer.toString() },
    );
  }

  async tell(id: string, text: string): Promise<boolean> {
    return (await this.#run(SCRIPTS.tellRun, [id, text])) === 1;
  }

  async delete(id: string, ifVersion: number, limit: number): Promise<RunDeleted> {
    const args: [id: string, ifVersion: number, limit: number] = [id, ifVersion, limit];
    return String(await this.#run(SCRIPTS.deleteRun, args, () => args)) as RunDeleted;
  }
}

/** What `lib/read-run.lua` tells of a run. */
export type RunReply = [head: Buffer, record: Buffer, news: Buffer[], parts: (Buffer | null)[]];

/** The run that was read at `now`, with the parts of these names. */
export function readRun(
  id: string,
  now: EpochMs,
  reply: RunReply | undefined,
  names: readonly string[] = [],
): ReadRun {
  const parts = new Map<string, Uint8Array>();
  if (reply === undefined) return { now, news: [], parts };
  const [head, record, news, values] = reply;
  const { taken, stored } = decodeRun(id, head, record);
  names.forEach((name, i) => {
    const value = values[i];
    if (value != null) parts.set(name, new Uint8Array(value));
  });
  return { now, stored, news: news.map((one, i) => decodeNews(one, taken + i + 1)), parts };
}

/** The arguments of `change-runs.lua` for a change. */
function pushChange(args: Value[], change: PlannedRunChange): void {
  const { id, ifVersion, key = "", workflow, state, record, parts = [], taken, wakeAt } = change;
  const { jobs, followers = [], forget = [], tells = [], starts = [] } = change;
  args.push(id, ifVersion, ifVersion === 0 ? key : "", workflow, state);
  args.push(taken.at(-1) ?? "", wakeAt ?? "");
  const fields = fieldsOf(record, parts);
  for (const job of jobs) fields.push(`/${job.id}`, "");
  for (const { job } of followers) fields.push(`/${job.id}`, "");
  pushList(args, fields);
  pushList(
    args,
    parts.flatMap(({ name, value }) => (value === undefined ? partField(name) : [])),
  );
  pushList(args, forget);
  pushList(
    args,
    tells.flatMap((told) => [told.id, told.text]),
  );
  const made: Value[] = [];
  for (const start of starts) {
    made.push(start.id, start.workflow, start.state);
    pushList(made, fieldsOf(start.record, start.parts ?? []));
  }
  pushList(args, made);
  pushList(args, followerArgs(change));
  const planned = jobs.map(({ spec }) => ({ spec, fingerprint: undefined, replicated: false }));
  const ids = jobs.map((job) => job.id);
  for (const arg of enqueueArgs(planned, ids)) args.push(arg);
}

function followerArgs({ followers = [] }: PlannedRunChange): Value[] {
  const args: Value[] = [];
  for (const { job, after } of followers) {
    args.push(job.id);
    pushList(args, after);
    pushList(
      args,
      enqueueArgs([{ spec: job.spec, fingerprint: undefined, replicated: false }], [job.id]),
    );
  }
  return args;
}

/** About how many bytes a change sends. */
function weightOf({ record, parts = [], jobs, followers = [] }: PlannedRunChange): number {
  let bytes = record.length;
  for (const { value } of parts) bytes += value?.length ?? 0;
  for (const { spec } of jobs) bytes += spec.payload.length + JOB_BYTES;
  for (const { job } of followers) bytes += job.spec.payload.length + JOB_BYTES;
  return bytes;
}

/** What a job weighs besides its payload: a script makes up to a thousand. */
const JOB_BYTES = 1024;

function pushList(args: Value[], list: readonly Value[]): void {
  args.push(list.length);
  for (const value of list) args.push(value);
}

function fieldsOf(
  record: string,
  parts: readonly (Pick<RunPart, "name"> & Partial<RunPart>)[],
): Value[] {
  return [
    "record",
    record,
    ...parts.flatMap(({ name, value }) =>
      value === undefined ? [] : [partField(name), asBuffer(value)],
    ),
  ];
}

export function partField(name: string): string {
  return `.${name}`;
}

export function decodeRun(
  id: string,
  head: Buffer,
  record: Buffer,
): { readonly taken: number; readonly stored: StoredRun } {
  const [version, createdAt, taken, state, workflow] = head.toString().split(" ") as string[];
  const stored = {
    id,
    version: Number(version),
    createdAt: Number(createdAt),
    workflow: workflow as string,
    state: state as string,
    record: record.toString(),
  };
  return { taken: Number(taken), stored };
}

const LINE_END = 0x0a;

export function decodeNews(news: Buffer, number: number): RunNews {
  const headEnd = news.indexOf(LINE_END);
  const [at, jobId, status, errorBytes, hasResult, ...run] = news
    .toString("latin1", 0, headEnd)
    .split(" ");
  const rest = news.subarray(headEnd + 1);
  const when = { number, at: Number(at) };
  const isFollowed = status?.endsWith("+");
  if (jobId === undefined) return { ...when, kind: "told", text: rest.toString() };
  const errorEnd = Number(errorBytes);
  const place = parseRunStep(run.join(" "));
  return {
    ...{ ...when, kind: "job", jobId },
    status: (isFollowed ? status?.slice(0, -1) : status) as FinalStatus | typeof GONE,
    ...(isFollowed && { isFollowed }),
    ...(place !== undefined && { run: place }),
    ...(hasResult === "1" && { result: new Uint8Array(rest.subarray(errorEnd)) }),
    ...(errorEnd > 0 && { error: rest.toString("utf8", 0, errorEnd) }),
  };
}
