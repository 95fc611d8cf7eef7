import type { Job, JobStatus } from "@millrace/core";
import sortedBtree from "sorted-btree";

type SortedTreeClass = typeof sortedBtree.default;

// The package is CommonJS: Node hands its class out under `default`, Bun as the import itself.
const SortedTree = sortedBtree.default ?? (sortedBtree as unknown as SortedTreeClass);
type SortedTree = InstanceType<typeof SortedTree<IndexKey, string>>;

/** Where a job stands within its status: by the first number, then by the second. */
export type IndexKey = readonly [number, number];

/** The jobs of one type by status, each status in the order in which it is served and listed. */
export class QueueIndex {
  readonly #byStatus = new Map<JobStatus, SortedTree>();
  /** The pending jobs that have a start deadline, by that. */
  readonly startDeadlines: SortedTree = newTree();

  add(status: JobStatus, key: IndexKey, id: string): void {
    this.#tree(status).set(key, id);
  }

  remove(status: JobStatus, key: IndexKey): void {
    this.#tree(status).delete(key);
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
      if (after === undefined || compareKeys(key, after) > 0) yield [key, id];
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

  /** The first job behind those whose time is `time` at the latest, if there is one. */
  firstBehind(status: JobStatus, time: number): string[] {
    const pair = this.#tree(status).nextHigherPair([time, Number.POSITIVE_INFINITY]);
    return pair === undefined ? [] : [pair[1]];
  }

  /** The first job of each of the first numbers that keys of this status have. */
  firstOfEachRank(status: JobStatus): string[] {
    const tree = this.#tree(status);
    const ids: string[] = [];
    let key = tree.minKey();
    while (key !== undefined) {
      ids.push(tree.get(key) as string);
      key = tree.nextHigherKey([key[0], Number.POSITIVE_INFINITY]);
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
    return [...this.#byStatus.values()].every((tree) => tree.size === 0);
  }

  #tree(status: JobStatus): SortedTree {
    let tree = this.#byStatus.get(status);
    if (tree === undefined) {
      tree = newTree();
      this.#byStatus.set(status, tree);
    }
    return tree;
  }
}

function newTree(): SortedTree {
  return new SortedTree<IndexKey, string>(undefined, compareKeys);
}

function compareKeys([a1, a2]: IndexKey, [b1, b2]: IndexKey): number {
  return a1 - b1 || a2 - b2;
}

/** The key of `job`; `order` says which of two equals comes first. */
export function indexKey(job: Job, order: number): IndexKey {
  switch (job.status) {
    case "SCHEDULED":
    case "RETRYING":
      return [job.runAt, order];
    case "PENDING":
      return [-job.priority, order];
    case "BLOCKED":
      return [0, order];
    case "RUNNING":
      return [job.leaseExpiresAt as number, order];
    case "COMPLETED":
    case "FAILED":
    case "CANCELLED":
      return [job.expiresAt as number, order];
  }
}
