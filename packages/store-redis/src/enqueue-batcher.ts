import {
  Batcher,
  type BatcherOptions,
  type BatchReceiver,
  type EnqueueResult,
  type JobSpec,
  MillraceError,
  type PlannedJob,
  type StoreEngine,
} from "@millrace/core";
import { namedHome, namedIds } from "./named-home.ts";
import type { Partition } from "./partition.ts";
import type { Partitions } from "./partitions.ts";
import type { RedisDriver } from "./redis-driver.ts";

/** What one enqueue script takes: some 2 ms of Redis' time, and so many bytes of payload. */
const BATCHES: BatcherOptions<PlannedJob> = {
  maxItems: 200,
  maxInFlight: 8,
  weigh: ({ spec }) => spec.payload.length,
  maxWeight: 4 * 1024 * 1024,
};

export interface EnqueueBatcherOptions {
  readonly partitions: Partitions;
  /** Opens the connection that waits for replicas. */
  readonly replicating: () => RedisDriver;
}

type JobBatcher = Batcher<PlannedJob, EnqueueResult>;

/** The batches of jobs over one connection. */
interface BatchLane {
  /** Each batch goes to another partition. */
  readonly inTurn: JobBatcher;
  /** Jobs that a key, a group, or what they come after, leads to a partition. */
  readonly routed: Map<Partition, JobBatcher>;
  readonly enqueuerOf: (partition: Partition) => BatchReceiver<PlannedJob, EnqueueResult>;
}

/** Turns concurrent enqueues into batches, each for one partition. */
export class EnqueueBatcher {
  readonly #partitions: Partitions;
  readonly #stored: BatchLane;
  /** Those that wait for replicas, which keeps their connection waiting. */
  readonly #replicated: BatchLane;

  constructor({ partitions, replicating }: EnqueueBatcherOptions) {
    this.#partitions = partitions;
    this.#stored = this.#lane(({ enqueuer }) => enqueuer);
    this.#replicated = this.#lane(({ enqueuer }) => enqueuer.replicatedBy(replicating()));
  }

  /** Enqueues the jobs of one call: one result each, in order. */
  readonly enqueue: StoreEngine["enqueue"] = async (planned) => {
    if (this.#partitions.current().length === 0) await this.#partitions.all();
    // All jobs of a call take the same way, so that they keep their order.
    const lane = planned.some(({ replicated }) => replicated) ? this.#replicated : this.#stored;
    const named = planned.flatMap(({ spec }) => namedIds(spec));
    if (named.length > 0) await this.#partitions.knowHomes(named);
    const isKeyed = ({ spec }: PlannedJob) => keyOf(spec) !== undefined;
    const isRouted = this.#partitions.known.length > 1 && planned.some(isKeyed);
    if (named.length === 0 && !isRouted) return lane.inTurn.addAll(planned);
    return Promise.all(planned.map((job) => this.#addRouted(job, lane)));
  };

  async #addRouted(job: PlannedJob, lane: BatchLane): Promise<EnqueueResult> {
    const { type } = job.spec;
    const named = namedIds(job.spec);
    if (named.length > 0) {
      const home = namedHome(this.#partitions, job.spec, named);
      return home instanceof MillraceError ? { error: home } : this.#batcherOf(home, lane).add(job);
    }
    const key = keyOf(job.spec);
    if (key === undefined) return lane.inTurn.add(job);
    return this.#batcherOf(this.#partitions.ofKey(type, key), lane).add(job);
  }

  #lane(enqueuerOf: BatchLane["enqueuerOf"]): BatchLane {
    const inTurn = () => enqueuerOf(this.#partitions.inTurn()[0] as Partition);
    return { inTurn: new Batcher(inTurn, BATCHES), routed: new Map(), enqueuerOf };
  }

  #batcherOf(partition: Partition, lane: BatchLane): JobBatcher {
    if (this.#partitions.known.length === 1) return lane.inTurn;
    const known = lane.routed.get(partition);
    if (known !== undefined) return known;
    const batcher = new Batcher(() => lane.enqueuerOf(partition), BATCHES);
    lane.routed.set(partition, batcher);
    return batcher;
  }
}

/** The key by which a job has its partition, if it comes after none: the first that it has, see ADR 24. */
function keyOf({ concurrencyKey, unique, idempotencyKey }: JobSpec): string | undefined {
  return concurrencyKey ?? unique?.key ?? idempotencyKey;
}
