import {
  beginRound,
  type Clock,
  countMore,
  type EpochMs,
  endRound,
  isMeant,
  nextQuery,
  type OpenOperation,
  type OperationRecord,
  type OperationWork,
  type Store,
  systemClock,
} from "@millrace/core";

/** How many jobs a round changes at most. */
const ROUND_JOBS = 1_000;

export interface OperationRunnerOptions {
  readonly store: Pick<Store, "list"> & { readonly operations: OperationWork };
  /** How many jobs a round changes at most, 1 to 1,000. Defaults to 1,000. */
  readonly roundJobs?: number;
  /** By which rounds are spread that are not to be too many jobs a second. Defaults to the machine's clock. */
  readonly clock?: Pick<Clock, "now">;
}

const NEVER = Number.POSITIVE_INFINITY;
const SECOND_MS = 1_000;

/**
 * Carries out the operations of a store, round by round. Which jobs a round changes is written down before it
 * changes them, with the sequence number of each, and what became of them after: so whoever finds a round that
 * another has not ended does it again, and no job is changed twice.
 */
export class OperationRunner {
  readonly #store: OperationRunnerOptions["store"];
  readonly #roundJobs: number;
  readonly #clock: Pick<Clock, "now">;
  /** When the next round of an operation may begin that is not to be too fast. */
  #paced = new Map<string, EpochMs>();

  constructor({ store, roundJobs = ROUND_JOBS, clock = systemClock }: OperationRunnerOptions) {
    this.#store = store;
    this.#roundJobs = roundJobs;
    this.#clock = clock;
  }

  /**
   * Does a round of each open operation whose time has come; tells in how many milliseconds it is to be called
   * again for the next one, infinity when none is open.
   */
  async run(): Promise<number> {
    const open = await this.#store.operations.open();
    const paced = this.#paced;
    this.#paced = new Map();
    let nextMs = NEVER;
    for (const operation of open) {
      const { id } = operation.record;
      const waitMs = this.#waitMs(paced.get(id));
      if (waitMs > 0) this.#paced.set(id, paced.get(id) as EpochMs);
      else await this.#advance(operation);
      nextMs = Math.min(nextMs, this.#waitMs(this.#paced.get(id)));
    }
    return nextMs;
  }

  #waitMs(until: EpochMs | undefined): number {
    // What is farther off than a step was noted before the clock was set back.
    const waitMs = (until ?? 0) - this.#clock.now();
    return waitMs > SECOND_MS ? 0 : Math.max(0, waitMs);
  }

  async #advance(operation: OpenOperation): Promise<void> {
    const { record, revision } = operation;
    if (record.round !== undefined) return this.#change(operation, true);
    const isCounting = record.state === "COUNTING";
    const { maxPerSecond = NEVER } = record;
    const pageSize = isCounting ? this.#roundJobs : Math.min(this.#roundJobs, maxPerSecond);
    const page = await this.#store.list(nextQuery(record, pageSize));
    const jobs = page.jobs.filter((job) => isMeant(record, job));
    const next = isCounting
      ? countMore(record, jobs.length, page.nextPageToken)
      : beginRound(record, jobs, page.nextPageToken);
    const isSaved = await this.#store.operations.save({ record: next, revision });
    if (next.round === undefined || !isSaved) return;
    const stepMs = (jobs.length * SECOND_MS) / maxPerSecond;
    if (stepMs > 0) this.#paced.set(record.id, this.#clock.now() + stepMs);
    await this.#change({ record: next, revision: revision + 1 }, false);
  }

  /** Does the round that is written down, and writes down what became of it. */
  async #change({ record, revision }: OpenOperation, again: boolean): Promise<void> {
    const { operations } = this.#store;
    const { action, reason, round } = record;
    const results = await operations.change(action, round?.jobs ?? [], reason);
    const ended = (of: OperationRecord) => endRound(of, results, again);
    if (await operations.save({ record: ended(record), revision })) return;
    // It was stopped meanwhile, or another one has ended the round.
    const [now] = (await operations.open()).filter(({ record: { id } }) => id === record.id);
    if (now?.record.round?.number === round?.number && now !== undefined) {
      await operations.save({ record: ended(now.record), revision: now.revision });
    }
  }
}
