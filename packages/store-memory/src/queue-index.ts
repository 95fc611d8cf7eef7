import {
  END_OF_AGED_RANKS,
  type Job,
  type JobStatus,
  type KeyLimits,
  KeyTurns,
  type KeyWait,
  type LimitsOfKeys,
} from "@millrace/core";
import { compareIndexKeys, type IndexKey } from "./index-key.ts";
import { KeyIndex } from "./key-index.ts";
import { SortedTree } from "./sorted-tree.ts";

type JobTree = SortedTree<IndexKey, string>;

/** The jobs of one type by status, each status in the order in which it is served and listed. */
export class QueueIndex {
  readonly #byStatus = new Map<JobStatus, JobTree>();
  /** The pending jobs that have a start deadline, by that. */
  readonly startDeadlines: JobTree = newTree();
  /** The same jobs by concurrency key, and the turns of the keys, once any job has had a key. */
  #keys: { readonly index: KeyIndex; readonly turns: KeyTurns } | undefined;

  add(job: Job, key: IndexKey): void {
    if (job.concurrencyKey !== undefined) this.#keys ??= this.#withKeys();
    this.#tree(job.status).set(key, job.id);
    this.#keys?.index.add(job, key);
  }

  remove(job: Job, key: IndexKey): void {
    this.#tree(job.status).delete(key);
    this.#keys?.index.delete(job, key);
  }

  /** How its keys take turns; absent while no job has ever had one. */
  get turns(): KeyTurns | undefined {
    return this.#keys?.turns;
  }

  /** Forgets what counts for no rate of a key any more; returns when there is more to forget. */
  forgetStarts(now: number): number {
    if (this.#keys === undefined) return Number.POSITIVE_INFINITY;
    this.#keys.index.forgetStarts(now);
    return this.#keys.index.nextStartsEnd;
  }

  /** Its keys, once any job has had one, or anything was set for one. */
  get keys(): KeyIndex | undefined {
    return this.#keys?.index;
  }

  /** Sets what is set for a key; nothing when it is `undefined`. `ofAll` are the limits of all keys. */
  setKeyLimits(key: string, limits: KeyLimits | undefined, ofAll: LimitsOfKeys | undefined): void {
    this.#keys ??= this.#withKeys();
    this.#keys.index.setLimits(key, limits);
    this.#keys.turns.limitsOfKeyChanged(key, ofAll);
  }

  /** That a key waits for a time. */
  waitOf(key: string): KeyWait | undefined {
    return this.#keys?.index.waitOf(key);
  }

  /** The pending job that is to be served next, and its key, by the limits of keys. */
  next(
    limits: LimitsOfKeys | undefined,
    now: number,
  ): { readonly id: string; readonly key: string } | undefined {
    if (this.#keys === undefined) {
      const first = this.first("PENDING");
      return first && { id: first.id, key: "" };
    }
    const key = this.#keys.turns.next(limits, now);
    return key === undefined ? undefined : { id: this.#keys.index.firstOf(key) as string, key };
  }

  /** The first job of a status, or `undefined` when there is none. */
  first(status: JobStatus): { readonly key: IndexKey; readonly id: string } | undefined {
    const tree = this.#tree(status);
    const key = tree.minKey();
    return key === undefined ? undefined : { key, id: tree.get(key) as string };
  }

  /** The jobs of a status in order, after `after` or from the start. */
  *entries(status: JobStatus, after?: IndexKey): Generator<[IndexKey, string]> {
    for (const [key, id] of this.#tree(status).entries(after)) {
      if (after === undefined || compareIndexKeys(key, after) > 0) yield [key, id];
    }
  }

  /** The same in the other direction: those before `before`, or from the end. */
  *entriesReversed(status: JobStatus, before?: IndexKey): Generator<[IndexKey, string]> {
    for (const [key, id] of this.#tree(status).entriesReversed(before, undefined, true)) {
      yield [key, id];
    }
  }

  /** How many jobs a status has. */
  size(status: JobStatus): number {
    return this.#tree(status).size;
  }

  /** How many of them come first because their time is `time` at the latest: it goes over each. */
  countUpTo(status: JobStatus, time: number): number {
    let count = 0;
    for (const [[at]] of this.entries(status)) {
      if (at > time) break;
      count++;
    }
    return count;
  }

  /** The ids of the first jobs of a status from a rank on, at most so many. */
  idsFrom(status: JobStatus, rank: number, most: number): string[] {
    const ids: string[] = [];
    for (const [, id] of this.#tree(status).entries([rank, Number.NEGATIVE_INFINITY])) {
      if (ids.length === most) break;
      ids.push(id);
    }
    return ids;
  }

  /** The ids of the jobs of a status that come before a place, or of all. */
  idsBefore(status: JobStatus, key?: IndexKey): string[] {
    const ids: string[] = [];
    for (const [other, id] of this.entries(status)) {
      if (key !== undefined && compareIndexKeys(other, key) >= 0) break;
      ids.push(id);
    }
    return ids;
  }

  /** The first job behind those whose time is `time` at the latest, if there is one. */
  firstBehind(status: JobStatus, time: number): string[] {
    const pair = this.#tree(status).nextHigherPair([time, Number.POSITIVE_INFINITY]);
    return pair === undefined ? [] : [pair[1]];
  }

  /** The first job of each of the first numbers that keys of this status have; of ranks by age the first. */
  firstOfEachRank(status: JobStatus): string[] {
    const tree = this.#tree(status);
    const ids: string[] = [];
    let key = tree.minKey();
    while (key !== undefined) {
      ids.push(tree.get(key) as string);
      const rank = Math.max(key[0], END_OF_AGED_RANKS);
      key = tree.nextHigherKey([rank, Number.POSITIVE_INFINITY]);
    }
    return ids;
  }

  /** When the first of the jobs of these statuses, which wait for a time, is due; or infinity. */
  firstTime(statuses: readonly JobStatus[]): number {
    return Math.min(
      ...statuses.map((status) => this.first(status)?.key[0] ?? Number.POSITIVE_INFINITY),
    );
  }

  get isEmpty(): boolean {
    if (this.#keys?.index.hasLimits) return false;
    return [...this.#byStatus.values()].every((tree) => tree.size === 0);
  }

  /** None of the jobs that are there by then has a key. */
  #withKeys() {
    const index = new KeyIndex();
    for (const [key, id] of this.entries("PENDING")) index.add({ id, status: "PENDING" }, key);
    return { index, turns: new KeyTurns(index) };
  }

  #tree(status: JobStatus): JobTree {
    let tree = this.#byStatus.get(status);
    if (tree === undefined) {
      tree = newTree();
      this.#byStatus.set(status, tree);
    }
    return tree;
  }
}

function newTree(): JobTree {
  return new SortedTree<IndexKey, string>(undefined, compareIndexKeys);
}
