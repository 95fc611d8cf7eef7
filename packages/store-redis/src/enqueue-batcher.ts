import { Batcher, type EnqueueResult, type JobSpec, type PlannedJob } from "@millrace/core";
import type { Partition } from "./partition.ts";
import type { Partitions } from "./partitions.ts";
import type { RedisDriver } from "./redis-driver.ts";

/** How many jobs one enqueue script takes: some 2 ms of Redis' time. */
const ENQUEUE_BATCH = 200;
const ENQUEUES_IN_FLIGHT = 8;
/** The bytes of payload in one enqueue script. */
const ENQUEUE_BYTES = 4 * 1024 * 1024;

export interface EnqueueBatcherOptions {
  readonly partitions: Partitions;
  /** Opens the connection that waits for replicas. Defaults to none: nothing is waited for. */
  readonly replicating?: () => RedisDriver;
}

type JobBatcher = Batcher<PlannedJob, EnqueueResult>;

/** Turns concurrent enqueues into batches, each for one partition. */
export class EnqueueBatcher {
  readonly #partitions: Partitions;
  readonly #replicating: (() => RedisDriver) | undefined;
  /** Each batch goes to one partition. */
  readonly #inTurn: JobBatcher;
  /** Jobs whose idempotency key leads to a partition. */
  readonly #keyed = new Map<Partition, JobBatcher>();

  constructor({ partitions, replicating }: EnqueueBatcherOptions) {
    this.#partitions = partitions;
    this.#replicating = replicating;
    this.#inTurn = this.#batcher(() => this.#partitions.inTurn()[0] as Partition);
  }

  /** One result each, in order. */
  async addAll(planned: readonly PlannedJob[]): Promise<EnqueueResult[]> {
    if (this.#partitions.current().length === 0) await this.#partitions.all();
    const isKeyed = ({ fingerprint }: PlannedJob) => fingerprint !== undefined;
    if (this.#partitions.known.length === 1 || !planned.some(isKeyed)) {
      return this.#inTurn.addAll(planned);
    }
    return Promise.all(planned.map((job) => this.#batcherOf(job.spec).add(job)));
  }

  #batcherOf({ type, idempotencyKey }: JobSpec): JobBatcher {
    if (idempotencyKey === undefined) return this.#inTurn;
    const partition = this.#partitions.ofKey(type, idempotencyKey);
    const known = this.#keyed.get(partition);
    if (known !== undefined) return known;
    const batcher = this.#batcher(() => partition);
    this.#keyed.set(partition, batcher);
    return batcher;
  }

  #batcher(next: () => Partition): JobBatcher {
    const replicating = this.#replicating;
    const receiver =
      replicating === undefined
        ? () => next().enqueues
        : () => next().replicatedEnqueues(replicating());
    return new Batcher(receiver, {
      maxItems: ENQUEUE_BATCH,
      maxInFlight: ENQUEUES_IN_FLIGHT,
      weigh: ({ spec }) => spec.payload.length,
      maxWeight: ENQUEUE_BYTES,
    });
  }
}
