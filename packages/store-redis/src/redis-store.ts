import { setImmediate, setTimeout } from "node:timers/promises";
import {
  actOnValid,
  checkCancelReason,
  checkExtension,
  checkJobQuery,
  checkLeaseRequest,
  checkOutcome,
  checkStoreOptions,
  type EnqueueRequest,
  type EnqueueResult,
  type ExtendItem,
  type ExtendResult,
  type FieldNames,
  type Job,
  type JobEvent,
  type JobPage,
  type JobQuery,
  type Lease,
  type LeaseRequest,
  type LimitOptions,
  type Limits,
  listJobs,
  type MaintainOptions,
  type MaintenanceReport,
  MillraceError,
  type Settlement,
  type SettleOptions,
  type SettleResult,
  type Store,
  systemClock,
  timerMs,
  type WatchRequest,
  watchJob,
} from "@millrace/core";
import { planJob } from "@millrace/core/plan-job";
import { parseRedisUrl } from "@millrace/store-url";
import { Enqueues } from "./enqueues.ts";
import { inGroups } from "./in-groups.ts";
import { giveBack, type LeasingContext, leaseDue, WaitingLease } from "./leasing.ts";
import { LooseEnds } from "./loose-ends.ts";
import { maintainAll } from "./maintain-all.ts";
import type { Partition } from "./partition.ts";
import { PartitionListing } from "./partition-listing.ts";
import { numberIn, Partitions } from "./partitions.ts";
import { type RedisSettings, requireUsable, settingsWarnings } from "./redis-check.ts";
import { RedisDriver } from "./redis-driver.ts";
import { replyErrorOf } from "./reply-error.ts";
import { Signals } from "./signals.ts";
import { splitSettlements } from "./split-settlements.ts";
import { Waiters } from "./waiters.ts";

export interface RedisStoreOptions extends LimitOptions {
  /** What every key begins with, after a brace. Defaults to that of the URL, then to `mr`. */
  readonly keyPrefix?: string | undefined;
  /**
   * Over how many partitions the jobs are spread, 1 to 1,024. It is set at the first start; a greater
   * number adds partitions while workers and servers run, a smaller one is refused. More than one
   * gives up strict order: jobs are first in, first out within a partition. Defaults to that of the
   * URL, then to the number that Redis keeps, then to 1, or 8 on a cluster.
   */
  readonly partitions?: number | undefined;
  /**
   * How many replicas an enqueue with `durability: "REPLICATED"` waits for, 1 to 16. Defaults to that of
   * the URL, then to 1.
   */
  readonly replicas?: number | undefined;
  /**
   * How long it waits for them, in milliseconds, 1 to 10,000; `timeoutMs` is besides. Defaults to that
   * of the URL, then to 1,000.
   */
  readonly replicaTimeoutMs?: number | undefined;
  /**
   * How long a call waits for Redis, reconnects included, before it fails with `UNAVAILABLE`, in
   * milliseconds. Defaults to 5,000.
   */
  readonly timeoutMs?: number | undefined;
  /** Hears of lost and refused connections; calls fail with `UNAVAILABLE` in any case. */
  readonly onConnectionError?: ((error: Error) => void) | undefined;
  /** Hears what an operator should know. Defaults to a warning of the process. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

const OPTIONS: FieldNames<RedisStoreOptions> = {
  keyPrefix: true,
  partitions: true,
  replicas: true,
  replicaTimeoutMs: true,
  limits: true,
  timeoutMs: true,
  onConnectionError: true,
  onWarning: true,
};

/** How long a call waits for Redis unless told otherwise. */
const DEFAULT_TIMEOUT_MS = 5_000;
const DEFAULT_PREFIX = "mr";
/** How many partitions there are at the first start on a cluster, unless told otherwise. */
const PARTITIONS_OF_A_CLUSTER = 8;
/** The token of a job's first lease. */
const FIRST_TOKEN = 1;
const DEFAULT_REPLICAS = 1;
const DEFAULT_REPLICA_TIMEOUT_MS = 1_000;
/** How long Redis gives notice of a watched job's changes before the watch must be renewed. */
const WATCH_MS = 60_000;

/**
 * A job store on Redis 6.2 or newer, or Valkey: hashes, sorted sets and Lua. Due and lease times are
 * Redis' own. Calls that are made at the same time go out as one batch.
 */
export class RedisStore implements Store {
  readonly kind = "redis";
  readonly #driver: RedisDriver;
  readonly #limits: Limits;
  readonly #partitions: Partitions;
  readonly #signals: Signals;
  readonly #leasing: LeasingContext;
  readonly #enqueues: Enqueues;
  /** Those that wait for replicas, which keeps their connection waiting. */
  readonly #replicatedEnqueues: Enqueues;
  readonly #timeoutMs: number;
  readonly #looseEnds = new LooseEnds();
  readonly #openReplicating: () => RedisDriver;
  /** Opened by the first enqueue that waits for replicas. */
  #replicating: RedisDriver | undefined;
  readonly #closed = new AbortController();
  #closing: Promise<void> | undefined;

  /**
   * Begins to connect to `url`: one server (`redis://user:password@host:port/database`), Sentinels
   * (`redis+sentinel://host:port,host:port/master`) or a cluster (`redis+cluster://host:port,…`);
   * `rediss` in place of `redis` means TLS; docs/redis.md has the parameters. While Redis cannot be
   * reached, calls fail with `UNAVAILABLE` and the store keeps trying.
   *
   * @throws MillraceError `INVALID_ARGUMENT` when the URL or an option is none.
   */
  constructor(url: string, options: RedisStoreOptions = {}) {
    this.#limits = checkStoreOptions(options, OPTIONS, "a RedisStore", ["timeoutMs"]);
    const { timeoutMs = DEFAULT_TIMEOUT_MS, onConnectionError, onWarning } = options;

    const ofUrl = parseRedisUrl(url);
    const {
      keyPrefix = ofUrl.prefix ?? DEFAULT_PREFIX,
      partitions = ofUrl.partitions,
      replicas = ofUrl.replicas ?? DEFAULT_REPLICAS,
      replicaTimeoutMs = ofUrl.replicaTimeoutMs ?? DEFAULT_REPLICA_TIMEOUT_MS,
    } = options;
    checkOptions({
      prefix: keyPrefix,
      partitions,
      replicas,
      replica_timeout_ms: replicaTimeoutMs,
    });
    this.#timeoutMs = timeoutMs;
    const hearing = onConnectionError && { onConnectionError };
    this.#driver = new RedisDriver(url, {
      timeoutMs,
      ...hearing,
      // It may be another Redis by then, or the same one without its jobs.
      onReady: () => this.#partitions.lookSoon(),
    });
    this.#openReplicating = () =>
      new RedisDriver(
        url,
        // A call may have to wait until the replicas of the one before it are waited for.
        { timeoutMs: timeoutMs + 2 * replicaTimeoutMs, ...hearing },
        { replicas, timeoutMs: replicaTimeoutMs },
      );
    const waiters = new Waiters((id) => {
      this.#looseEnds.add(giveBack(this.#partitions, id, FIRST_TOKEN));
    });
    this.#partitions = new Partitions(this.#driver, {
      waiters,
      keyPrefix,
      wanted: partitions,
      atFirst: ofUrl.topology === "cluster" ? PARTITIONS_OF_A_CLUSTER : 1,
      onLoss: onWarning ?? ((message) => process.emitWarning(message, { type: "MillraceWarning" })),
      onRecovery: () => this.#signals.waiting.wakeAll(),
    });
    this.#signals = new Signals(this.#driver, {
      keyPrefix,
      waiters,
      onMorePartitions: () => this.#lookForMorePartitions(),
    });
    this.#leasing = {
      driver: this.#driver,
      partitions: this.#partitions,
      signals: this.#signals,
      waiters,
      looseEnds: this.#looseEnds,
      closed: this.#closed.signal,
    };
    this.#enqueues = new Enqueues(this.#partitions, (partition, jobs) => partition.enqueue(jobs));
    this.#replicatedEnqueues = new Enqueues(this.#partitions, async (partition, jobs) => {
      this.#requireOpen();
      this.#replicating ??= this.#openReplicating();
      return partition.enqueueReplicated(jobs, this.#replicating);
    });
  }

  async enqueue(requests: readonly EnqueueRequest[]): Promise<EnqueueResult[]> {
    this.#requireOpen();
    return actOnValid(
      requests,
      (request) => planJob(request, this.#limits, undefined),
      (planned) => {
        // All of a call goes one way, so that its jobs keep their order.
        const isReplicated = planned.some(({ replicated }) => replicated);
        return (isReplicated ? this.#replicatedEnqueues : this.#enqueues).addAll(planned);
      },
    );
  }

  async get(id: string): Promise<Job> {
    return (await (await this.#home(id)).get(id)).job;
  }

  async list(query: JobQuery, signal?: AbortSignal): Promise<JobPage> {
    this.#requireOpen();
    checkJobQuery(query);
    return listJobs(query, new PartitionListing(await this.#partitions.all(), query), signal);
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
    return (await this.#home(id)).cancel(id, reason);
  }

  async retry(id: string): Promise<Job> {
    return (await this.#home(id)).retry(id);
  }

  async delete(id: string): Promise<void> {
    return (await this.#home(id)).delete(id);
  }

  async lease(request: LeaseRequest): Promise<Lease[]> {
    this.#requireOpen();
    checkLeaseRequest(request);
    if (request.waitMs === 0) return leaseDue(request, this.#leasing);
    return new WaitingLease(request, this.#leasing).run();
  }

  async extend(items: readonly ExtendItem[], leaseMs: number): Promise<ExtendResult[]> {
    checkExtension(items, leaseMs);
    if (items.length === 0) return [];
    return this.#eachAtHome(items, (partition, part) => partition.extend(part, leaseMs));
  }

  async settle(
    items: readonly Settlement[],
    { resend = false }: SettleOptions = {},
  ): Promise<SettleResult[]> {
    return actOnValid(
      items,
      (item) => checkOutcome(item?.outcome, this.#limits) ?? item,
      (valid) =>
        this.#eachAtHome(valid, async (partition, part) => {
          const batches = splitSettlements(part).map((batch) => partition.settle(batch, resend));
          return (await Promise.all(batches)).flat();
        }),
    );
  }

  onCancelRequested(listener: (jobId: string) => void): () => void {
    this.#openSignals().catch(() => {
      // A lease opens them too; until then extend tells of cancels.
    });
    return this.#signals.onCancelRequested(listener);
  }

  async maintain(options: MaintainOptions = {}): Promise<MaintenanceReport> {
    this.#requireOpen();
    return maintainAll(await this.#partitions.all(), options);
  }

  /**
   * Resolves when the store can be used. A Redis that cannot be reached is found out at the first
   * attempt; the store goes on trying.
   *
   * @throws MillraceError `FAILED_PRECONDITION` when something has to be put right first, `UNAVAILABLE`
   *   when Redis cannot be reached.
   */
  async ready(): Promise<void> {
    await this.#driver.connected();
    requireUsable(await this.#info(), this.#driver.url);
    await this.#partitions.all();
  }

  /** What an operator should know of the settings of this Redis, in sentences. */
  async warnings(): Promise<string[]> {
    try {
      const get = async (name: keyof RedisSettings) => {
        const [, value] = (await this.#driver.command("CONFIG", "GET", name)) as Buffer[];
        return [name, value?.toString()] as const;
      };
      const names = ["appendonly", "save", "maxmemory-policy"] as const;
      return settingsWarnings(Object.fromEntries(await Promise.all(names.map(get))));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return [`whether Redis keeps its jobs on disk cannot be told: ${reason}`];
    }
  }

  /**
   * Resolves when Redis would take an enqueue.
   *
   * @throws MillraceError `UNAVAILABLE`, with the reason when Redis refuses to write.
   */
  async ping(): Promise<void> {
    this.#requireOpen();
    await this.#driver.requireWritable(this.#partitions.prefixes);
  }

  /** Ends waiting leases, gives back what is on its way to them, and closes the connections. */
  async close(): Promise<void> {
    this.#closing ??= this.#close();
    await this.#closing;
  }

  async #close(): Promise<void> {
    this.#closed.abort();
    this.#partitions.close();
    if (this.#leasing.waiters.haveRegistered) {
      const enough = new AbortController();
      const clock = { signal: enough.signal };
      await Promise.race([
        this.#endWaits(),
        setTimeout(timerMs(this.#timeoutMs), undefined, clock),
      ]);
      enough.abort();
    }
    this.#driver.close();
    this.#replicating?.close();
  }

  /** Resolves when no job is on its way to a lease of this store that is gone. */
  async #endWaits(): Promise<void> {
    await this.#looseEnds.done();
    await this.#driver.leave();
    // What came with the last answers is passed on in this turn.
    await setImmediate();
    await this.#looseEnds.done();
  }

  /** Has each item's own partition do its part. */
  async #eachAtHome<Item extends { readonly jobId: string }, Result>(
    items: readonly Item[],
    act: (partition: Partition, part: readonly Item[]) => Promise<Result[]>,
  ): Promise<Result[]> {
    let all = await this.#partitions.all();
    // Another client may have leased the job from a partition that is new.
    if (items.some(({ jobId }) => numberIn(jobId) >= all.length)) {
      await this.#partitions.refresh();
      all = this.#partitions.known;
    }
    const one = all[0] as Partition;
    if (all.length === 1) return act(one, items);
    // What is no id of a partition is one of no job, which any of them will say.
    return inGroups(items, ({ jobId }) => all[numberIn(jobId)] ?? one, act);
  }

  /** What Redis says of itself, or nothing where that is forbidden. */
  async #info(): Promise<string> {
    try {
      return String(await this.#driver.command("INFO"));
    } catch (error) {
      const { code } = replyErrorOf(error instanceof Error ? error.cause : undefined) ?? {};
      if (code === "NOPERM" || code === "NOCOMMAND") return "";
      throw error;
    }
  }

  async #openSignals(): Promise<void> {
    this.#signals.open((await this.#partitions.all()).length);
  }

  /** Begins to listen to partitions that have come, and has waiting leases look at them. */
  #lookForMorePartitions(): void {
    const before = this.#partitions.known.length;
    const look = async () => {
      await this.#partitions.refresh();
      await this.#openSignals();
      if (this.#partitions.known.length > before) this.#signals.waiting.wakeAll();
    };
    // The partitions look again by themselves before long.
    look().catch(() => {});
  }

  /** The partition that holds the job. */
  async #home(id: string): Promise<Partition> {
    this.#requireOpen();
    return this.#partitions.home(id);
  }

  /** Has Redis tell of the job's changes, until the returned function is called. */
  async #subscribe(id: string, listener: () => void): Promise<() => void> {
    const home = await this.#home(id);
    await this.#openSignals();
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

function checkOptions(options: Readonly<Record<string, string | number | undefined>>): void {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined) parameters.set(name, String(value));
  }
  // The rules of what a URL may say.
  parseRedisUrl(`redis://localhost?${parameters}`);
}
