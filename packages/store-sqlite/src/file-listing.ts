import {
  type Clock,
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
import type { JobPlace } from "./commands.ts";
import type { ThreadLink } from "./thread-link.ts";

/** How many jobs one step reads at most. */
const STEP = 100;
/** How many types are looked up at a time. */
const TYPES_STEP = 100;

/** The jobs of a file as a listing, read in steps that fit the page that is asked for. */
export class FileListing implements JobListing<JobPlace> {
  readonly #link: ThreadLink;
  readonly #clock: Clock;
  readonly #step: number;
  readonly #view: JobViewKind;
  readonly #reversed: boolean;

  constructor(
    link: ThreadLink,
    clock: Clock,
    { pageSize = DEFAULT_PAGE_SIZE, view = DEFAULT_LIST_VIEW, reversed = false }: JobQuery,
  ) {
    this.#link = link;
    this.#clock = clock;
    // One more than a page tells whether there is a next one.
    this.#step = Math.min(STEP, pageSize + 1);
    this.#view = view;
    this.#reversed = reversed;
  }

  now(): EpochMs {
    return this.#clock.now();
  }

  async *types(from: string, wanted: readonly JobStatus[]): AsyncGenerator<ListedType> {
    for (let next = from; ; ) {
      const types = await this.#link.call("types", { from: next, wanted, limit: TYPES_STEP });
      yield* types;
      const last = types.at(-1);
      if (last === undefined || types.length < TYPES_STEP) return;
      // No type's name has this character, so this is the first name behind the last one.
      next = `${last.type}\u0001`;
    }
  }

  async *jobs(
    type: string,
    status: JobStatus,
    after: JobPlace | undefined,
  ): AsyncGenerator<ListedJob<JobPlace>> {
    for (let last = after; ; ) {
      const listed = await this.#link.call("list", {
        type,
        status,
        after: last,
        limit: this.#step,
        view: this.#view,
        reversed: this.#reversed,
      });
      yield* listed;
      last = listed.at(-1)?.place;
      if (last === undefined || listed.length < this.#step) return;
    }
  }

  isPlace(place: PageCursor): place is JobPlace {
    return place.length === 2 && place.every(Number.isSafeInteger);
  }
}
