import {
  type ArchivedRun,
  type Clock,
  type DueRuns,
  type EpochMs,
  GONE,
  isFinal,
  type Job,
  type NameCursor,
  type NewRun,
  type NewWorkflow,
  newJob,
  newJobId,
  type PlannedRunChange,
  type ReadRun,
  type Restored,
  RUN_NEWS_BYTES,
  type RunChanged,
  type RunCursor,
  type RunDeleted,
  type RunEngine,
  type RunHappening,
  type RunNews,
  type RunQuery,
  type RunRead,
  type RunSlice,
  runKeyTaken,
  type StoredRun,
  type StoredWorkflow,
  type WaitingLeases,
} from "@millrace/core";
import type { JobTable } from "./job-table.ts";
import { SortedTree } from "./sorted-tree.ts";

interface Kept {
  stored: StoredRun;
  key: string | undefined;
  wakeAt: EpochMs | undefined;
  readonly parts: Map<string, Uint8Array>;
  /** By their numbers. */
  readonly news: Map<number, RunNews>;
  readonly jobs: Set<string>;
}

/** The workflows of one process and their runs. */
export class MemoryRuns implements RunEngine {
  readonly #table: JobTable;
  readonly #waiting: WaitingLeases;
  readonly #clock: Clock;
  readonly #workflows = new Map<string, (StoredWorkflow & { readonly content: string })[]>();
  readonly #runs = new Map<string, Kept>();
  readonly #idsByKey = new Map<string, string>();
  readonly #withNews = new Set<string>();
  readonly #wakes = new SortedTree<readonly [EpochMs, string], undefined>(undefined, inOrder);
  readonly #listeners = new Set<(id: string) => void>();
  #newsNumber = 0;

  constructor(table: JobTable, waiting: WaitingLeases, clock: Clock) {
    this.#table = table;
    this.#waiting = waiting;
    this.#clock = clock;
    table.onChanged = (job) => this.#jobChanged(job);
    table.onForgotten = (job) => this.#jobForgotten(job);
    table.onRestored = ({ id, run }) => run && this.#runs.get(run.id)?.jobs.add(id);
  }

  /** All that is kept of a run. */
  archived(id: string): ArchivedRun | undefined {
    const kept = this.#runs.get(id);
    if (kept === undefined) return undefined;
    const { stored, key, wakeAt, parts, news } = kept;
    return {
      stored,
      ...(key !== undefined && { key }),
      ...(wakeAt !== undefined && { wakeAt }),
      parts: new Map(parts),
      news: [...news.values()],
    };
  }

  /** Adds a run as it was in another store. */
  restore({ stored, key, wakeAt, parts, news }: ArchivedRun): Restored {
    if (this.#runs.has(stored.id)) return "EXISTS";
    const holder = key === undefined ? undefined : this.#idsByKey.get(key);
    if (key !== undefined && holder !== undefined) return runKeyTaken(key, holder);
    const kept = this.#make({ ...stored, parts: [] }, key);
    kept.stored = stored;
    for (const [name, value] of parts) kept.parts.set(name, value);
    this.#wake(kept, wakeAt);
    for (const each of news) {
      const number = ++this.#newsNumber;
      kept.news.set(number, { ...each, number });
    }
    if (news.length > 0) this.#withNews.add(stored.id);
    return "RESTORED";
  }

  async putWorkflow({ name, definition, content }: NewWorkflow) {
    const versions = this.#workflows.get(name) ?? [];
    const latest = versions.at(-1);
    if (latest?.content === content) return { version: latest.version, created: false };
    const version = versions.length + 1;
    this.#workflows.set(name, [...versions, { name, version, definition, content }]);
    return { version, created: true };
  }

  async getWorkflow(name: string, version?: number): Promise<StoredWorkflow | undefined> {
    return this.#workflows.get(name)?.at(version === undefined ? -1 : version - 1);
  }

  async listWorkflows({ after, limit }: NameCursor): Promise<readonly StoredWorkflow[]> {
    const names = [...this.#workflows.keys()].filter((name) => name > after).sort();
    return names.slice(0, limit).map((name) => this.#workflows.get(name)?.at(-1) as StoredWorkflow);
  }

  async newId(): Promise<string> {
    return newJobId(0);
  }

  async get(id: string, { parts = [], maxNews = 0 }: RunRead = {}): Promise<ReadRun> {
    const now = this.#clock.now();
    const kept = this.#runs.get(id);
    if (kept === undefined) return { now, news: [], parts: new Map() };
    const found = parts.flatMap((name) => {
      const value = kept.parts.get(name);
      return value === undefined ? [] : [[name, value] as const];
    });
    return { now, stored: kept.stored, news: firstNews(kept, maxNews), parts: new Map(found) };
  }

  async list({ workflow, states, after, limit }: RunQuery): Promise<RunSlice> {
    const found = [...this.#runs.values()]
      .map(({ stored }) => stored)
      .filter(
        (run) =>
          (workflow === undefined || run.workflow === workflow) &&
          (states === undefined || states.includes(run.state)) &&
          (after === undefined || latestFirst(after, run) < 0),
      )
      .sort(latestFirst);
    const runs = found.slice(0, limit);
    const last = runs.at(-1);
    return found.length > limit && last !== undefined
      ? { runs, last: { createdAt: last.createdAt, id: last.id } }
      : { runs };
  }

  async due(limit: number): Promise<DueRuns> {
    const now = this.#clock.now();
    const due = new Set<string>();
    for (const id of this.#withNews) {
      if (due.size === limit) break;
      due.add(id);
    }
    let nextAt: EpochMs | undefined;
    for (const [wakeAt, id] of this.#wakes.keys()) {
      if (wakeAt > now) nextAt = wakeAt;
      if (wakeAt > now || due.size === limit) break;
      due.add(id);
    }
    return { now, due: [...due], ...(nextAt !== undefined && { nextAt }) };
  }

  async change(change: PlannedRunChange): Promise<RunChanged> {
    const { id, ifVersion, workflow, key, state, record, parts = [], taken, wakeAt } = change;
    const { jobs, forget = [], starts = [], tells = [] } = change;
    const known = this.#runs.get(id);
    if ((known?.stored.version ?? 0) !== ifVersion) return { changed: false };
    const existing = ifVersion === 0 && key !== undefined ? this.#idsByKey.get(key) : undefined;
    if (existing !== undefined) return { changed: false, existing };
    const kept = known ?? this.#make({ id, workflow, state, record }, key);
    kept.stored = { ...kept.stored, version: ifVersion + 1, state, record };
    for (const { name, value } of parts) {
      if (value === undefined) kept.parts.delete(name);
      else kept.parts.set(name, value);
    }
    for (const number of taken) kept.news.delete(number);
    if (kept.news.size === 0) this.#withNews.delete(id);
    this.#wake(kept, wakeAt);
    for (const jobId of forget) this.#forget(kept, jobId);
    for (const job of jobs) {
      kept.jobs.add(job.id);
      this.#table.insert(newJob(job.spec, job.id, this.#clock.now()));
      this.#waiting.wake(job.spec.type);
    }
    for (const start of starts) {
      if (!this.#runs.has(start.id)) this.#wake(this.#make(start), this.#clock.now());
    }
    for (const told of tells) this.#add(told.id, { kind: "told", text: told.text });
    return { changed: true };
  }

  async tell(id: string, text: string): Promise<boolean> {
    return this.note(id, text);
  }

  /** The same at once. */
  note(id: string, text: string): boolean {
    return this.#add(id, { kind: "told", text });
  }

  async delete(id: string, ifVersion: number, limit: number): Promise<RunDeleted> {
    const kept = this.#runs.get(id);
    if (kept === undefined) return "DELETED";
    if (kept.stored.version !== ifVersion) return "CHANGED";
    const jobs = [...kept.jobs].slice(0, limit);
    for (const jobId of jobs) this.#forget(kept, jobId);
    const names = [...kept.parts.keys()].slice(0, limit - jobs.length);
    for (const name of names) kept.parts.delete(name);
    if (kept.jobs.size > 0 || kept.parts.size > 0) return "MORE";
    this.#wake(kept, undefined);
    this.#withNews.delete(id);
    if (kept.key !== undefined) this.#idsByKey.delete(kept.key);
    this.#runs.delete(id);
    return "DELETED";
  }

  onNews(listener: (id: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #make({ id, workflow, state, record, parts = [] }: NewRun, key?: string): Kept {
    const kept: Kept = {
      stored: { id, createdAt: this.#clock.now(), version: 1, workflow, state, record },
      key,
      wakeAt: undefined,
      parts: new Map(parts.map(({ name, value }) => [name, value])),
      news: new Map(),
      jobs: new Set(),
    };
    this.#runs.set(id, kept);
    if (key !== undefined) this.#idsByKey.set(key, id);
    return kept;
  }

  #wake(kept: Kept, wakeAt: EpochMs | undefined): void {
    const { id } = kept.stored;
    if (kept.wakeAt !== undefined) this.#wakes.delete([kept.wakeAt, id]);
    kept.wakeAt = wakeAt;
    if (wakeAt !== undefined) this.#wakes.set([wakeAt, id], undefined);
  }

  #forget(kept: Kept, jobId: string): void {
    // Its end is no news any more.
    kept.jobs.delete(jobId);
    const stored = this.#table.get(jobId);
    if (stored !== undefined) this.#table.forget(stored, this.#clock.now());
  }

  #jobChanged({ id: jobId, run, status, result, errors, cancelReason }: Job): void {
    if (run === undefined || !isFinal(status)) return;
    const error = status === "CANCELLED" ? cancelReason : errors.at(-1)?.message;
    this.#add(run.id, {
      ...{ kind: "job", jobId, run, status },
      ...(status === "COMPLETED" && result !== undefined && { result }),
      ...(status !== "COMPLETED" && error !== undefined && { error }),
    });
  }

  #jobForgotten({ id: jobId, run, status }: Job): void {
    const isKnown = run !== undefined && this.#runs.get(run.id)?.jobs.delete(jobId);
    if (isKnown && !isFinal(status)) {
      this.#add(run.id, { kind: "job", jobId, run, status: GONE });
    }
  }

  #add(id: string, news: RunHappening): boolean {
    const kept = this.#runs.get(id);
    if (kept === undefined) return false;
    const number = ++this.#newsNumber;
    kept.news.set(number, { ...news, number, at: this.#clock.now() });
    this.#withNews.add(id);
    for (const listener of this.#listeners) listener(id);
    return true;
  }
}

function firstNews({ news }: Kept, limit: number): RunNews[] {
  const first: RunNews[] = [];
  let bytes = 0;
  for (const each of news.values()) {
    if (first.length === limit || bytes >= RUN_NEWS_BYTES) break;
    first.push(each);
    if (each.kind === "job") bytes += each.result?.length ?? 0;
  }
  return first;
}

function inOrder([at1, id1]: readonly [EpochMs, string], [at2, id2]: readonly [EpochMs, string]) {
  return at1 - at2 || (id1 < id2 ? -1 : id1 > id2 ? 1 : 0);
}

function latestFirst(one: RunCursor, other: RunCursor): number {
  return other.createdAt - one.createdAt || (one.id < other.id ? 1 : one.id > other.id ? -1 : 0);
}
