import {
  DEFAULT_LIST_VIEW,
  DEFAULT_PAGE_SIZE,
  type EpochMs,
  type JobListing,
  type JobQuery,
  type JobStatus,
  type JobViewKind,
  type ListedJob,
  type ListedType,
  type PageCursor,
} from "@millrace/core";
import { mergeSorted } from "./merge-sorted.ts";
import type { ListPosition, Partition } from "./partition.ts";

/** How many jobs one script reads at most. */
const STEP = 100;
/** How many types are looked up at a time. */
const TYPES_STEP = 100;

/**
 * The jobs of all partitions as one listing, read in steps that fit the page that is asked for. Their
 * orders are merged by score and id, so that one place tells where a page ends in each of them.
 */
export class PartitionListing implements JobListing<ListPosition> {
  readonly #partitions: readonly Partition[];
  readonly #step: number;
  readonly #how: { readonly view: JobViewKind; readonly reversed: boolean };

  constructor(
    partitions: readonly Partition[],
    { pageSize = DEFAULT_PAGE_SIZE, view = DEFAULT_LIST_VIEW, reversed = false }: JobQuery,
  ) {
    this.#partitions = partitions;
    // One more than a page tells whether there is a next one.
    this.#step = Math.min(STEP, pageSize + 1);
    this.#how = { view, reversed };
  }

  /** By the clock of the first partition, as roles go. */
  async now(): Promise<EpochMs> {
    return (this.#partitions[0] as Partition).now();
  }

  async *types(from: string, wanted: readonly JobStatus[]): AsyncGenerator<ListedType> {
    const all = this.#partitions.map((partition) => typesOf(partition, from, wanted));
    let last: ListedType | undefined;
    for await (const listed of mergeSorted(all, (a, b) => compareTexts(a.type, b.type))) {
      if (last?.type === listed.type) {
        const statuses = new Set([...last.statuses, ...listed.statuses]);
        last = { ...last, statuses: wanted.filter((status) => statuses.has(status)) };
      } else {
        if (last !== undefined) yield last;
        last = listed;
      }
    }
    if (last !== undefined) yield last;
  }

  jobs(
    type: string,
    status: JobStatus,
    after: ListPosition | undefined,
  ): AsyncGenerator<ListedJob<ListPosition>> {
    // Those that have a concurrency key stand apart, by the same places.
    const indexes = status === "PENDING" ? (["PENDING", "KEYED"] as const) : [status];
    const all = this.#partitions.flatMap((partition) =>
      indexes.map((index) => this.#jobsOf(partition, type, index, after)),
    );
    const [one] = all;
    if (one !== undefined && all.length === 1) return one;
    const sign = this.#how.reversed ? -1 : 1;
    return mergeSorted(all, (a, b) => sign * comparePlaces(a.place, b.place));
  }

  async *#jobsOf(
    partition: Partition,
    type: string,
    status: JobStatus | "KEYED",
    after: ListPosition | undefined,
  ): AsyncGenerator<ListedJob<ListPosition>> {
    for (let last = after; ; ) {
      const listed = await partition.list(type, status, last, this.#step, this.#how);
      yield* listed;
      last = listed.at(-1)?.place;
      if (last === undefined || listed.length < this.#step) return;
    }
  }

  isPlace(place: PageCursor): place is ListPosition {
    const [score, id] = place;
    return (
      place.length === 2 &&
      typeof score === "string" &&
      typeof id === "string" &&
      Number.isFinite(Number(score))
    );
  }
}

async function* typesOf(
  partition: Partition,
  from: string,
  wanted: readonly JobStatus[],
): AsyncGenerator<ListedType> {
  for (let next = from; ; ) {
    const types = await partition.types(next, wanted, TYPES_STEP);
    yield* types;
    const last = types.at(-1);
    if (last === undefined || types.length < TYPES_STEP) return;
    // No type's name has this character, so this is the first name behind the last one.
    next = `${last.type}\0`;
  }
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** As Redis orders the members of a sorted set. */
function comparePlaces([scoreA, idA]: ListPosition, [scoreB, idB]: ListPosition): number {
  return Number(scoreA) - Number(scoreB) || compareTexts(idA, idB);
}
