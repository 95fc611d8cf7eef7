import type {
  EpochMs,
  Job,
  JobListing,
  JobQuery,
  JobStatus,
  ListedJob,
  ListedType,
  PageCursor,
} from "@millrace/core";
import type { IndexKey } from "./index-key.ts";
import type { JobTable } from "./job-table.ts";

/** The jobs of a table for which `isKept` holds, as a listing. */
export class TableListing implements JobListing<IndexKey> {
  readonly #table: JobTable;
  readonly #isKept: (job: Job) => boolean;
  readonly #now: EpochMs;
  readonly #reversed: boolean;

  constructor(
    table: JobTable,
    isKept: (job: Job) => boolean,
    now: EpochMs,
    { reversed = false }: JobQuery,
  ) {
    this.#table = table;
    this.#isKept = isKept;
    this.#now = now;
    this.#reversed = reversed;
  }

  now(): EpochMs {
    return this.#now;
  }

  *types(from: string, wanted: readonly JobStatus[]): Generator<ListedType> {
    for (const type of this.#table.types()) {
      if (type < from) continue;
      const queue = this.#table.queue(type);
      yield { type, statuses: wanted.filter((status) => queue.first(status) !== undefined) };
    }
  }

  *jobs(type: string, status: JobStatus, after?: IndexKey): Generator<ListedJob<IndexKey>> {
    const queue = this.#table.queue(type);
    const entries = this.#reversed
      ? queue.entriesReversed(status, after)
      : queue.entries(status, after);
    for (const [place, id] of entries) {
      const job = this.#table.get(id)?.job;
      yield { place, job: job !== undefined && this.#isKept(job) ? job : undefined };
    }
  }

  isPlace(place: PageCursor): place is IndexKey {
    return place.length === 2 && place.every(Number.isFinite);
  }
}
