import { setTimeout as wait } from "node:timers/promises";
import type { Durability } from "@millrace/core";
import { until } from "@millrace/store-conformance/until";
import { Access, ifAnswered } from "./access.ts";
import { FLOW_TYPES, FlowLoad } from "./flow-load.ts";
import { RunLoad } from "./run-load.ts";
import { RUN_TYPES } from "./run-types.ts";
import type { Start } from "./start.ts";
import { WorkerProcess } from "./worker-process.ts";

const PRODUCERS = 3;
const WORKERS = 2;
/** How many acknowledged jobs each producer leaves unfinished before it waits. */
const WINDOW = 40;
/** How long it waits at most: a worker that is killed takes what it was about to say with it. */
const WINDOW_WAIT_MS = 100;
const PATIENCE_MS = 30_000;

/** The end of an enqueue. */
export interface Enqueued {
  /** When it was acknowledged, by `performance.now()`. */
  readonly at: number;
  readonly isReplicated: boolean;
}

/** Producers, each with connections of its own, and workers in processes of theirs. */
export class Load implements AsyncDisposable {
  /** The jobs whose enqueue was acknowledged, by type and id. */
  readonly #acknowledged = new Map<string, Map<string, Enqueued>>();
  readonly #producers: readonly Access[];
  /** The producer of jobs under flow control. */
  readonly flow: FlowLoad;
  /** What starts runs of workflows. */
  readonly runs: RunLoad;
  readonly #url: string;
  readonly #types: readonly string[];
  readonly #durability: Durability;
  /** Those that were killed included. */
  readonly #workers: WorkerProcess[] = [];

  private constructor(
    url: string,
    types: readonly string[],
    durability: Durability,
    producers: readonly Access[],
    { flow, runs }: { readonly flow: FlowLoad; readonly runs: RunLoad },
  ) {
    this.#url = url;
    this.#types = types;
    this.#durability = durability;
    this.#producers = producers;
    this.flow = flow;
    this.runs = runs;
  }

  /**
   * Opens it on the queue behind `url`, with workers for all these types of jobs, and producers that
   * enqueue them with `durability`.
   */
  static async open(url: string, types: readonly string[], durability: Durability): Promise<Load> {
    const producers = Array.from({ length: PRODUCERS + 2 }, () => new Access(url));
    const flow = await FlowLoad.open(producers[PRODUCERS] as Access, !url.includes("cluster"));
    const runs = await RunLoad.open(producers[PRODUCERS + 1] as Access);
    const all = [...types, ...FLOW_TYPES, ...RUN_TYPES];
    const load = new Load(url, all, durability, producers, { flow, runs });
    await Promise.all(Array.from({ length: WORKERS }, () => load.startWorker()));
    return load;
  }

  /** The workers that run. */
  get workers(): readonly WorkerProcess[] {
    return this.#workers.filter(({ hasEnded }) => !hasEnded);
  }

  async startWorker(): Promise<void> {
    const worker = new WorkerProcess(this.#url, this.#types);
    this.#workers.push(worker);
    await worker.started();
  }

  /** The jobs of a type whose enqueue was acknowledged, by id. */
  acknowledged(type: string): ReadonlyMap<string, Enqueued> {
    return this.#acknowledged.get(type) ?? new Map();
  }

  /** How often workers have said so of a job, by its id. */
  count(event: "begun" | "completed"): Map<string, number> {
    const counts = new Map<string, number>();
    for (const worker of this.#workers) {
      for (const id of worker[event]) counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    return counts;
  }

  /** All starts of handlers of which workers have told. */
  get starts(): readonly Start[] {
    return this.#workers.flatMap(({ starts }) => starts);
  }

  /** When a worker first said that it has completed a job. */
  firstCompletion(id: string): number {
    return Math.min(...this.#workers.map((worker) => worker.completedAt(id)));
  }

  /** Enqueues jobs of a type, and those under flow control, and starts runs, while `during` goes on. */
  async produce(type: string, during: () => Promise<void>): Promise<void> {
    const stop = new AbortController();
    const acknowledged = new Map<string, Enqueued>();
    this.#acknowledged.set(type, acknowledged);
    const producing = this.#producers
      .slice(0, PRODUCERS)
      .map((access) => this.#enqueue(access, type, acknowledged, stop.signal));
    producing.push(this.flow.produce(stop.signal), this.runs.produce(stop.signal));
    try {
      await during();
    } finally {
      stop.abort();
      await Promise.all(producing);
    }
  }

  /** Waits until every running worker has completed `jobs` more. */
  async untilAllComplete(jobs: number): Promise<void> {
    const before = this.workers.map((worker) => ({ worker, completed: worker.completed.length }));
    await until(`each worker completes ${jobs} more jobs`, PATIENCE_MS, () =>
      before.every(({ worker, completed }) => worker.completed.length >= completed + jobs),
    );
  }

  /** Waits until so many jobs of the type that is produced were acknowledged as durably as the producers ask. */
  async untilAcknowledged(type: string, jobs: number): Promise<void> {
    const wantsReplica = this.#durability === "REPLICATED";
    await until(`${jobs} jobs are acknowledged`, PATIENCE_MS, () => {
      const enqueued = [...this.acknowledged(type).values()];
      return enqueued.filter(({ isReplicated }) => isReplicated || !wantsReplica).length >= jobs;
    });
  }

  /** Waits until jobs have ended, whoever did it. */
  async untilEnded(ids: readonly string[]): Promise<void> {
    await using access = new Access(this.#url);
    let open = ids;
    try {
      await until("jobs end", PATIENCE_MS, async () => {
        const ends = await ifAnswered(Promise.all(open.map((id) => access.hasEnded(id))));
        if (ends !== undefined) open = open.filter((_, place) => ends[place] !== true);
        return open.length === 0;
      });
    } catch (cause) {
      throw new Error(`jobs have not ended: ${await access.describe(open)}`, { cause });
    }
  }

  /** Waits until the queue has not answered for so long. */
  async outlast(ms: number): Promise<void> {
    const end = performance.now() + ms;
    await using access = new Access(this.#url);
    await until("the queue answers nothing", PATIENCE_MS, async () => {
      const answer = await Promise.race([ifAnswered(access.jobs("nothing")), wait(ms, undefined)]);
      return answer === undefined && performance.now() > end;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker[Symbol.asyncDispose]()));
    await Promise.all(this.#producers.map((access) => access[Symbol.asyncDispose]()));
  }

  async #enqueue(
    access: Access,
    type: string,
    acknowledged: Map<string, Enqueued>,
    signal: AbortSignal,
  ): Promise<void> {
    const mine: string[] = [];
    while (!signal.aborted) {
      // Without an answer, nobody knows whether the job is there.
      const answer = await ifAnswered(access.enqueue(type, this.#durability));
      if (answer !== undefined) {
        const { id, isReplicated } = answer;
        mine.push(id);
        acknowledged.set(id, { at: performance.now(), isReplicated });
      }
      const oldest = mine.at(-WINDOW);
      const deadline = performance.now() + WINDOW_WAIT_MS;
      while (oldest !== undefined && !this.#isCompleted(oldest)) {
        if (signal.aborted || performance.now() > deadline) break;
        await wait(2);
      }
    }
  }

  #isCompleted(id: string): boolean {
    return this.#workers.some(({ completed }) => completed.includes(id, -1_000));
  }
}
