import {
  type ArchivedHold,
  type ArchivedJob,
  agedRank,
  changeJob,
  DueTypes,
  END_OF_AGED_RANKS,
  type EpochMs,
  GONE,
  type GroupStep,
  inVainChange,
  isFinal,
  isInVain,
  type Job,
  type JobChange,
  type JobSpec,
  type JobStatus,
  type KeyLimits,
  keepsTurn,
  memberPlace,
  QueueStats,
  SettingsBook,
  unblockChange,
  type WaitEnd,
  WakeUps,
  withoutWait,
} from "@millrace/core";
import { GroupBook } from "./group-book.ts";
import { type IndexKey, indexKey } from "./index-key.ts";
import { QueueIndex } from "./queue-index.ts";
import { type KeyField, scopedKey } from "./scoped-key.ts";
import { type KeyHold, UniqueKeys } from "./unique-keys.ts";
import { Waiters } from "./waiters.ts";

/** A job and what the store knows about it besides. */
export interface StoredJob {
  job: Job;
  /** The token of the latest lease; grows also when a lease expires. */
  token: number;
  /** The job's place in its queue's index. */
  key: IndexKey;
  /** Of the request that carried the idempotency key. */
  readonly fingerprint: string | undefined;
  /** Of a job that has a unique key. */
  readonly keyHold: KeyHold | undefined;
}

/** Stands for the index of a type that has none. */
const NO_JOBS = new QueueIndex();

/** Where a job is put among its equals: at an end of the queue, or where it was. */
export type QueueEnd = "front" | "back" | "same";

/** All jobs, with the indexes that find them: by id, by idempotency and unique key, by type and status. */
export class JobTable {
  /** Wakes, by job id, whoever watches the job. */
  readonly watchers: WakeUps = new WakeUps();
  /** The types by when one of their jobs is due, expired or without its lease. */
  readonly dueTypes: DueTypes = new DueTypes();
  /** What has happened to the jobs. */
  readonly stats: QueueStats = new QueueStats();
  /** What is set for the queues. */
  readonly settings: SettingsBook = new SettingsBook();
  /** Who holds which unique key. */
  readonly uniqueKeys: UniqueKeys = new UniqueKeys();
  readonly groups: GroupBook = new GroupBook();
  /** Called after each change of a job. */
  onChanged: (job: Job) => void = () => {};
  /** Called after a job was restored. */
  onRestored: (job: Job) => void = () => {};
  /** Called after a job was forgotten. */
  onForgotten: (job: Job) => void = () => {};
  readonly #jobs = new Map<string, StoredJob>();
  readonly #idsByKey = new Map<string, string>();
  readonly #queues = new Map<string, QueueIndex>();
  readonly #waiters = new Waiters();
  readonly #onFreed: (type: string) => void;
  /** What has ended, whose waiters do not know yet. */
  readonly #ended: { readonly id: string; readonly end: WaitEnd }[] = [];
  #back = 0;
  #front = 0;

  /** `onFreed` is called when a job of a type may be leased because another one has ended or is gone. */
  constructor(onFreed: (type: string) => void) {
    this.#onFreed = onFreed;
  }

  get(id: string): StoredJob | undefined {
    return this.#jobs.get(id);
  }

  getByKey(job: Pick<JobSpec, KeyField>, idempotencyKey: string): StoredJob | undefined {
    const id = this.#idsByKey.get(scopedKey(job, idempotencyKey));
    return id === undefined ? undefined : this.#jobs.get(id);
  }

  /** The index of a type's jobs; empty when there are none. */
  queue(type: string): QueueIndex {
    return this.#queues.get(type) ?? NO_JOBS;
  }

  /** Sets what is set for a concurrency key; nothing when it is `undefined`. */
  setKeyLimits(type: string, key: string, limits: KeyLimits | undefined, now: EpochMs): void {
    const queue = this.#queueOf(type);
    queue.setKeyLimits(key, limits, this.settings.get(type, now).limits);
    if (queue.isEmpty) this.#queues.delete(type);
  }

  /** The names of all types that have jobs or settings, sorted. */
  types(): string[] {
    return [...new Set([...this.#queues.keys(), ...this.settings.types()])].sort();
  }

  /** The job that waits for the one that holds its unique key, to have it then. */
  successor(holder: Job): StoredJob | undefined {
    const { id, uniqueKey } = holder;
    if (uniqueKey === undefined) return undefined;
    const key = scopedKey(holder, uniqueKey);
    return this.#waiters
      .of(id)
      .map((waiter) => this.#jobs.get(waiter) as StoredJob)
      .find(({ job }) => job.uniqueKey !== undefined && scopedKey(job, job.uniqueKey) === key);
  }

  /** A successor gets its key by the end of the job that has it. */
  insert(job: Job, fingerprint?: string, keyHold?: KeyHold, isSuccessor = false): void {
    const key = indexKey(job, ++this.#back);
    this.#jobs.set(job.id, { job, token: 0, key, fingerprint, keyHold });
    if (keyHold !== undefined && !isSuccessor) this.uniqueKeys.take(job, keyHold);
    this.#place(job, key);
    this.#keyChanged(job, job.createdAt);
    this.stats.at(job.createdAt).enqueued(job.type);
    if (job.idempotencyKey !== undefined) {
      this.#idsByKey.set(scopedKey(job, job.idempotencyKey), job.id);
    }
    this.#waiters.add(job);
    if (job.groupId !== undefined) this.groups.join(job.groupId, job.id, job.createdAt);
  }

  /** Adds a job as it was in another store. */
  restore({ job, standing }: ArchivedJob): void {
    const { id, type, concurrencyKey, idempotencyKey, groupId } = job;
    const { token, fingerprint, unique, keepsTurn } = standing;
    const key = indexKey(job, ++this.#back);
    const keyHold = unique && holdOf(unique);
    this.#jobs.set(id, { job, token, key, fingerprint, keyHold });
    if (keyHold !== undefined && unique?.holds) this.uniqueKeys.take(job, keyHold);
    this.#place(job, key);
    const index = this.queue(type).keys;
    if (keepsTurn && concurrencyKey !== undefined && index !== undefined) {
      index.addKeeper(concurrencyKey, id, job.status === "FAILED");
      index.add(job, key);
    }
    this.#keyChanged(job, job.updatedAt);
    if (idempotencyKey !== undefined) this.#idsByKey.set(scopedKey(job, idempotencyKey), id);
    this.#waiters.add(job);
    if (groupId !== undefined) this.groups.addMember(groupId, id);
    this.onRestored(job);
  }

  /** Whether a job keeps the turn of its concurrency key. */
  keepsTurn({ id, type, concurrencyKey }: Job): boolean {
    return (
      concurrencyKey !== undefined && this.queue(type).keys?.isKeeper(concurrencyKey, id) === true
    );
  }

  /** Writes `change` and moves the job to its new place. */
  change(stored: StoredJob, change: JobChange, now: EpochMs, place: QueueEnd = "back"): void {
    const before = stored.job;
    this.#replace(stored, this.#keepTurn(changeJob(before, change, now), now), place);
    this.#keyChanged(before, now);
    if (isFinal(stored.job.status)) this.#passKeyOn(stored.job);
    if (stored.keyHold !== undefined) this.uniqueKeys.changed(stored.job, stored.keyHold);
    this.stats.at(now).moved(before, stored.job, now);
    this.watchers.wake(stored.job.id);
    const { id, status } = stored.job;
    if (before.status === "BLOCKED" && status !== "BLOCKED") this.#waiters.remove(before);
    if (isFinal(status)) this.#endWaits(id, status, now);
    const { groupId } = before;
    if (groupId !== undefined) this.#moveMember(groupId, before.status, status, now);
    this.onChanged(stored.job);
  }

  /** Gives pending jobs their rank by age that have none, at most so many. */
  age(type: string, agingMs: number, most = Number.POSITIVE_INFINITY): void {
    const found = this.queue(type).idsFrom("PENDING", END_OF_AGED_RANKS, most);
    this.#rank(type, found, (job) => agedRank(job, agingMs));
  }

  /** Has pending jobs stand by their priority again, each where it came. */
  endAging(type: string): void {
    const aged = this.queue(type).idsBefore("PENDING", [END_OF_AGED_RANKS, 0]);
    this.#rank(type, aged, (job) => -job.priority);
  }

  #rank(type: string, ids: readonly string[], rankOf: (job: Job) => number): void {
    const queue = this.queue(type);
    for (const id of ids) {
      const stored = this.#jobs.get(id) as StoredJob;
      const { job, key } = stored;
      queue.remove(job, key);
      stored.key = [rankOf(job), key[1]];
      queue.add(job, stored.key);
      this.#keyChanged(job, job.updatedAt);
    }
  }

  /** Lets no more jobs join a group, which may end it. */
  seal(groupId: string, now: EpochMs): void {
    this.#tellGroup(groupId, this.groups.seal(groupId, now), now);
  }

  /** Extends a lease; watchers are not notified of that. */
  moveLease(stored: StoredJob, leaseExpiresAt: EpochMs): void {
    this.#replace(stored, { ...stored.job, leaseExpiresAt }, "back");
  }

  /** Has no job keep the turn of a key any more, or none that has failed for good, which then expires. */
  resumeKey(type: string, key: string, failedOnly: boolean, now: EpochMs): void {
    const queue = this.queue(type);
    for (const id of queue.keys?.keeperIds(key, failedOnly) ?? []) {
      const stored = this.#jobs.get(id) as StoredJob;
      queue.keys?.removeKeeper(key, id);
      const { job } = stored;
      if (!isFinal(job.status)) continue;
      this.#replace(stored, { ...job, expiresAt: now + job.retentionMs }, "back");
    }
    queue.turns?.changed(key, this.settings.get(type, now).limits);
  }

  /** Notes whether a job that was moved keeps the turn of its key; one that has failed and does is not forgotten. */
  #keepTurn(job: Job, now: EpochMs): Job {
    const { id, type, status, concurrencyKey: key } = job;
    const index = this.queue(type).keys;
    if (key === undefined || index === undefined) return job;
    const { keyOnFailure = "CONTINUE" } = this.settings.get(type, now).limits ?? {};
    const kept = index.isKeeper(key, id);
    const keeps = keepsTurn(status, kept, keyOnFailure);
    if (kept && !keeps) this.#dropKeeper(job);
    if (!kept && keeps) index.addKeeper(key, id, status === "FAILED");
    if (!keeps || status !== "FAILED") return job;
    const { expiresAt: _, ...lasting } = job;
    return lasting;
  }

  #dropKeeper({ id, type, concurrencyKey: key }: Job): void {
    const index = this.queue(type).keys;
    if (key === undefined || !index?.isKeeper(key, id)) return;
    index.removeKeeper(key, id);
    this.#onFreed(type);
  }

  forget({ job, key }: StoredJob, now: EpochMs): void {
    this.#jobs.delete(job.id);
    const queue = this.queue(job.type);
    queue.remove(job, key);
    this.#dropKeeper(job);
    this.#keyChanged(job, now);
    if (job.startBy !== undefined) queue.startDeadlines.delete([job.startBy, key[1]]);
    if (queue.isEmpty) {
      this.#queues.delete(job.type);
      if (!this.settings.has(job.type)) this.dueTypes.take(job.type);
    }
    if (job.idempotencyKey !== undefined) {
      this.#idsByKey.delete(scopedKey(job, job.idempotencyKey));
    }
    this.#passKeyOn(job);
    this.uniqueKeys.giveUp(job);
    this.watchers.wake(job.id);
    this.#waiters.remove(job);
    this.#endWaits(job.id, GONE, now);
    const { groupId, status } = job;
    if (groupId !== undefined && !isFinal(status)) this.#moveMember(groupId, status, GONE, now);
    this.onForgotten(job);
  }

  #moveMember(groupId: string, from: JobStatus, to: JobStatus | typeof GONE, now: EpochMs): void {
    const [left, reached] = [memberPlace(from), memberPlace(to)];
    if (left === reached) return;
    this.#tellGroup(groupId, this.groups.move(groupId, left, reached, now), now);
  }

  /** Tells those that wait for a group what has become of it. */
  #tellGroup(groupId: string, step: GroupStep | undefined, now: EpochMs): void {
    if (step?.hasFailure) {
      for (const waiter of this.#waiters.of(groupId)) {
        const stored = this.#jobs.get(waiter) as StoredJob;
        if (stored.job.waitsFor?.rule === "FAILED") {
          this.#endWait(stored, groupId, "ONE_FAILED", now);
        }
      }
    }
    if (step?.end !== undefined) this.#endWaits(groupId, step.end, now);
  }

  #passKeyOn(job: Job): void {
    const successor = this.successor(job);
    if (successor !== undefined) this.uniqueKeys.pass(job, successor.job);
  }

  /**
   * Tells those that wait for a job how it has ended. That can be the end of some of them, for which others
   * wait; these are told by the same loop, however long the chain is.
   */
  #endWaits(id: string, end: WaitEnd, now: EpochMs): void {
    this.#ended.push({ id, end });
    if (this.#ended.length > 1) return;
    for (let next = this.#ended[0]; next !== undefined; next = this.#ended[0]) {
      for (const waiter of this.#waiters.of(next.id)) {
        this.#endWait(this.#jobs.get(waiter) as StoredJob, next.id, next.end, now);
      }
      this.#ended.shift();
    }
  }

  /** A blocked job waits no more for a job, which has ended. */
  #endWait(stored: StoredJob, awaited: string, end: WaitEnd, now: EpochMs): void {
    const { job } = stored;
    const { waitsFor } = job;
    if (waitsFor === undefined) return;
    if (isInVain(waitsFor.rule, end)) {
      this.change(stored, inVainChange(job, awaited, end, { now, random: 0 }), now);
      return;
    }
    const left = withoutWait(waitsFor, awaited);
    this.#waiters.remove({ ...job, waitsFor: { ...waitsFor, jobIds: [awaited] } });
    stored.job = { ...job, waitsFor: left };
    if (left.count > 0) return;
    this.change(stored, unblockChange(stored.job, now), now, "same");
    this.#onFreed(job.type);
  }

  #replace(stored: StoredJob, job: Job, place: QueueEnd): void {
    const queue = this.queue(job.type);
    const { startBy } = stored.job;
    queue.remove(stored.job, stored.key);
    if (startBy !== undefined) queue.startDeadlines.delete([startBy, stored.key[1]]);
    stored.job = job;
    stored.key = indexKey(job, this.#order(place, stored.key));
    this.#place(job, stored.key);
  }

  #order(place: QueueEnd, [, before]: IndexKey): number {
    if (place === "same") return before;
    return place === "back" ? ++this.#back : --this.#front;
  }

  /** A job has come to its queue, has moved in it or has left it. */
  #keyChanged({ type, concurrencyKey }: Job, now: EpochMs): void {
    if (concurrencyKey === undefined) return;
    const { limits } = this.settings.get(type, now);
    this.queue(type).turns?.changed(concurrencyKey, limits);
  }

  #queueOf(type: string): QueueIndex {
    let queue = this.#queues.get(type);
    if (queue === undefined) {
      queue = new QueueIndex();
      this.#queues.set(type, queue);
    }
    return queue;
  }

  #place(job: Job, key: IndexKey): void {
    const { id, type, status, startBy } = job;
    const queue = this.#queueOf(type);
    queue.add(job, key);
    if (status !== "PENDING" && status !== "BLOCKED") this.dueTypes.note(type, key[0]);
    if (status === "PENDING" && startBy !== undefined) {
      queue.startDeadlines.set([startBy, key[1]], id);
      this.dueTypes.note(type, startBy);
    }
  }
}

function holdOf({ hold, endsAt }: ArchivedHold): KeyHold {
  return endsAt === undefined ? { hold } : { hold, endsAt };
}
