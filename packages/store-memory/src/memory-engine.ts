import {
  AGED_JOBS,
  afterNotFound,
  blockedJob,
  type ChangeContext,
  type Clock,
  cancelChange,
  canMove,
  countStarts,
  type EngineQuery,
  type EnqueueResult,
  type EpochMs,
  type ExtendItem,
  type ExtendResult,
  expireChange,
  firstWait,
  groupOfJobNotFound,
  groupSealed,
  type HeldRoles,
  heldUntil,
  idempotencyKeyTaken,
  inVainChange,
  isFinal,
  isUnstarted,
  type Job,
  type JobChange,
  type JobFacts,
  type JobPage,
  type JobSpec,
  type JobUpdate,
  type JoinAtStart,
  type JoinSpec,
  jobNotFound,
  joinAtStart,
  keepsPlace,
  LEASE_BYTES,
  type Lease,
  type LeaseRequest,
  LiveWorkers,
  leaseChange,
  leaseLost,
  limitsStarts,
  listJobs,
  longerLog,
  longPoll,
  type MaintenanceReport,
  MillraceError,
  newJob,
  newJobId,
  type OperationAction,
  type OperationJob,
  type OperationResult,
  type PlannedChild,
  type PlannedJob,
  type PollResult,
  planChildren,
  type QueueLimits,
  queueDraining,
  type RateRoom,
  type Role,
  type RoleLease,
  RoleLeases,
  type RoleRequest,
  rateRoom,
  redriveChange,
  replaceChange,
  requireMove,
  requireNoRun,
  requireSequence,
  returnsToFront,
  roleReleased,
  type Settlement,
  type SettleResult,
  type StoreEngine,
  settleChange,
  successorJoin,
  type ThrottleScope,
  takesKeyAgain,
  throttleOf,
  type UniqueSpec,
  uncountStart,
  uniqueKeyHeld,
  uniqueKeyTaken,
  updateChange,
  WaitingLeases,
  WakeUps,
  withoutLog,
} from "@millrace/core";
import { factsOf } from "./job-facts.ts";
import { JobTable, type StoredJob } from "./job-table.ts";
import { JobUpkeep, WAITING_STATUSES } from "./job-upkeep.ts";
import { MemoryArchive } from "./memory-archive.ts";
import { MemoryGroups } from "./memory-groups.ts";
import { MemoryOperations } from "./memory-operations.ts";
import { MemoryQueues } from "./memory-queues.ts";
import { MemoryRuns } from "./memory-runs.ts";
import { MemorySchedules } from "./memory-schedules.ts";
import type { KeyField } from "./scoped-key.ts";
import { TableListing } from "./table-listing.ts";
import type { KeyHold } from "./unique-keys.ts";

const PARTITION = 0;
const NOTHING_DONE = { promoted: 0, resumed: 0 };

/** The jobs of one process, in its memory. */
export class MemoryEngine implements StoreEngine {
  readonly kind = "memory";
  readonly unreplicated =
    "the memory store keeps jobs in this process alone; leave it out, or keep jobs in a Redis that has replicas";
  readonly queues: MemoryQueues;
  readonly workers: LiveWorkers;
  readonly operations: MemoryOperations;
  readonly groups: MemoryGroups;
  readonly schedules: MemorySchedules;
  readonly runs: MemoryRuns;
  readonly archive: MemoryArchive;
  readonly #clock: Clock;
  readonly #waiting = new WaitingLeases();
  readonly #table = new JobTable((type) => this.#waiting.wake(type));
  readonly #upkeep: JobUpkeep;
  readonly #cancelListeners = new Set<(jobId: string) => void>();
  readonly #rescueListeners = new Set<() => void>();
  readonly #roles = new RoleLeases();
  readonly #roleWakes = new WakeUps();
  #fence = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.queues = new MemoryQueues(this.#table, this.#waiting, clock);
    this.workers = new LiveWorkers(clock);
    this.operations = new MemoryOperations(clock);
    this.groups = new MemoryGroups(this.#table, this.#waiting, clock);
    this.runs = new MemoryRuns(this.#table, this.#waiting, clock);
    this.archive = new MemoryArchive(this.#table, this.runs, this.#waiting, clock);
    this.schedules = new MemorySchedules(clock, (job, id) => this.#enqueueOne(job, id));
    this.#upkeep = new JobUpkeep(this.#table, this.#waiting, clock, () => {
      for (const listener of this.#rescueListeners) listener();
    });
  }

  async enqueue(jobs: readonly PlannedJob[]): Promise<EnqueueResult[]> {
    return jobs.map((planned) => this.#enqueueOne(planned, newJobId(PARTITION)));
  }

  async get(id: string): Promise<Job> {
    return this.#find(id).job;
  }

  async list(query: EngineQuery, signal?: AbortSignal): Promise<JobPage> {
    const listing = new TableListing(
      this.#table,
      (job) => !this.#isExpired(job),
      this.#clock.now(),
      query,
    );
    return listJobs(query, listing, signal);
  }

  async subscribe(id: string, listener: () => void): Promise<() => void> {
    return this.#table.watchers.listen([id], listener);
  }

  async explain(id: string): Promise<JobFacts> {
    return factsOf(this.#table, this.#find(id), this.#clock.now());
  }

  async update(id: string, update: JobUpdate, ifSequence: number | undefined): Promise<Job> {
    const stored = this.#find(id);
    requireSequence(id, stored.job.sequence, ifSequence);
    requireMove(id, stored.job.status, "update");
    const context = this.#context();
    this.#rewrite(stored, updateChange(stored.job, update, context), context.now);
    return stored.job;
  }

  async cancel(id: string, reason: string, ifSequence: number | undefined): Promise<Job> {
    const stored = this.#find(id);
    const { status, cancelRequested, sequence } = stored.job;
    requireSequence(id, sequence, ifSequence);
    if (status === "CANCELLED" || (status === "RUNNING" && cancelRequested)) return stored.job;
    requireMove(id, status, "cancel");
    const { now } = this.#context();
    this.#table.change(stored, cancelChange(stored.job, reason, this.#context()), now);
    if (stored.job.status === "RUNNING") {
      for (const listener of this.#cancelListeners) listener(id);
    }
    this.#upkeep.catchUpIfDue(stored.job.type);
    return stored.job;
  }

  async redrive(id: string, ifSequence: number | undefined): Promise<Job> {
    const stored = this.#find(id);
    requireSequence(id, stored.job.sequence, ifSequence);
    requireMove(id, stored.job.status, "redrive");
    requireNoRun(stored.job, "retry");
    const { type, uniqueKey } = stored.job;
    if (
      stored.keyHold !== undefined &&
      uniqueKey !== undefined &&
      takesKeyAgain(stored.keyHold.hold)
    ) {
      const holder = this.#holder(stored.job, uniqueKey)?.job.id ?? id;
      if (holder !== id) throw uniqueKeyTaken(id, uniqueKey, holder);
      this.#table.uniqueKeys.take(stored.job, stored.keyHold);
    }
    const context = this.#context();
    this.#table.change(stored, redriveChange(stored.job, context), context.now);
    this.#waiting.wake(type);
    return stored.job;
  }

  async delete(id: string, ifSequence: number | undefined): Promise<void> {
    const stored = this.#find(id);
    requireSequence(id, stored.job.sequence, ifSequence);
    requireMove(id, stored.job.status, "delete");
    requireNoRun(stored.job, "delete");
    this.#table.forget(stored, this.#clock.now());
  }

  async changeAll(
    action: OperationAction,
    jobs: readonly OperationJob[],
    reason: string,
  ): Promise<OperationResult[]> {
    const change = (id: string, ifSequence: number | undefined): Promise<unknown> => {
      if (action === "RETRY") return this.redrive(id, ifSequence);
      return action === "CANCEL"
        ? this.cancel(id, reason, ifSequence)
        : this.delete(id, ifSequence);
    };
    const results: OperationResult[] = [];
    for (const { jobId, ifSequence } of jobs) {
      try {
        await change(jobId, ifSequence);
        results.push(undefined);
      } catch (error) {
        if (!(error instanceof MillraceError)) throw error;
        results.push(error);
      }
    }
    return results;
  }

  lease(request: LeaseRequest, closed: AbortSignal): Promise<Lease[]> {
    return longPoll(request, async () => this.#leaseDue(request), {
      clock: this.#clock,
      wakeUps: this.#waiting,
      closed,
    });
  }

  async extend(items: readonly ExtendItem[], leaseMs: number): Promise<ExtendResult[]> {
    return items.map(({ jobId, token, progress, log }) => {
      const stored = this.#leased(jobId, token);
      if (stored === undefined) return "LEASE_LOST";
      const { now } = this.#context();
      this.#table.moveLease(stored, now + leaseMs);
      if (progress !== undefined || log !== undefined) {
        const change = {
          ...(progress && { progress }),
          ...(log && { log: longerLog(stored.job, log, now) }),
        };
        this.#table.change(stored, change, now);
      }
      return stored.job.cancelRequested ? "CANCEL_REQUESTED" : "OK";
    });
  }

  async settle(items: readonly Settlement[], resend: boolean): Promise<SettleResult[]> {
    return items.map((item) => this.#settleOne(item, resend));
  }

  onCancelRequested(listener: (jobId: string) => void): () => void {
    this.#cancelListeners.add(listener);
    return () => this.#cancelListeners.delete(listener);
  }

  beforeRescue(listener: () => void): () => void {
    this.#rescueListeners.add(listener);
    return () => this.#rescueListeners.delete(listener);
  }

  async maintain(): Promise<MaintenanceReport> {
    return this.#upkeep.maintain();
  }

  async holdRole(request: RoleRequest): Promise<RoleLease> {
    return this.#roles.hold(request, this.#clock.now(), () => ++this.#fence);
  }

  async releaseRole(role: Role, holder: string): Promise<void> {
    if (this.#roles.release(role, holder)) this.#roleWakes.wake(roleReleased(role));
  }

  onRoleReleased(role: Role, listener: () => void): () => void {
    return this.#roleWakes.listen([roleReleased(role)], () => listener());
  }

  async listRoles(): Promise<HeldRoles> {
    return this.#roles.list(this.#clock.now());
  }

  async ping(): Promise<void> {}

  async close(): Promise<void> {}

  #enqueueOne({ spec, fingerprint }: PlannedJob, newId: string): EnqueueResult {
    const { type, idempotencyKey, unique, groupId } = spec;
    if (idempotencyKey !== undefined) {
      const existing = this.#table.getByKey(spec, idempotencyKey);
      if (existing !== undefined && !this.#isExpired(existing.job)) {
        if (existing.fingerprint === fingerprint) return { job: existing.job, created: false };
        return { error: idempotencyKeyTaken(idempotencyKey, existing.job.id) };
      }
      if (existing !== undefined) this.#table.forget(existing, this.#clock.now());
    }
    const now = this.#clock.now();
    const holder = unique && this.#holder(spec, unique.key);
    if (unique !== undefined && holder !== undefined) {
      const answer = this.#answerConflict(holder, spec, unique);
      if (answer !== "SUCCESSOR") return answer;
    }
    const { draining } = this.#table.settings.get(type, now);
    if (draining !== undefined) return { error: queueDraining(type, draining) };
    if (groupId !== undefined) {
      const group = this.#table.groups.get(groupId, now);
      if (group === undefined) return { error: groupOfJobNotFound(groupId) };
      if (group.sealed) return { error: groupSealed(groupId) };
    }
    const joinSpec = holder === undefined ? spec.join : successorJoin(holder.job.id);
    const join = this.#join(joinSpec);
    if ("missing" in join) return { error: afterNotFound(join.missing) };
    const made = newJob(spec, newId, now);
    const job =
      join.open.length > 0 ? blockedJob(made, firstWait(joinSpec as JoinSpec, join.open)) : made;
    const keyHold = holder === undefined ? unique && keyHoldOf(unique, now) : holder.keyHold;
    this.#table.insert(job, fingerprint, keyHold, holder !== undefined);
    if (join.inVain !== undefined) {
      const stored = this.#find(job.id);
      const { id, end } = join.inVain;
      this.#table.change(stored, inVainChange(job, id, end, this.#context()), now);
      return { job: stored.job, created: true };
    }
    // A scheduled job wakes as well: a waiting worker may have to look earlier than it planned.
    this.#waiting.wake(type);
    return { job, created: true };
  }

  #join(join: JoinSpec | undefined): JoinAtStart {
    if (join === undefined) return { open: [] };
    return joinAtStart(join, (id) => {
      const job = this.#table.get(id)?.job;
      return job === undefined || this.#isExpired(job) ? undefined : job.status;
    });
  }

  /** The answer to a request whose unique key `holder` has, unless it is to make the successor of that. */
  #answerConflict(
    holder: StoredJob,
    spec: JobSpec,
    { key, onConflict }: UniqueSpec,
  ): EnqueueResult | "SUCCESSOR" {
    if (onConflict === "REJECT") return { error: uniqueKeyHeld(key, holder.job.id) };
    if (onConflict === "REPLACE" && !isFinal(holder.job.status)) {
      const last = this.#table.successor(holder.job) ?? holder;
      if (!canMove(last.job.status, "update")) return "SUCCESSOR";
      const context = this.#context();
      this.#rewrite(last, replaceChange(last.job, spec, context), context.now);
      return { job: last.job, created: false, replaced: true };
    }
    return { job: holder.job, created: false };
  }

  /** Changes what a job that waits is. */
  #rewrite(stored: StoredJob, change: JobChange, now: EpochMs): void {
    const place = keepsPlace(stored.job, change) ? "same" : "back";
    this.#table.change(stored, change, now, place);
    // Whatever it is, a waiting worker may have to look earlier than it planned.
    if (place === "back") this.#waiting.wake(stored.job.type);
  }

  #leaseDue({ types, maxJobs, leaseMs, workerId }: LeaseRequest): PollResult {
    const leases: Lease[] = [];
    let bytes = 0;
    let nextDueAt = Number.POSITIVE_INFINITY;
    for (const type of types) {
      const isDue = this.#table.dueTypes.isDue(type, this.#clock.now());
      const { promoted, resumed } = isDue ? this.#upkeep.catchUp(type) : NOTHING_DONE;
      const queue = this.#table.queue(type);
      nextDueAt = Math.min(nextDueAt, queue.firstTime(WAITING_STATUSES));
      const set = this.#table.settings.get(type, this.#clock.now());
      const until = heldUntil(set);
      if (until !== undefined) {
        nextDueAt = Math.min(nextDueAt, until);
        continue;
      }
      const { limits } = set;
      const isLimited = limitsStarts(limits) || queue.keys?.hasLimits === true;
      const before = leases.length;
      if (limits?.agingMs !== undefined) this.#table.age(type, limits.agingMs, AGED_JOBS);
      const { room, at } = this.#room(type, limits);
      if (room === 0 && queue.size("PENDING") > 0) nextDueAt = Math.min(nextDueAt, at);
      const most = Math.min(maxJobs, before + room);
      const nextJob = () => queue.next(limits, this.#clock.now());
      let next = nextJob();
      for (; next && leases.length < most && bytes < LEASE_BYTES; next = nextJob()) {
        const stored = this.#table.get(next.id) as StoredJob;
        const context = this.#context();
        if (isUnstarted(stored.job, context.now)) {
          this.#table.change(stored, expireChange(stored.job, context), context.now);
          continue;
        }
        queue.turns?.served(next.key, limits, context.now);
        const lease = this.#leaseOne(stored, workerId, leaseMs);
        leases.push(isLimited ? { ...lease, limited: true } : lease);
        bytes += lease.job.payload.length;
      }
      const started = leases.length - before;
      if (started > 0) this.#countStarts(type, limits, started);
      // For what it has promoted and leased itself, no other one need look.
      this.#waiting.wake(type, promoted + resumed - started);
      if (next !== undefined && most === maxJobs) return { leases };
      nextDueAt = Math.min(nextDueAt, this.#noteKeyTimes(type));
    }
    if (nextDueAt === Number.POSITIVE_INFINITY) return { leases };
    return { leases, nextDueMs: nextDueAt - this.#clock.now() };
  }

  /** How many jobs of a queue that is not held up may be leased, and when more may if none may now. */
  #room(type: string, { maxRunning, rate }: QueueLimits = {}): RateRoom {
    const now = this.#clock.now();
    const slots =
      maxRunning === undefined
        ? Number.POSITIVE_INFINITY
        : Math.max(0, maxRunning - this.#table.queue(type).size("RUNNING"));
    // What ends wakes those who wait for a slot.
    if (rate === undefined || slots === 0) return { room: slots, at: Number.POSITIVE_INFINITY };
    const { room, at } = rateRoom(this.#table.settings.starts(type), rate, now);
    return { room: Math.min(slots, room), at };
  }

  #countStarts(type: string, { rate }: QueueLimits = {}, count: number): void {
    if (rate === undefined) return;
    const { settings } = this.#table;
    const now = this.#clock.now();
    const starts = countStarts(settings.starts(type), rate, now, count);
    settings.setStarts(type, starts);
    // One lease alone waits for the time at which there is room again: it wakes those who use it besides.
    const { room } = rateRoom(starts, rate, now);
    this.#waiting.wake(type, Math.min(room, this.#table.queue(type).size("PENDING")));
  }

  #leaseOne(stored: StoredJob, workerId: string, leaseMs: number): Lease {
    const context = this.#context();
    stored.token++;
    const change = leaseChange(stored.job, workerId, leaseMs, context);
    this.#table.change(stored, change, context.now);
    return { job: withoutLog(stored.job), token: stored.token, expiresAt: context.now + leaseMs };
  }

  #settleOne(item: Settlement, resend: boolean): SettleResult {
    const { jobId, token, outcome } = item;
    const stored = this.#leased(jobId, token);
    if (stored === undefined) {
      const current = this.#table.get(jobId);
      if (resend && current?.token === token) return { status: current.job.status };
      return { error: leaseLost(jobId) };
    }
    const context = this.#context();
    const change = settleChange(stored.job, outcome, context);
    const place = returnsToFront(stored.job, outcome) ? "front" : "back";
    const { type, concurrencyKey, startedAt = context.now } = stored.job;
    const { settings } = this.#table;
    const { limits } = settings.get(type, context.now);
    const isUnstarted = outcome.kind === "released" && !outcome.started;
    if (limits?.rate !== undefined && isUnstarted) {
      const starts = settings.starts(type);
      settings.setStarts(type, uncountStart(starts, limits.rate, startedAt, context.now));
    }
    if (concurrencyKey !== undefined && isUnstarted) {
      this.#table.queue(type).turns?.takeBack(concurrencyKey, startedAt, limits, context.now);
    }
    const throttle = throttleOf(stored.job, outcome, context.now);
    if (throttle !== undefined) this.#throttle(stored.job, throttle, context.now);
    const { run } = stored.job;
    if (outcome.kind === "completed" && outcome.tellsRun !== undefined && run !== undefined) {
      this.runs.note(run.id, outcome.tellsRun);
    }
    this.#table.change(stored, change, context.now, place);
    if (outcome.kind === "completed" && outcome.enqueue !== undefined) {
      this.#addChildren(planChildren(jobId, token, outcome.enqueue));
    }
    const { status } = stored.job;
    const frees = limitsStarts(limits) || this.#table.queue(type).keys?.hasLimits;
    if (!isFinal(status) || frees) this.#waiting.wake(type);
    this.#upkeep.catchUpIfDue(type);
    return { status };
  }

  /** Notes when the upkeep is to look at keys; returns when the wait of one ends. */
  #noteKeyTimes(type: string): EpochMs {
    const { nextWaitEnds = Number.POSITIVE_INFINITY } = this.#table.queue(type).turns ?? {};
    const at = Math.min(nextWaitEnds, this.#table.queue(type).forgetStarts(this.#clock.now()));
    if (at < Number.POSITIVE_INFINITY) this.#table.dueTypes.note(type, at);
    return nextWaitEnds;
  }

  #throttle(
    { id, type, concurrencyKey = "" }: Job,
    { scope, until }: { readonly scope: ThrottleScope; readonly until: EpochMs },
    now: EpochMs,
  ): void {
    if (scope === "JOB" || until <= now) return;
    const { limits } = this.#table.settings.get(type, now);
    if (scope === "QUEUE") this.#table.settings.throttle(type, id, until, now);
    else this.#table.queue(type).turns?.wait(concurrencyKey, { until, by: id }, limits);
    this.#table.dueTypes.note(type, until);
  }

  /** Their parent has completed. Whether their types are draining does not matter: they are part of its work. */
  #addChildren(children: readonly PlannedChild[]): void {
    for (const { id, spec } of children) {
      this.#table.insert(newJob(spec, id, this.#clock.now()));
      this.#waiting.wake(spec.type);
    }
  }

  #find(id: string): StoredJob {
    const stored = this.#table.get(id);
    if (stored === undefined || this.#isExpired(stored.job)) throw jobNotFound(id);
    return stored;
  }

  /** The job that holds a unique key. */
  #holder(job: Pick<JobSpec, KeyField>, key: string): StoredJob | undefined {
    const id = this.#table.uniqueKeys.holder(job, key, this.#clock.now());
    const holder = id === undefined ? undefined : this.#table.get(id);
    return holder === undefined || this.#isExpired(holder.job) ? undefined : holder;
  }

  #leased(id: string, token: number): StoredJob | undefined {
    const stored = this.#table.get(id);
    return stored?.job.status === "RUNNING" && stored.token === token ? stored : undefined;
  }

  #isExpired({ expiresAt }: Job): boolean {
    return expiresAt !== undefined && expiresAt <= this.#clock.now();
  }

  #context(): ChangeContext {
    return { now: this.#clock.now(), random: Math.random() };
  }
}

function keyHoldOf({ hold, ttlMs }: UniqueSpec, now: EpochMs): KeyHold {
  return ttlMs === undefined ? { hold } : { hold, endsAt: now + ttlMs };
}
