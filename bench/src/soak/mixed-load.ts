import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { Client } from "@millrace/client";
import type { Job } from "@millrace/core";
import { type JobKind, kindOf } from "./job-mix.ts";

/** How long a job is kept once finished: much shorter than a soak, so that what grows is a leak. */
const RETENTION = "30s";
const TICK_MS = 100;
const LAST_JOBS_MS = 60_000;

/** What became of the jobs so far. */
export interface LoadCounts {
  /** Acknowledged enqueues. */
  readonly enqueued: number;
  /** Jobs that have ended as their kind has to. */
  readonly ended: number;
  /** What went wrong: calls that failed, jobs that ended otherwise or not at all. */
  readonly wrong: readonly string[];
}

/** Enqueues all kinds of jobs at a steady rate, waits for the end of each, and looks at queues. */
export class MixedLoad {
  readonly #client: Client;
  readonly #jobsPerSecond: number;
  readonly #open = new Set<Promise<void>>();
  readonly #wrong: string[] = [];
  #enqueued = 0;
  #ended = 0;

  constructor(client: Client, jobsPerSecond: number) {
    this.#client = client;
    this.#jobsPerSecond = jobsPerSecond;
  }

  get counts(): LoadCounts {
    return { enqueued: this.#enqueued, ended: this.#ended, wrong: this.#wrong };
  }

  /** Goes on until `signal` is aborted, and every job has ended or a minute has passed since. */
  async run(signal: AbortSignal): Promise<void> {
    const began = performance.now();
    for (let n = 0, looks = 0; !signal.aborted; ) {
      const seconds = (performance.now() - began) / 1_000;
      while (n < seconds * this.#jobsPerSecond) this.#follow(kindOf(n++));
      while (looks < seconds) this.#keep(`list ${looks++}`, this.#look());
      await wait(TICK_MS);
    }
    const patience = wait(LAST_JOBS_MS, undefined, { ref: false });
    await Promise.race([Promise.all(this.#open), patience]);
    if (this.#open.size > 0) this.#wrong.push(`${this.#open.size} calls or jobs have not ended`);
  }

  #follow(kind: JobKind): void {
    this.#keep(kind.job.type, this.#enqueueAndWait(kind));
  }

  async #enqueueAndWait(kind: JobKind): Promise<void> {
    const { type, payload, ...options } = kind.job;
    const keyed = kind.isRepeated ? { idempotencyKey: randomUUID() } : {};
    const all = { ...options, ...keyed, retention: RETENTION } as const;
    const { job } = await this.#client.enqueue(type, payload, all);
    this.#enqueued++;
    if (kind.isRepeated) await this.#repeat(job, all);
    if (kind.isCancelled) await this.#client.cancel(job.id, "soak");
    const { status, attempt } = await this.#client.waitFor(job.id);
    if (status !== kind.ends || attempt !== kind.attempts) {
      throw new Error(`${job.id} ended ${status} in attempt ${attempt}`);
    }
    this.#ended++;
  }

  async #repeat(
    { id, type }: Job,
    options: { readonly idempotencyKey?: string | undefined },
  ): Promise<void> {
    const again = await this.#client.enqueue(type, undefined, { ...options, retention: RETENTION });
    if (again.created || again.job.id !== id) throw new Error(`${id} was made twice for one key`);
  }

  async #look(): Promise<void> {
    await this.#client.listPage({ statuses: ["PENDING", "RUNNING", "FAILED"], pageSize: 20 });
  }

  #keep(what: string, work: Promise<void>): void {
    const kept = work
      .catch((error: Error) => void this.#wrong.push(`${what}: ${error.message}`))
      .finally(() => this.#open.delete(kept));
    this.#open.add(kept);
  }
}
