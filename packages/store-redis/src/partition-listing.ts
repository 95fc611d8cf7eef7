import {
  DEFAULT_PAGE_SIZE,
  type JobListing,
  type JobQuery,
  type JobStatus,
  type ListedJob,
  type PageCursor,
} from "@millrace/core";
import type { Partition, Place } from "./partition.ts";

/** How many jobs one script reads at most. */
const STEP = 100;
/** How many types are looked up at a time. */
const TYPES_STEP = 100;

/** The jobs of a partition as a listing, read in steps that fit the page that is asked for. */
export class PartitionListing implements JobListing<Place> {
  readonly #partition: Partition;
  readonly #step: number;

  constructor(partition: Partition, { pageSize = DEFAULT_PAGE_SIZE }: JobQuery) {
    this.#partition = partition;
    // One more than a page tells whether there is a next one.
    this.#step = Math.min(STEP, pageSize + 1);
  }

  async *types(from: string): AsyncGenerator<string> {
    for (let next = from; ; ) {
      const types = await this.#partition.types(next, TYPES_STEP);
      yield* types;
      if (types.length < TYPES_STEP) return;
      // No type's name has this character, so this is the first name behind the last one.
      next = `${types.at(-1)}\0`;
    }
  }

  async *jobs(
    type: string,
    status: JobStatus,
    after: Place | undefined,
  ): AsyncGenerator<ListedJob<Place>> {
    for (let last = after; ; ) {
      const listed = await this.#partition.list(type, status, last, this.#step);
      yield* listed;
      last = listed.at(-1)?.place;
      if (last === undefined || listed.length < this.#step) return;
    }
  }

  isPlace(place: PageCursor): place is Place {
    const [score, id] = place;
    return (
      place.length === 2 &&
      typeof score === "string" &&
      typeof id === "string" &&
      Number.isFinite(Number(score))
    );
  }
}
