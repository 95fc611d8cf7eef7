import { changeJob, type EpochMs, type Job, type JobChange, WakeUps } from "@millrace/core";
import { type IndexKey, indexKey, QueueIndex } from "./queue-index.ts";

/** A job and what the store knows about it besides. */
export interface StoredJob {
  job: Job;
  /** The token of the latest lease; grows also when a lease expires. */
  token: number;
  /** The job's place in its queue's index. */
  key: IndexKey;
  /** Of the request that carried the idempotency key. */
  readonly fingerprint: string | undefined;
}

/** Where a job goes among its equals. */
export type Place = "front" | "back";

/** All jobs, with the indexes that find them: by id, by idempotency key, by type and status. */
export class JobTable {
  /** Wakes, by job id, whoever watches the job. */
  readonly watchers: WakeUps = new WakeUps();
  readonly #jobs = new Map<string, StoredJob>();
  readonly #idsByKey = new Map<string, string>();
  readonly #queues = new Map<string, QueueIndex>();
  #back = 0;
  #front = 0;

  get(id: string): StoredJob | undefined {
    return this.#jobs.get(id);
  }

  getByKey(type: string, idempotencyKey: string): StoredJob | undefined {
    const id = this.#idsByKey.get(typeAndKey(type, idempotencyKey));
    return id === undefined ? undefined : this.#jobs.get(id);
  }

  /** The index of a type's jobs; made when there is none. */
  queue(type: string): QueueIndex {
    let queue = this.#queues.get(type);
    if (queue === undefined) {
      queue = new QueueIndex();
      this.#queues.set(type, queue);
    }
    return queue;
  }

  /** The names of all types that may have jobs, sorted. */
  types(): string[] {
    return [...this.#queues.keys()].sort();
  }

  /** Drops the index of a type that has no jobs. */
  dropIfEmpty(type: string): void {
    if (this.queue(type).isEmpty) this.#queues.delete(type);
  }

  insert(job: Job, fingerprint?: string): void {
    const key = indexKey(job, ++this.#back);
    this.#jobs.set(job.id, { job, token: 0, key, fingerprint });
    this.queue(job.type).add(job.status, key, job.id);
    if (job.idempotencyKey !== undefined) {
      this.#idsByKey.set(typeAndKey(job.type, job.idempotencyKey), job.id);
    }
  }

  /** Writes `change` and moves the job to its new place. */
  change(stored: StoredJob, change: JobChange, now: EpochMs, place: Place = "back"): void {
    this.#replace(stored, changeJob(stored.job, change, now), place);
    this.watchers.wake(stored.job.id);
  }

  /** Extends a lease, which by itself is no change that a watcher would see. */
  moveLease(stored: StoredJob, leaseExpiresAt: EpochMs): void {
    this.#replace(stored, { ...stored.job, leaseExpiresAt }, "back");
  }

  forget({ job, key }: StoredJob): void {
    this.#jobs.delete(job.id);
    this.queue(job.type).remove(job.status, key);
    if (job.idempotencyKey !== undefined) {
      this.#idsByKey.delete(typeAndKey(job.type, job.idempotencyKey));
    }
    this.watchers.wake(job.id);
  }

  #replace(stored: StoredJob, job: Job, place: Place): void {
    const queue = this.queue(job.type);
    queue.remove(stored.job.status, stored.key);
    stored.job = job;
    stored.key = indexKey(job, place === "back" ? ++this.#back : --this.#front);
    queue.add(job.status, stored.key, job.id);
  }
}

// A type has no space in its name.
const typeAndKey = (type: string, key: string) => `${type} ${key}`;
