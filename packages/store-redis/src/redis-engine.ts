import {
  type EngineQuery,
  type ExtendItem,
  type ExtendResult,
  type HeldRoles,
  type Job,
  type JobFacts,
  type JobPage,
  type JobUpdate,
  type JobViewKind,
  keepAliveClock,
  type Lease,
  type LeaseRequest,
  listJobs,
  type MaintenanceReport,
  MillraceError,
  type OperationAction,
  type OperationJob,
  type OperationResult,
  type Role,
  type RoleLease,
  type RoleRequest,
  roleReleased,
  type Settlement,
  type SettleResult,
  type StoreEngine,
  storeClosed,
  systemClock,
  TallyWriter,
  within,
} from "@millrace/core";
import { EnqueueBatcher } from "./enqueue-batcher.ts";
import { type LeasingContext, leaseDue, releaseLease, WaitingLease } from "./leasing.ts";
import { maintainAll } from "./maintain-all.ts";
import type { Partition } from "./partition.ts";
import { PartitionListing } from "./partition-listing.ts";
import { PartitionQueues } from "./partition-queues.ts";
import { Partitions } from "./partitions.ts";
import { PendingTasks } from "./pending-tasks.ts";
import type { QueueThrottle } from "./queue-throttle.ts";
import { RedisArchive } from "./redis-archive.ts";
import { checkRedis, redisWarnings } from "./redis-check.ts";
import { RedisDriver } from "./redis-driver.ts";
import { RedisGroups } from "./redis-groups.ts";
import { RedisOperations } from "./redis-operations.ts";
import { RedisRuns } from "./redis-runs.ts";
import { RedisSchedules } from "./redis-schedules.ts";
import { RedisWorkers } from "./redis-workers.ts";
import type { Replication } from "./replicated-link.ts";
import { Signals } from "./signals.ts";
import { splitSettlements } from "./split-settlements.ts";
import { Waiters } from "./waiters.ts";

export interface RedisEngineOptions {
  readonly keyPrefix: string;
  /** The number of partitions that is wanted. Defaults to the number that Redis keeps. */
  readonly partitions: number | undefined;
  /** Their number at the first start, unless one is wanted. */
  readonly partitionsAtFirst: number;
  /** What an enqueue waits for that is to be replicated. */
  readonly replication: Replication;
  /** How long a call waits for Redis, reconnects included. */
  readonly timeoutMs: number;
  readonly onConnectionError: ((error: Error) => void) | undefined;
  readonly onWarning: (message: string) => void;
}

/** How many jobs a script of an operation changes: Redis does nothing else meanwhile. */
const CHANGED_JOBS = 100;

/** The token of a job's first lease. */
const FIRST_TOKEN = 1;

/** The jobs of one Redis, in its partitions. */
export class RedisEngine implements StoreEngine {
  readonly kind = "redis";
  readonly queues: PartitionQueues;
  readonly workers: RedisWorkers;
  readonly operations: RedisOperations;
  readonly groups: RedisGroups;
  readonly schedules: RedisSchedules;
  readonly runs: RedisRuns;
  readonly archive: RedisArchive;
  readonly enqueue: StoreEngine["enqueue"];
  readonly #driver: RedisDriver;
  readonly #partitions: Partitions;
  readonly #signals: Signals;
  readonly #leasing: LeasingContext;
  readonly #timeoutMs: number;
  readonly #pendingTasks = new PendingTasks();
  readonly #openReplicating: () => RedisDriver;
  /** Opened by the first enqueue that waits for replicas. */
  #replicating: RedisDriver | undefined;
  readonly #counts = new TallyWriter(async (counted) => {
    await (await this.#partitions.first()).shared.count(counted);
  });
  #isClosed = false;

  /** Begins to connect to `url`. */
  constructor(url: string, options: RedisEngineOptions) {
    const { keyPrefix, replication, timeoutMs, onConnectionError, onWarning } = options;
    this.#timeoutMs = timeoutMs;
    const hearing = onConnectionError && { onConnectionError };
    this.#driver = new RedisDriver(url, {
      timeoutMs,
      ...hearing,
      // By then it may be another Redis, or the same one without its jobs.
      onReady: () => this.#partitions.lookSoon(),
    });
    this.#openReplicating = () => {
      // A call may have to wait until the replicas of the one before it are waited for.
      const patienceMs = timeoutMs + 2 * replication.timeoutMs;
      return new RedisDriver(url, { timeoutMs: patienceMs, ...hearing }, replication);
    };
    const waiters = new Waiters((id) => {
      this.#pendingTasks.add(releaseLease(this.#partitions, id, FIRST_TOKEN));
    });
    this.#partitions = new Partitions(this.#driver, {
      waiters,
      tally: this.#counts.tally,
      onRunNews: (id, read) => this.runs.heard(id, read),
      keyPrefix,
      wanted: options.partitions,
      atFirst: options.partitionsAtFirst,
      onLoss: onWarning,
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
      pendingTasks: this.#pendingTasks,
    };
    const partitions = this.#partitions;
    this.queues = new PartitionQueues(partitions);
    this.workers = new RedisWorkers(() => partitions.first());
    this.operations = new RedisOperations(async (...call) =>
      (await partitions.first()).run(...call),
    );
    this.groups = new RedisGroups(partitions);
    this.schedules = new RedisSchedules({
      partitions,
      signals: this.#signals,
      openSignals: () => this.#openSignals(),
      tally: this.#counts.tally,
    });
    this.runs = new RedisRuns(partitions, this.#counts.tally);
    this.archive = new RedisArchive(partitions);
    const replicating = () => this.#replicatingDriver();
    this.enqueue = new EnqueueBatcher({ partitions, replicating }).enqueue;
  }

  async ready(): Promise<void> {
    await checkRedis(this.#driver);
    await this.#partitions.all();
  }

  warnings(): Promise<string[]> {
    return redisWarnings(this.#driver);
  }

  async get(id: string, view: JobViewKind): Promise<Job> {
    return (await (await this.#partitions.home(id)).get(id, view)).job;
  }

  async explain(id: string): Promise<JobFacts> {
    const facts = await (await this.#partitions.home(id)).explain(id);
    return this.#partitions.grants.complete(facts);
  }

  async list(query: EngineQuery, signal?: AbortSignal): Promise<JobPage> {
    return listJobs(query, new PartitionListing(await this.#partitions.all(), query), signal);
  }

  async subscribe(id: string, listener: () => void): Promise<() => void> {
    await this.#openSignals();
    return this.#signals.changes.listen([id], listener);
  }

  async announce(id: string, durationMs: number): Promise<void> {
    await (await this.#partitions.home(id)).watch(id, durationMs);
  }

  async update(id: string, update: JobUpdate, ifSequence: number | undefined): Promise<Job> {
    return (await this.#partitions.home(id)).update(id, update, ifSequence);
  }

  async cancel(id: string, reason: string, ifSequence: number | undefined): Promise<Job> {
    return (await this.#partitions.home(id)).cancel(id, reason, ifSequence);
  }

  async redrive(id: string, ifSequence: number | undefined): Promise<Job> {
    return (await this.#partitions.home(id)).redrive(id, ifSequence);
  }

  async delete(id: string, ifSequence: number | undefined): Promise<void> {
    await (await this.#partitions.home(id)).delete(id, ifSequence);
  }

  async changeAll(
    action: OperationAction,
    jobs: readonly OperationJob[],
    reason: string,
  ): Promise<OperationResult[]> {
    const results: OperationResult[] = [];
    // One call after the other, so that those of workers come between.
    for (let from = 0; from < jobs.length; from += CHANGED_JOBS) {
      const some = jobs.slice(from, from + CHANGED_JOBS);
      const changed = await this.#partitions.eachAtHome(some, (home, part) =>
        home.changeAll(action, part, reason),
      );
      results.push(...changed);
    }
    return results;
  }

  async lease(request: LeaseRequest, closed: AbortSignal): Promise<Lease[]> {
    const leases =
      request.waitMs === 0
        ? await leaseDue(request, this.#leasing)
        : await new WaitingLease(request, this.#leasing, closed).run();
    this.#counts.tally.leasedAll(leases);
    return leases;
  }

  extend(items: readonly ExtendItem[], leaseMs: number): Promise<ExtendResult[]> {
    const { grants } = this.#partitions;
    return this.#partitions.eachAtHome(items, (home, part) => grants.extend(home, part, leaseMs));
  }

  settle(items: readonly Settlement[], resend: boolean): Promise<SettleResult[]> {
    return this.#partitions.eachAtHome(items, async (home, part) => {
      const batches = splitSettlements(part);
      const throttles: QueueThrottle[] = [];
      const options = {
        onThrottled: (throttle: QueueThrottle) => throttles.push(throttle),
        readsRuns: this.runs.isHeard,
      };
      const answers = await Promise.allSettled(
        batches.map((batch) => home.settle(batch, resend, options)),
      );
      if (throttles.length > 0) await this.#throttleOthers(home, throttles);
      // A batch that fails fails its items alone: a full Redis takes no children, and is drained by the others.
      return answers.flatMap((answer, i): SettleResult[] => {
        if (answer.status === "fulfilled") return answer.value;
        const { reason } = answer;
        const isAnyTaken = answers.some(({ status }) => status === "fulfilled");
        if (!isAnyTaken || !(reason instanceof MillraceError)) throw reason;
        return (batches[i] as Settlement[]).map(() => ({ error: reason }));
      });
    });
  }

  /** Tells the other partitions of throttles. One that does not answer learns of it by its own jobs. */
  async #throttleOthers(home: Partition, throttles: readonly QueueThrottle[]): Promise<void> {
    const others = this.#partitions.known.filter((partition) => partition !== home);
    await Promise.allSettled(
      others.flatMap(({ settings }) => throttles.map((throttle) => settings.throttle(throttle))),
    );
  }

  onCancelRequested(listener: (jobId: string) => void): () => void {
    this.#openSignals().catch(() => {
      // A lease opens them too; until then extend tells of cancels.
    });
    return this.#signals.onCancelRequested(listener);
  }

  async maintain(): Promise<MaintenanceReport> {
    return maintainAll(await this.#partitions.all());
  }

  async holdRole(request: RoleRequest): Promise<RoleLease> {
    return (await this.#partitions.first()).shared.holdRole(request);
  }

  async releaseRole(role: Role, holder: string): Promise<void> {
    await (await this.#partitions.first()).shared.releaseRole(role, holder);
  }

  onRoleReleased(role: Role, listener: () => void): () => void {
    this.#openSignals().catch(() => {
      // Whoever listens asks from time to time as well.
    });
    const listening = this.#signals.waiting.listen([roleReleased(role)], () => listener());
    return () => listening.end(false);
  }

  async listRoles(): Promise<HeldRoles> {
    return (await this.#partitions.first()).shared.listRoles();
  }

  ping(): Promise<void> {
    return this.#driver.requireWritable(this.#partitions.prefixes);
  }

  /** Gives back what is on its way to leases that wait no more, and closes the connections. */
  async close(): Promise<void> {
    this.#isClosed = true;
    // Calls that wait for a Redis that is away are to end at once.
    if (this.#driver.isUp && !this.#counts.tally.isEmpty) await this.#counts.end();
    this.#partitions.close();
    if (this.#leasing.waiters.haveRegistered) {
      await within(keepAliveClock, this.#timeoutMs, this.#endWaits());
    }
    this.#driver.close();
    this.#replicating?.close();
  }

  /** Resolves when no job is on its way to a lease of this store that is gone. */
  async #endWaits(): Promise<void> {
    await this.#pendingTasks.done();
    await this.#driver.leave();
    // What came with the last answers is passed on in this turn.
    await new Promise<void>((resolve) => systemClock.afterTurn(resolve));
    await this.#pendingTasks.done();
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

  #replicatingDriver(): RedisDriver {
    // Enqueues that waited for their batch must not open a connection that nobody closes.
    if (this.#isClosed) throw storeClosed();
    this.#replicating ??= this.#openReplicating();
    return this.#replicating;
  }
}
