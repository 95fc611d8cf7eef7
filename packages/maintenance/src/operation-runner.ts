import {
  beginRound,
  countMore,
  endRound,
  isMeant,
  nextQuery,
  type OpenOperation,
  type OperationRecord,
  type OperationWork,
  type Store,
} from "@millrace/core";

/** How many jobs a round changes at most. */
const ROUND_JOBS = 1_000;

export interface OperationRunnerOptions {
  readonly store: Pick<Store, "list"> & { readonly operations: OperationWork };
  /** How many jobs a round changes at most, 1 to 1,000. Defaults to 1,000. */
  readonly roundJobs?: number;
}

/**
 * Carries out the operations of a store, round by round. Which jobs a round changes is written down before it
 * changes them, with the sequence number of each, and what became of them after: so whoever finds a round that
 * another has not ended does it again, and no job is changed twice.
 */
export class OperationRunner {
  readonly #store: OperationRunnerOptions["store"];
  readonly #roundJobs: number;

  constructor({ store, roundJobs = ROUND_JOBS }: OperationRunnerOptions) {
    this.#store = store;
    this.#roundJobs = roundJobs;
  }

  /** Does a round of each open operation; tells whether any is open still. */
  async run(): Promise<boolean> {
    const open = await this.#store.operations.open();
    let more = false;
    for (const operation of open) more = (await this.#advance(operation)) || more;
    return more;
  }

  async #advance(operation: OpenOperation): Promise<boolean> {
    const { record, revision } = operation;
    if (record.round !== undefined) return this.#change(operation, true);
    const page = await this.#store.list(nextQuery(record, this.#roundJobs));
    const jobs = page.jobs.filter((job) => isMeant(record, job));
    const next =
      record.state === "COUNTING"
        ? countMore(record, jobs.length, page.nextPageToken)
        : beginRound(record, jobs, page.nextPageToken);
    const isSaved = await this.#store.operations.save({ record: next, revision });
    if (next.round === undefined || !isSaved) return true;
    return this.#change({ record: next, revision: revision + 1 }, false);
  }

  /** Does the round that is written down, and writes down what became of it. */
  async #change({ record, revision }: OpenOperation, again: boolean): Promise<boolean> {
    const { operations } = this.#store;
    const { action, reason, round } = record;
    const results = await operations.change(action, round?.jobs ?? [], reason);
    const ended = (of: OperationRecord) => endRound(of, results, again);
    if (await operations.save({ record: ended(record), revision })) return true;
    // It was stopped meanwhile, or another one has ended the round.
    const [now] = (await operations.open()).filter(({ record: { id } }) => id === record.id);
    if (now?.record.round?.number === round?.number && now !== undefined) {
      await operations.save({ record: ended(now.record), revision: now.revision });
    }
    return true;
  }
}
