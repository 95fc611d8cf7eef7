import {
  Batcher,
  type EnqueueResult,
  MillraceError,
  newJobIds,
  type PlannedJob,
  type QueueTally,
  sendApart,
  Unsent,
  type WaitingLeases,
} from "@millrace/core";
import { mayWait } from "./enqueue-arguments.ts";
import { enqueueResults } from "./enqueue-results.ts";
import type { JobTables } from "./job-tables.ts";
import { canWaitUntil } from "./lock-wait.ts";
import type { PgSession } from "./pg-session.ts";
import { asMillraceError, held, isOfItem } from "./postgres-fault.ts";

/** How many jobs one statement takes, and how many bytes of payload. */
const BATCH = 1_000;
const BATCH_BYTES = 4 * 1024 * 1024;
const IN_FLIGHT = 3;

/** What became of a job that may have a key, which another transaction may hold for now. */
type KeyedResult = EnqueueResult | "HELD";

export interface EnqueueBatcherOptions {
  readonly tables: JobTables;
  /** For jobs without keys, with keys, with keys that were found to be held; and to read jobs. */
  readonly sessions: { readonly [Purpose in "enqueue" | "keyed" | "held" | "operate"]: PgSession };
  readonly timeoutMs: number;
  /** Those of this process, which are woken at once. */
  readonly waiting: WaitingLeases;
  /** Counts what is enqueued. */
  readonly tally: QueueTally;
}

/**
 * Turns concurrent enqueues into batches. A job whose key another transaction holds waits by itself,
 * so it may come behind others of its call.
 */
export class EnqueueBatcher {
  readonly #options: EnqueueBatcherOptions;
  readonly #plain: Batcher<PlannedJob, EnqueueResult>;
  readonly #keyed: Batcher<PlannedJob, KeyedResult>;
  readonly #held: Batcher<PlannedJob, KeyedResult>;

  constructor(options: EnqueueBatcherOptions) {
    this.#options = options;
    const { sessions } = options;
    this.#plain = batcher(
      (jobs) => sendEach(jobs, async (some) => (await this.#send(sessions.enqueue, some)).results),
      IN_FLIGHT,
    );
    this.#keyed = batcher(
      (jobs) => sendEach(jobs, (some) => this.#sendKeyed(sessions.keyed, some)),
      IN_FLIGHT,
    );
    this.#held = batcher(
      (jobs) => sendEach(jobs, (some) => this.#sendKeyed(sessions.held, some)),
      1,
    );
  }

  /** One result each, in order. */
  async addAll(jobs: readonly PlannedJob[]): Promise<EnqueueResult[]> {
    // All jobs of a call take the same way, so that they keep their order.
    if (!jobs.some(mayWait)) return this.#plain.addAll(jobs);
    const deadline = performance.now() + this.#options.timeoutMs;
    const results = await this.#keyed.addAll(jobs);
    return Promise.all(
      // oxlint-disable-next-line typescript/await-thenable -- values and promises of them, mixed
      results.map((result, i) =>
        result === "HELD" ? this.#tryAgain(jobs[i] as PlannedJob, deadline) : result,
      ),
    );
  }

  async #send(session: PgSession, jobs: readonly PlannedJob[]) {
    const { tables, sessions, waiting, tally } = this.#options;
    const ids = newJobIds(0, jobs.length);
    const answer = await tables.enqueue(session, jobs, ids);
    const results = await enqueueResults(jobs, ids, answer, async (wanted) => {
      return (await tables.read(sessions.operate, wanted)).jobs;
    });
    tally.enqueuedAll(results);
    const counts = new Map<string, number>();
    for (const { spec } of jobs) counts.set(spec.type, (counts.get(spec.type) ?? 0) + 1);
    for (const [type, count] of counts) waiting.wake(type, count);
    return { results, notMade: answer.notMade };
  }

  /** Enqueues what may have keys, and tells those that other transactions hold. */
  async #sendKeyed(session: PgSession, jobs: readonly PlannedJob[]): Promise<KeyedResult[]> {
    const { results, notMade } = await this.#send(session, jobs);
    // Refused as it stands, but here there is time to try again.
    const told: KeyedResult[] = results;
    for (const other of notMade) if (other.kind === "HELD") told[other.item] = "HELD";
    return told;
  }

  /** Tries again, together with others of which another transaction holds the key. */
  async #tryAgain(job: PlannedJob, deadline: number): Promise<EnqueueResult> {
    try {
      while (canWaitUntil(deadline)) {
        const result = await this.#held.add(job);
        if (result !== "HELD") return result;
      }
      return { error: held() };
    } catch (error) {
      // The others of its call have been made.
      if (error instanceof MillraceError) return { error };
      throw error;
    }
  }
}

/** Sends jobs by one statement, and those that the database refuses by themselves. */
async function sendEach<Result>(
  jobs: readonly PlannedJob[],
  send: (jobs: readonly PlannedJob[]) => Promise<Result[]>,
): Promise<(Result | { readonly error: MillraceError })[]> {
  const sent = await sendApart(jobs, send, (error) => !isOfItem(error));
  const [first] = sent;
  if (first instanceof Unsent && !isOfItem(first.error)) {
    if (sent.every((one) => one instanceof Unsent)) throw first.error;
  }
  return sent.map((one) => (one instanceof Unsent ? { error: asMillraceError(one.error) } : one));
}

function batcher<Result>(
  sendBatch: (jobs: PlannedJob[]) => Promise<Result[]>,
  maxInFlight: number,
): Batcher<PlannedJob, Result> {
  return new Batcher(
    { sendBatch },
    {
      maxItems: BATCH,
      maxInFlight,
      weigh: ({ spec }) => spec.payload.length,
      maxWeight: BATCH_BYTES,
    },
  );
}
