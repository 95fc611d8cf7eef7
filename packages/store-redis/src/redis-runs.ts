import {
  type DueRuns,
  type JobSpec,
  MAX_RUN_NEWS,
  MillraceError,
  type NameCursor,
  type NewWorkflow,
  newJobId,
  type PlannedRunChange,
  partitionOf,
  type QueueTally,
  type ReadRun,
  type RunChanged,
  type RunDeleted,
  type RunEngine,
  type RunQuery,
  type RunRead,
  type RunSlice,
  type StoredWorkflow,
} from "@millrace/core";
import type { Partition } from "./partition.ts";
import type { Partitions } from "./partitions.ts";
import { listsOf, mergeSlices } from "./run-lists.ts";

/** By which the homes of workflows' names are told from those of types' keys. */
const WORKFLOWS = ":workflows";
/** For how long what a settle has read of a run is of use. */
const READ_MS = 20;
const MOST_READ = 1_000;

/** Each run in the partition that its id names, with its jobs; workflows in those of their names. */
export class RedisRuns implements RunEngine {
  readonly #partitions: Partitions;
  /** Counts the jobs that come. */
  readonly #tally: QueueTally;
  readonly #listeners = new Set<(id: string) => void>();
  /** Runs as settles have read them, which spares those who decide at once a call. */
  readonly #settled = new Map<string, { readonly read: ReadRun; readonly at: number }>();

  constructor(partitions: Partitions, tally: QueueTally) {
    this.#partitions = partitions;
    this.#tally = tally;
  }

  async putWorkflow(workflow: NewWorkflow): ReturnType<RunEngine["putWorkflow"]> {
    return (await this.#homeOfWorkflow(workflow.name)).workflows.put(workflow);
  }

  async getWorkflow(name: string, version?: number): Promise<StoredWorkflow | undefined> {
    return (await this.#homeOfWorkflow(name)).workflows.get(name, version);
  }

  async listWorkflows(cursor: NameCursor): Promise<readonly StoredWorkflow[]> {
    const partitions = await this.#partitions.all();
    const listed = await Promise.all(partitions.map(({ workflows }) => workflows.list(cursor)));
    const all = listed.flat().sort((a, b) => (a.name < b.name ? -1 : 1));
    return all.slice(0, cursor.limit);
  }

  async newId(home?: string): Promise<string> {
    await this.#partitions.all();
    const partition =
      home === undefined
        ? this.#partitions.inTurn()[0]
        : (this.#partitions.knownHome(home) ?? this.#partitions.ofText(home));
    return newJobId((partition as Partition).number);
  }

  async get(id: string, read?: RunRead): Promise<ReadRun> {
    if (read?.maxNews === MAX_RUN_NEWS && read.parts === undefined) {
      const settled = this.#takeRead(id);
      if (settled !== undefined) return settled;
    }
    return (await this.#partitions.home(id)).runs.get(id, read);
  }

  async list(query: RunQuery): Promise<RunSlice> {
    const { limit, after } = query;
    const partitions = await this.#partitions.all();
    // One more than is wanted tells whether there are more.
    const look = { limit: limit + 1, after };
    const lists = listsOf(query);
    const slices = await Promise.all(
      partitions.flatMap(({ runs }) => lists.map((list) => runs.list(list, look))),
    );
    return mergeSlices(slices, limit);
  }

  async due(limit: number): Promise<DueRuns> {
    const partitions = await this.#partitions.all();
    const parts = await Promise.all(partitions.map(({ runs }) => runs.due(limit)));
    const due = parts.flatMap((part) => part.due).sort((a, b) => a.at - b.at);
    const next = Math.min(...parts.map(({ nextAt = Number.POSITIVE_INFINITY }) => nextAt));
    return {
      // By the latest clock all of them are due.
      now: Math.max(...parts.map(({ now }) => now)),
      due: due.slice(0, limit).map(({ id }) => id),
      ...(Number.isFinite(next) && { nextAt: next }),
    };
  }

  async change(change: PlannedRunChange): Promise<RunChanged> {
    this.#takeRead(change.id);
    const changed = await (await this.#partitions.home(change.id)).runs.change(change);
    if (changed.changed) {
      for (const { spec } of change.jobs) this.#tally.enqueued(spec.type);
      for (const { id } of change.tells ?? []) this.heard(id);
      for (const { id } of change.starts ?? []) this.heard(id);
    }
    return changed;
  }

  async tell(id: string, text: string): Promise<boolean> {
    this.#takeRead(id);
    const isTold = await (await this.#partitions.home(id)).runs.tell(id, text);
    if (isTold) this.heard(id);
    return isTold;
  }

  async delete(id: string, ifVersion: number, limit: number): Promise<RunDeleted> {
    return (await this.#partitions.home(id)).runs.delete(id, ifVersion, limit);
  }

  /** A run makes its jobs where it lies itself, but the jobs of a key are counted at the home of the key. */
  keyElsewhere({ type, concurrencyKey, run }: JobSpec): MillraceError | undefined {
    if (concurrencyKey === undefined || run === undefined) return undefined;
    const { number } = this.#partitions.ofKey(type, concurrencyKey);
    const home = partitionOf(run.id);
    if (number === home) return undefined;
    const routeKey = JSON.stringify(`${type} ${concurrencyKey}`);
    const description = `is ${JSON.stringify(concurrencyKey)}, whose jobs of ${type} lie in the partition ${number}, but the run ${run.id} lies in ${home}, where it is not known how many of them run; start the run with the route_key ${routeKey}, leave the concurrency key out, or keep such jobs in a Redis with one partition`;
    return new MillraceError(
      "FAILED_PRECONDITION",
      `cannot make the job of step ${run.step}: its concurrency key ${description}`,
      { violations: [{ field: `steps.${run.step}.concurrency_key`, description }] },
    );
  }

  onNews(listener: (id: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Whether anyone wants to know which runs have got news, and decides then what comes of it. */
  get isHeard(): boolean {
    return this.#listeners.size > 0;
  }

  /** A run has got news by a call of this process, and is as it was `read` then. */
  heard(id: string, read?: ReadRun): void {
    // Those that nobody has asked for.
    if (this.#settled.size > MOST_READ) this.#settled.clear();
    if (read === undefined) this.#settled.delete(id);
    else this.#settled.set(id, { read, at: performance.now() });
    for (const listener of this.#listeners) listener(id);
  }

  /** The run as a settle has just read it. Who decides by what is older is told so when it changes the run. */
  #takeRead(id: string): ReadRun | undefined {
    const settled = this.#settled.get(id);
    this.#settled.delete(id);
    return settled !== undefined && performance.now() < settled.at + READ_MS
      ? settled.read
      : undefined;
  }

  async #homeOfWorkflow(name: string): Promise<Partition> {
    await this.#partitions.all();
    return this.#partitions.ofKey(WORKFLOWS, name);
  }
}
