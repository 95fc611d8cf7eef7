import {
  type ConcurrencyKey,
  childIds,
  type EnqueueRequest,
  type EpochMs,
  GROUP_CALLBACKS,
  type Group,
  type Job,
  type JobQuery,
  type Lease,
  MillraceError,
  type OperationAction,
  type OperationJob,
  type OperationResult,
  type Outcome,
  type Queue,
  type QueueHold,
  type Settlement,
  type Store,
} from "@millrace/core";
import { OperationRunner } from "@millrace/maintenance";
import type { QueueOrder } from "../queue-order.ts";
import { requireCounts } from "./group-counts.ts";
import { requireOneHolder } from "./one-holder.ts";
import type {
  BulkPlan,
  ChildPlan,
  GroupPlan,
  Operation,
  OutcomePlan,
  RequestPlan,
  TokenPlan,
} from "./operation.ts";
import { HOUR_MS, type StoreTime } from "./store-time.ts";

/** An id that no store has given out. */
const NOWHERE = "0-0000000000000000";
const JOB_ID = /\d+-[0-9A-Za-z]{16}/g;
const TIME_OF_DAY = /\d{4}-\d\d-\d\dT[\d:.]+Z/g;
const MAX_MAINTENANCE_ROUNDS = 50;
/** More than a sequence of operations ever enqueues. */
const ALL_JOBS = 1_000;

/**
 * Plays operations on one store, and tells its answers so that they can be compared with those of
 * another store: a job is named by when it was enqueued, a lease by its job, a time as it may be
 * compared.
 */
export class Player {
  readonly store: Store;
  readonly #time: StoreTime;
  readonly #now: () => EpochMs;
  readonly #order: QueueOrder;
  /** In the order in which they were made. */
  readonly #jobIds: string[] = [];
  /** In the order in which they were created. */
  readonly #groupIds: string[] = [];
  readonly #leases: Pick<Lease, "job" | "token">[] = [];
  /** The types that have a rate now. */
  readonly #rated = new Set<string>();
  /**
   * Those of which jobs were leased without one. They get none any more: one that is given back in the millisecond
   * in which a rate begins to count may be taken for one that is counted.
   */
  readonly #uncounted = new Set<string>();
  readonly #latestTokens = new Map<string, number>();

  constructor(store: Store, time: StoreTime, now: () => EpochMs, order: QueueOrder) {
    this.store = store;
    this.#time = time;
    this.#now = now;
    this.#order = order;
  }

  /** What the store answers to `operation`, errors included. */
  async play(operation: Operation): Promise<unknown> {
    try {
      return await this.#play(operation);
    } catch (error) {
      return this.#error(error);
    }
  }

  /** Runs maintenance until there is nothing left to do. */
  async maintain(): Promise<void> {
    for (let round = 0; round < MAX_MAINTENANCE_ROUNDS; round++) {
      const { promoted, rescued, expired, pruned, more } = await this.store.maintain();
      if (promoted + rescued + expired + pruned === 0 && !more) return;
    }
    throw new Error(`maintenance finds no end: ${MAX_MAINTENANCE_ROUNDS} rounds did something`);
  }

  /** All groups and jobs as they stand. */
  async state(): Promise<unknown[]> {
    const jobs = await this.jobs({});
    requireOneHolder(jobs);
    const groups = await this.#groups();
    for (const group of groups) requireCounts(group, jobs);
    return [...groups.map((group) => this.#group(group)), ...jobs.map((job) => this.#job(job))];
  }

  /**
   * The jobs of a listing, read page by page: pending ones in the order in which they will be
   * leased, if that is fixed, those of any other status in the order in which they were made.
   */
  async jobs(query: JobQuery): Promise<Job[]> {
    const jobs: Job[] = [];
    let pageToken: string | undefined;
    do {
      const page = await this.store.list({
        view: "FULL",
        ...query,
        ...(pageToken && { pageToken }),
      });
      jobs.push(...page.jobs);
      pageToken = page.nextPageToken;
    } while (pageToken !== undefined);
    return this.#ordered(jobs);
  }

  /** The number of a job: 0 for the first one that was made. */
  numberOf(id: string): number {
    return this.#jobIds.indexOf(id);
  }

  /** The id of the job with that number. */
  idOf(number: number): string {
    return this.#jobIds[number] ?? NOWHERE;
  }

  /** Ends and deletes every job; resolves with the jobs that are still there, and the groups with open ones. */
  async clear(): Promise<unknown[]> {
    for (const { id, status } of await this.jobs({})) {
      if (status === "RUNNING") {
        const token = this.#latestTokens.get(id) ?? 0;
        await this.store.settle([{ jobId: id, token, outcome: { kind: "completed" } }]);
      }
      await this.store.delete(id);
    }
    const groups = await this.#groups();
    return [...(await this.jobs({})), ...groups.filter(({ counts }) => counts.open > 0)];
  }

  /** Those that are not forgotten. */
  async #groups(): Promise<Group[]> {
    const groups = this.#groupIds.map(async (id) => {
      try {
        return [await this.store.groups.get(id)];
      } catch (error) {
        if (error instanceof MillraceError && error.code === "NOT_FOUND") return [];
        throw error;
      }
    });
    return (await Promise.all(groups)).flat();
  }

  async #play(operation: Operation): Promise<unknown> {
    const { store } = this;
    switch (operation.call) {
      case "enqueue":
        return this.#enqueue(operation.requests);
      case "lease": {
        const { types, leaseMs, workerId } = operation;
        // Where the order is open, so is which jobs come first: all are taken.
        const maxJobs = this.#order === "queue" ? operation.maxJobs : ALL_JOBS;
        const leases = await store.lease({ types, maxJobs, leaseMs, workerId, waitMs: 0 });
        if (this.#order === "partition") leases.sort((a, b) => this.#byNumber(a.job, b.job));
        return leases.map((lease) => this.#lease(lease));
      }
      case "extend": {
        const items = this.#items(operation.items).map(({ plan: { progress }, ...item }) => ({
          ...item,
          ...(progress && { progress }),
        }));
        return store.extend(items, operation.leaseMs);
      }
      case "settle": {
        const items = this.#items(operation.items).map(({ plan, ...item }) => ({
          ...item,
          outcome: outcomeOf(plan.outcome),
        }));
        const results = await store.settle(items, { resend: operation.resend });
        for (const item of items) await this.#noteChildren(item);
        return results.map((result) => ("error" in result ? this.#error(result.error) : result));
      }
      case "update": {
        const { job, ifSequence, delayMs, priority, payloadBytes, metadata } = operation;
        const payload = payloadBytes === undefined ? undefined : someBytes(payloadBytes);
        const update = { delayMs, priority, payload, metadata };
        return this.#job(await store.update(this.#jobId(job), update, { ifSequence }));
      }
      case "cancel": {
        const { job, reason, ifSequence } = operation;
        return this.#job(await store.cancel(this.#jobId(job), reason, { ifSequence }));
      }
      case "redrive": {
        const { job, ifSequence } = operation;
        return this.#job(await store.redrive(this.#jobId(job), { ifSequence }));
      }
      case "delete": {
        const { job, ifSequence } = operation;
        return store.delete(this.#jobId(job), { ifSequence });
      }
      case "createGroup":
        return this.#createGroup(operation);
      case "sealGroup":
        return this.#group(await store.groups.seal(this.#groupId(operation.group)));
      case "cancelGroup":
        return this.#group(await store.groups.cancel(this.#groupId(operation.group), "all é"));
      case "retryGroup":
        return this.#group(await store.groups.retry(this.#groupId(operation.group)));
      case "operate":
        return this.#operate(operation);
      case "pause":
        return holdsOf(await store.queues.pause(operation.type, { reason: "é", by: "ada" }));
      case "resume":
        return holdsOf(await store.queues.resume(operation.type));
      case "drain":
        return holdsOf(await store.queues.drain(operation.type, { by: "grace" }));
      case "limit": {
        const { type, maxRunning, keyMaxRunning, order, keyOnFailure, agingMs, ...rates } =
          operation;
        if (this.#order === "partition") {
          return (await store.queues.setLimits(type, { keyMaxRunning, keyOnFailure })).limits;
        }
        const { rate, keyRate } = this.#uncounted.has(type) ? {} : (rates as Partial<typeof rates>);
        if (rate !== undefined && keyRate !== undefined) this.#rated.add(type);
        else if (this.#rated.delete(type)) this.#uncounted.add(type);
        const limits = { maxRunning, keyMaxRunning, rate, keyRate, order, keyOnFailure, agingMs };
        return (await store.queues.setLimits(type, limits)).limits;
      }
      case "limitKey": {
        const { type, key, maxRunning, weight } = operation;
        const rate = this.#rated.has(type) ? operation.rate : undefined;
        return this.#key(await store.queues.setKeyLimits(type, key, { maxRunning, weight, rate }));
      }
      case "resumeKey":
        return this.#key(await store.queues.resumeKey(operation.type, operation.key));
      case "get":
        return this.#job(await store.get(this.#jobId(operation.job)));
      case "list":
        return (await this.jobs(operation.query)).map((job) => this.#job(job));
      case "pass":
        return undefined;
    }
  }

  async #enqueue(plans: readonly RequestPlan[]): Promise<unknown> {
    const requests = plans.map(({ after, group, ...plan }) => {
      const request = requestOf(plan, this.#now());
      const named = {
        ...(after !== undefined && { after: this.#awaited(after) }),
        ...(group !== undefined && { groupId: this.#groupId(group) }),
      };
      if (this.#order === "queue" || (after ?? group) === undefined)
        return { ...request, ...named };
      // Where there are several partitions, the homes of the key and of what it names may be several.
      const { concurrencyKey: _, afterRule, ...rest } = request;
      if (named.groupId !== undefined) return { ...rest, groupId: named.groupId };
      return { ...rest, ...(afterRule !== undefined && { afterRule }), ...named };
    });
    const results = await this.store.enqueue(requests);
    return results.map((result) => {
      if ("error" in result) return this.#error(result.error);
      const { job, created, replaced } = result;
      if (created) this.#jobIds.push(job.id);
      return { created, replaced, job: this.#job(job) };
    });
  }

  /** Starts an operation, carries it out, and tells what has come of it. */
  async #operate({ action, type, statuses, dryRun, expectCount }: BulkPlan): Promise<unknown> {
    const filter = { type, ...(statuses && { statuses }) };
    const { operations } = this.store;
    const request = { action, filter, dryRun, reason: action === "CANCEL" ? "all é" : "" };
    const { id } = await operations.start({ ...request, expectCount });
    const runner = new OperationRunner({
      store: {
        list: (query) => this.store.list(query),
        operations: {
          open: () => operations.open(),
          save: (operation) => operations.save(operation),
          change: (...args) => this.#changeInOrder(...args),
        },
      },
    });
    while ((await runner.run()) === 0);
    const { state, matched, done, skipped, failed, errors } = await operations.get(id);
    const samples = errors.flatMap((error) => error.samples);
    const messages = samples.map(({ jobId, message }) => `${this.#name(jobId)}: ${message}`);
    const codes = errors.map(({ code, count }) => `${code} ${count}`);
    const told = messages.map((message) => this.#named(message));
    return { state, matched, done, skipped, failed, codes: codes.sort(), told: told.sort() };
  }

  /** Listings have jobs of one time in any order: they are changed in the order in which they were made. */
  async #changeInOrder(
    action: OperationAction,
    jobs: readonly OperationJob[],
    reason: string,
  ): Promise<OperationResult[]> {
    const order = jobs.toSorted((a, b) => this.numberOf(a.jobId) - this.numberOf(b.jobId));
    const results = await this.store.operations.change(action, order, reason);
    return jobs.map((job) => results[order.indexOf(job)]);
  }

  async #createGroup({ jobs, callbacks, type, ...group }: GroupPlan): Promise<unknown> {
    const callback: ChildPlan = { type };
    const made = await this.store.groups.create({
      ...{ sealed: group.sealed, retentionMs: group.retentionMs },
      jobs: jobs.map((job) => requestOf(job, 0)),
      ...Object.fromEntries(callbacks.map((name) => [name, callback])),
    });
    this.#groupIds.push(made.id);
    this.#jobIds.push(...GROUP_CALLBACKS.flatMap((name) => made.callbacks[name] ?? []));
    const members = await this.store.groups.listJobs(made.id);
    this.#jobIds.push(...members.jobs.map(({ id }) => id));
    return this.#group(made);
  }

  /** Notes which of its children a settlement has created. */
  async #noteChildren({ jobId, token, outcome }: Settlement): Promise<void> {
    if (outcome.kind !== "completed") return;
    for (const id of childIds(jobId, token, outcome.enqueue?.length ?? 0)) {
      if (this.#jobIds.includes(id)) continue;
      const isThere = await this.store.get(id).then(
        () => true,
        () => false,
      );
      if (isThere) this.#jobIds.push(id);
    }
  }

  #lease({ job, token, expiresAt }: Lease): unknown {
    if (!this.#rated.has(job.type)) this.#uncounted.add(job.type);
    const before = this.#latestTokens.get(job.id) ?? 0;
    this.#leases.push({ job, token });
    this.#latestTokens.set(job.id, token);
    const grown = token > before ? "grown" : `${token} after ${before}`;
    return { job: this.#job(job), token: grown, expiresAt: this.#moment(expiresAt) };
  }

  /** The leases that are meant, each job once: which of two would count is up to the store. */
  #items<Plan extends TokenPlan>(plans: readonly Plan[]) {
    const seen = new Set<string>();
    return plans.flatMap((plan) => {
      const lease = this.#leases.at(-1 - (plan.lease % Math.max(1, this.#leases.length)));
      if (lease === undefined || seen.has(lease.job.id)) return [];
      const jobId = lease.job.id;
      seen.add(jobId);
      const latest = this.#latestTokens.get(jobId) ?? 0;
      const tokens = { "as granted": lease.token, zero: 0, "from the future": latest + 1_000 };
      return [{ jobId, token: tokens[plan.token], plan }];
    });
  }

  /** `jobs`, with each run of one type and status in the order in which its jobs were made. */
  #ordered(jobs: readonly Job[]): Job[] {
    const ordered: Job[] = [];
    for (let start = 0, end = 0; start < jobs.length; start = end) {
      const { type, status } = jobs[start] as Job;
      while (jobs[end]?.type === type && jobs[end]?.status === status) end++;
      const run = jobs.slice(start, end);
      if (status !== "PENDING" || this.#order === "partition") {
        run.sort((a, b) => this.#byNumber(a, b));
      }
      ordered.push(...run);
    }
    return ordered;
  }

  /** Where there are several partitions, jobs of different calls may lie in different ones. */
  #awaited(plan: readonly number[]): string[] {
    const ids = plan.map((recency) => this.#jobId(recency));
    return this.#order === "partition" ? ids.slice(0, 1) : ids;
  }

  #byNumber(a: Job, b: Job): number {
    return this.numberOf(a.id) - this.numberOf(b.id);
  }

  #jobId(recency: number): string {
    return this.#jobIds.at(-1 - (recency % Math.max(1, this.#jobIds.length))) ?? NOWHERE;
  }

  #groupId(recency: number): string {
    return this.#groupIds.at(-1 - (recency % Math.max(1, this.#groupIds.length))) ?? NOWHERE;
  }

  #group({ id, callbacks, createdAt, finishedAt, expiresAt, ...group }: Group): unknown {
    return {
      ...group,
      id: this.#name(id),
      callbacks: GROUP_CALLBACKS.map((name) => this.#name(callbacks[name] ?? NOWHERE)),
      createdAt: this.#moment(createdAt),
      ...(finishedAt !== undefined && { finishedAt: this.#moment(finishedAt) }),
      ...(expiresAt !== undefined && { expiresAt: this.#moment(expiresAt) }),
    };
  }

  #job(job: Job): unknown {
    const {
      id,
      parentId,
      groupId,
      payload,
      result,
      runAt,
      errors,
      waitsFor,
      cancelReason,
      ...rest
    } = job;
    const moments = ["createdAt", "updatedAt", "startedAt", "finishedAt", "expiresAt"] as const;
    // A backoff with jitter leaves it to chance.
    const byChance = errors.length > 0 && job.backoff.jitter > 0;
    return {
      ...rest,
      id: this.#name(id),
      ...(parentId !== undefined && { parentId: this.#name(parentId) }),
      ...(groupId !== undefined && { groupId: this.#name(groupId) }),
      payload: describeBytes(payload),
      ...(result && { result: describeBytes(result) }),
      ...(waitsFor && {
        waitsFor: { ...waitsFor, jobIds: waitsFor.jobIds.map((other) => this.#name(other)) },
      }),
      ...(cancelReason !== undefined && { cancelReason: this.#named(cancelReason) }),
      runAt: byChance ? "by chance" : this.#moment(runAt),
      errors: errors.map(({ at, ...error }) => ({ ...error, at: this.#moment(at) })),
      ...Object.fromEntries(
        [...moments, "leaseExpiresAt" as const, "startBy" as const].flatMap((name) => {
          const at = job[name];
          return at === undefined ? [] : [[name, this.#moment(at)]];
        }),
      ),
    };
  }

  #key({ keptBy = [], until: _, ...key }: ConcurrencyKey): unknown {
    return { ...key, keptBy: keptBy.map((id) => this.#name(id)).sort() };
  }

  #name(id: string): string {
    const group = this.#groupIds.indexOf(id);
    if (group >= 0) return `group ${group}`;
    return id === NOWHERE ? "none" : `job ${this.numberOf(id)}`;
  }

  #named(text: string): string {
    return text.replace(JOB_ID, (id) => this.#name(id));
  }

  #moment(at: EpochMs): string {
    const fromNowMs = at - this.#now();
    return this.#time === "virtual" ? `${fromNowMs} ms` : `${Math.round(fromNowMs / HOUR_MS)} h`;
  }

  #error(error: unknown): unknown {
    if (!(error instanceof MillraceError)) return { error: String(error) };
    const violations = error.violations.map(({ field, description }) => ({
      field,
      description: this.#named(description),
    }));
    const message = this.#named(error.message).replace(TIME_OF_DAY, "a time");
    return { error: error.code, message, violations };
  }
}

/** What holds a queue up, without times. */
function holdsOf({ type, paused, draining, throttled }: Queue): unknown {
  return {
    type,
    isThrottled: throttled !== undefined,
    paused: paused && withoutTime(paused),
    draining: draining && withoutTime(draining),
  };
}

function withoutTime({ reason, by }: QueueHold): unknown {
  return { reason, by };
}

function requestOf(plan: Omit<RequestPlan, "after" | "group">, now: EpochMs): EnqueueRequest {
  const { payloadBytes, overdueMs, ...request } = plan;
  return {
    ...request,
    ...(payloadBytes !== undefined && { payload: someBytes(payloadBytes) }),
    ...(overdueMs !== undefined && { runAt: now - overdueMs }),
  };
}

function outcomeOf(plan: OutcomePlan): Outcome {
  if (plan.kind !== "completed") return plan;
  const { resultBytes, children } = plan;
  return {
    kind: "completed",
    ...(resultBytes !== undefined && { result: someBytes(resultBytes) }),
    ...(children && { enqueue: children.map((child) => requestOf(child, 0)) }),
  };
}

/** Bytes of every value, in no simple order. */
function someBytes(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 7 + (i >> 8)) & 255);
}

function describeBytes(bytes: Uint8Array): string {
  const sum = bytes.reduce((sum, byte) => (sum * 31 + byte) >>> 0, 0);
  return `${bytes.length} bytes, sum ${sum}`;
}
