import {
  Batcher,
  checkCancelReason,
  checkExtension,
  checkLeaseRequest,
  checkOutcome,
  DEFAULT_LIMITS,
  type EnqueueRequest,
  type EnqueueResult,
  type ExtendItem,
  type ExtendResult,
  FALLBACK_POLL_MS,
  type Job,
  type JobEvent,
  type JobPage,
  type JobQuery,
  type JobStore,
  jobNotFound,
  type Lease,
  type LeaseAttempt,
  type LeaseRequest,
  type Limits,
  type Look,
  listJobs,
  longPoll,
  type MaintenanceReport,
  MillraceError,
  partitionOf,
  planEnqueue,
  type Settlement,
  type SettleOptions,
  type SettleResult,
  systemClock,
  type WatchRequest,
  watchJob,
} from "@millrace/core";
import { requestFingerprint } from "@millrace/core/request-fingerprint";
import { partitionPrefix } from "./keys.ts";
import {
  Partition,
  type PartitionLease,
  type PartitionLook,
  type PlannedJob,
} from "./partition.ts";
import { PartitionListing } from "./partition-listing.ts";
import { RedisDriver, type RedisDriverOptions } from "./redis-driver.ts";
import { Signals } from "./signals.ts";
import { splitSettlements } from "./split-settlements.ts";
import type { Waiter } from "./waiters.ts";

export interface RedisStoreOptions extends Partial<RedisDriverOptions> {
  /** What every key begins with, after a brace. Defaults to `mr`. */
  readonly keyPrefix?: string;
  /** Defaults to `DEFAULT_LIMITS`, field by field. */
  readonly limits?: Partial<Limits>;
}

/** How long a call waits for Redis unless told otherwise. */
const DEFAULT_TIMEOUT_MS = 5_000;
/** How many jobs one enqueue script takes: some 2 ms of Redis' time. */
const ENQUEUE_BATCH = 200;
const ENQUEUES_IN_FLIGHT = 8;
/** How long Redis gives notice of a watched job's changes before the watch must be renewed. */
const WATCH_MS = 60_000;
/** The bytes of payload in one enqueue script. */
const ENQUEUE_BYTES = 4 * 1024 * 1024;
/** Every job lies in this partition. */
const PARTITION = 0;
const MAINTENANCE_TYPES = 100;
/**
 * For how long a waiting lease can be handed a job, unless it looks again by itself: a process that
 * hangs gets one at most, for the length of a lease.
 */
const MAX_HAND_OVER_WAIT_MS = FALLBACK_POLL_MS + 1_000;

/**
 * A job store on Redis 6.2 or newer, or Valkey: hashes, sorted sets and Lua. Due and lease times are
 * Redis' own. Calls that are made at the same time go out as one batch.
 */
export class RedisStore implements JobStore {
  readonly kind = "redis";
  readonly #driver: RedisDriver;
  readonly #limits: Limits;
  readonly #partition: Partition;
  readonly #signals: Signals;
  readonly #enqueues: Batcher<PlannedJob, EnqueueResult>;
  readonly #closed = new AbortController();

  /**
   * Begins to connect to `url` (`redis://` or `rediss://`, with user, password and database). While
   * Redis cannot be reached, calls fail with `UNAVAILABLE` and the store keeps trying.
   */
  constructor(url: string, options: RedisStoreOptions = {}) {
    const { keyPrefix = "mr", limits, timeoutMs = DEFAULT_TIMEOUT_MS, ...driverOptions } = options;
    const prefix = partitionPrefix(keyPrefix, PARTITION);
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
    this.#driver = new RedisDriver(url, { timeoutMs, ...driverOptions });
    this.#partition = new Partition(this.#driver, PARTITION, prefix);
    this.#signals = new Signals(this.#driver, [prefix], (id) => this.#giveBack(id));
    this.#enqueues = new Batcher((jobs) => this.#enqueueBatch(jobs), {
      maxItems: ENQUEUE_BATCH,
      maxInFlight: ENQUEUES_IN_FLIGHT,
      weigh: ({ spec }) => spec.payload.length,
      maxWeight: ENQUEUE_BYTES,
    });
  }

  async enqueue(requests: readonly EnqueueRequest[]): Promise<EnqueueResult[]> {
    this.#requireOpen();
    const results: EnqueueResult[] = [];
    const planned: PlannedJob[] = [];
    const places: number[] = [];
    requests.forEach((request, place) => {
      const spec = planEnqueue(request, this.#limits);
      if (spec instanceof MillraceError) {
        results[place] = { error: spec };
        return;
      }
      const fingerprint = spec.idempotencyKey === undefined ? "" : requestFingerprint(request);
      planned.push({ spec, fingerprint });
      places.push(place);
    });
    const answers = await this.#enqueues.addAll(planned);
    answers.forEach((answer, i) => {
      results[places[i] as number] = answer;
    });
    return results;
  }

  async get(id: string): Promise<Job> {
    return (await this.#home(id).get(id)).job;
  }

  async list(query: JobQuery): Promise<JobPage> {
    this.#requireOpen();
    return listJobs(query, new PartitionListing(this.#partition, query));
  }

  watch(request: WatchRequest): AsyncIterable<JobEvent> {
    return watchJob(request, {
      clock: systemClock,
      closed: this.#closed.signal,
      read: (id) => this.get(id),
      subscribe: (id, listener) => this.#subscribe(id, listener),
    });
  }

  async cancel(id: string, reason = ""): Promise<Job> {
    checkCancelReason(reason);
    return this.#home(id).cancel(id, reason);
  }

  async retry(id: string): Promise<Job> {
    return this.#home(id).retry(id);
  }

  async delete(id: string): Promise<void> {
    return this.#home(id).delete(id);
  }

  async lease(request: LeaseRequest): Promise<Lease[]> {
    this.#requireOpen();
    checkLeaseRequest(request);
    if (request.waitMs === 0) return (await this.#leaseDue(request)).leases;
    this.#signals.open();
    const { waiters, wakeUps } = this.#signals;
    let onHandOver = () => {};
    const waiter = waiters.open(request, () => onHandOver());
    const listen = (types: readonly string[], wake: () => void) => {
      onHandOver = wake;
      return wakeUps.listen(types, wake);
    };
    try {
      const leases = await longPoll(request, (look) => this.#look(request, look, waiter), {
        clock: systemClock,
        wakeUps: { listen },
        closed: this.#closed.signal,
      });
      if (leases.length === 0 && request.signal?.aborted) await this.#stopWaiting(waiter);
      return [...leases, ...waiter.take()];
    } finally {
      waiters.close(waiter);
    }
  }

  async extend(items: readonly ExtendItem[], leaseMs: number): Promise<ExtendResult[]> {
    checkExtension(items, leaseMs);
    if (items.length === 0) return [];
    return this.#partition.extend(items, leaseMs);
  }

  async settle(
    items: readonly Settlement[],
    { resend = false }: SettleOptions = {},
  ): Promise<SettleResult[]> {
    const results: SettleResult[] = [];
    const valid: Settlement[] = [];
    const places: number[] = [];
    items.forEach((item, place) => {
      const error = checkOutcome(item.outcome, this.#limits);
      if (error !== undefined) {
        results[place] = { error };
        return;
      }
      valid.push(item);
      places.push(place);
    });
    if (valid.length > 0) {
      const parts = splitSettlements(valid);
      const answers = await Promise.all(parts.map((part) => this.#partition.settle(part, resend)));
      answers.flat().forEach((answer, i) => {
        results[places[i] as number] = answer;
      });
    }
    return results;
  }

  onCancelRequested(listener: (jobId: string) => void): () => void {
    return this.#signals.onCancelRequested(listener);
  }

  async maintain(): Promise<MaintenanceReport> {
    const total = { promoted: 0, rescued: 0, pruned: 0, more: false };
    for (const type of await this.#partition.types("", MAINTENANCE_TYPES)) {
      const { promoted, rescued, pruned, more } = await this.#partition.maintain(type);
      total.promoted += promoted;
      total.rescued += rescued;
      total.pruned += pruned;
      total.more ||= more;
    }
    return total;
  }

  async ping(): Promise<void> {
    await this.#driver.ping();
  }

  async close(): Promise<void> {
    this.#closed.abort();
    this.#driver.close();
  }

  async #enqueueBatch(jobs: readonly PlannedJob[]): Promise<EnqueueResult[]> {
    return this.#partition.enqueue(jobs);
  }

  async #look(request: LeaseRequest, look: Look, waiter: Waiter): Promise<LeaseAttempt> {
    const leases = waiter.take();
    if (leases.length > 0) return { leases };
    const waitMs = Math.min(look.leftMs, MAX_HAND_OVER_WAIT_MS);
    return this.#leaseDue(request, { woken: look.woken, waiter, waitMs });
  }

  /** Ends the wait of a lease that is given up; what was handed over to it has come by then. */
  async #stopWaiting(waiter: Waiter): Promise<void> {
    try {
      if (!(await this.#partition.stopWaiting(waiter))) await this.#driver.catchUp();
    } catch {
      // What is handed over to it unheard is leased until its lease expires.
    }
  }

  /** Gives a job back that was handed over to a lease which was no longer there. */
  #giveBack(jobId: string): void {
    const outcome = { kind: "released", started: false } as const;
    // Without an answer, the lease expires by itself.
    this.#partition.settle([{ jobId, token: 1, outcome }], false).catch(() => {});
  }

  async #leaseDue(request: LeaseRequest, look?: PartitionLook): Promise<LeaseAttempt> {
    for (;;) {
      const { corrupt, ...attempt } = await this.#partition.lease(request, look);
      if (corrupt.length === 0) return attempt;
      await this.#bury(corrupt);
      if (attempt.leases.length > 0) return attempt;
    }
  }

  async #bury(corrupt: PartitionLease["corrupt"]): Promise<void> {
    const settlements = corrupt.map(({ lease, fields }): Settlement => {
      const message = `the stored job is corrupt: its ${fields.join(", ")} cannot be read`;
      const outcome = { kind: "failed", message, permanent: true } as const;
      return { jobId: lease.job.id, token: lease.token, outcome };
    });
    await this.#partition.settle(settlements, false);
  }

  /** The partition that holds the job. */
  #home(id: string): Partition {
    this.#requireOpen();
    if (partitionOf(id) !== PARTITION) throw jobNotFound(id);
    return this.#partition;
  }

  /** Has Redis tell of the job's changes, until the returned function is called. */
  async #subscribe(id: string, listener: () => void): Promise<() => void> {
    const home = this.#home(id);
    this.#signals.open();
    const unlisten = this.#signals.changes.listen([id], listener);
    await home.watch(id, WATCH_MS);
    const renewal = setInterval(() => {
      // A renewal that fails is made up for by the watch's own slow poll.
      home.watch(id, WATCH_MS).catch(() => {});
    }, WATCH_MS / 2);
    renewal.unref();
    return () => {
      clearInterval(renewal);
      unlisten();
    };
  }

  #requireOpen(): void {
    if (this.#closed.signal.aborted) {
      throw new MillraceError("UNAVAILABLE", "the store is closed");
    }
  }
}
