import { type EnqueueRequest, isFinal, type JobStore } from "@millrace/core";
import type { Groups } from "./groups.ts";
import type { JobRecord } from "./job-record.ts";
import { Machine } from "./machine.ts";
import type { Network } from "./network.ts";
import type { Random } from "./random.ts";
import type { JobPlan } from "./schedule.ts";
import type { Timeline } from "./timeline.ts";
import type { Trace } from "./trace.ts";
import { holdersBeside } from "./unique-jobs.ts";

export interface ProducerOptions {
  readonly store: JobStore;
  readonly groups: Groups;
  readonly network: Network;
  readonly timeline: Timeline;
  readonly trace: Trace;
  readonly random: Random;
  readonly plans: readonly JobPlan[];
}

const RETRY_MS = 100;
/** Longer than any run. */
const RETENTION_MS = 24 * 3_600_000;

/** Enqueues the jobs of a schedule, each again until it has an answer, and cancels some. */
export class Producer {
  readonly records: readonly JobRecord[];
  readonly #options: ProducerOptions;
  readonly #machine: Machine;
  #enqueued = 0;

  constructor(options: ProducerOptions) {
    this.#options = options;
    this.#machine = new Machine("producer", options.timeline);
    this.records = options.plans.map((plan) => ({
      plan,
      isRefused: false,
      after: [],
      timesCreated: 0,
      leases: [],
      starts: [],
      timesCompleted: 0,
    }));
  }

  start(): void {
    const { timeline } = this.#options;
    for (const record of this.records) {
      const { enqueueMs, cancelMs } = record.plan;
      timeline.setTimer(enqueueMs, () => void this.#enqueue(record));
      if (cancelMs !== undefined) timeline.setTimer(cancelMs, () => void this.#cancel(record));
    }
  }

  /** The record of the job that the store knows by `id`. */
  recordOf(id: string): JobRecord {
    const record = this.records.find((record) => record.id === id);
    if (record === undefined) throw new Error(`nobody enqueued job ${id}`);
    return record;
  }

  async #enqueue(record: JobRecord): Promise<void> {
    const { network, timeline, trace, random } = this.#options;
    const send = () => this.#sendTo(record);
    for (;;) {
      try {
        await network.call("enqueue", this.#machine, random, send);
        trace.note(`job ${record.plan.number} is enqueued`);
        return;
      } catch {
        await timeline.pass(RETRY_MS);
      }
    }
  }

  async #sendTo(record: JobRecord): Promise<void> {
    const { store, groups, trace, timeline } = this.#options;
    if (record.enqueued === undefined) {
      const known = record.plan.after?.map((number) => this.records[number] as JobRecord) ?? [];
      record.after.push(...known.filter(({ id }) => id !== undefined));
    }
    // One that was refused takes its place anew.
    if (record.enqueued === undefined || record.isRefused) {
      record.enqueued = { place: this.#enqueued++, ms: timeline.elapsedMs };
    }
    const { number, group, unique } = record.plan;
    const groupId = group === undefined ? undefined : groups.idOf(group);
    const [result] = await store.enqueue([requestOf(record, groupId)]);
    if (result === undefined || "error" in result) {
      const isSealed = groupId !== undefined && result?.error.code === "FAILED_PRECONDITION";
      if (isSealed) this.#refused(record, "its group is sealed");
      else trace.violation(`the enqueue of job ${number} was refused`);
      return;
    }
    const { job, created } = result;
    if (created) record.timesCreated++;
    if (unique !== undefined && !created && this.#isOfAnother(job.id, record)) {
      this.#refused(record, "another one has its unique key");
      if (isFinal(job.status)) trace.violation(`job ${number} was refused for one that is over`);
      return;
    }
    record.isRefused = false;
    record.id = job.id;
    if (!created) return;
    for (const breach of await holdersBeside(record, this.records, store)) trace.violation(breach);
  }

  #isOfAnother(id: string, record: JobRecord): boolean {
    return this.records.some((other) => other !== record && other.id === id);
  }

  #refused(record: JobRecord, why: string): void {
    this.#options.trace.note(`job ${record.plan.number} is not made: ${why}`);
    // By an earlier call it may have been made.
    record.isRefused = record.id === undefined;
  }

  async #cancel(record: JobRecord): Promise<void> {
    const { id, plan } = record;
    if (id === undefined) return;
    const { store, trace, timeline } = this.#options;
    trace.note(`somebody cancels job ${plan.number}`);
    try {
      await store.cancel(id);
      record.cancelledMs = timeline.elapsedMs;
    } catch {
      trace.note(`job ${plan.number} is over, and cannot be cancelled`);
    }
  }
}

function requestOf({ plan, after }: JobRecord, groupId: string | undefined): EnqueueRequest {
  return {
    ...(groupId !== undefined && { groupId }),
    ...(plan.key !== undefined && { concurrencyKey: plan.key }),
    ...(plan.unique !== undefined && { unique: { key: plan.unique } }),
    ...(after.length > 0 && {
      after: after.map(({ id }) => id as string),
      afterRule: plan.afterRule,
    }),
    type: plan.type,
    idempotencyKey: `job ${plan.number}`,
    delayMs: plan.delayMs,
    priority: plan.priority,
    maxAttempts: plan.maxAttempts,
    delivery: plan.delivery,
    // The store draws its jitter from a source that no seed decides.
    backoff: { initialMs: plan.backoffMs, multiplier: 2, maxMs: 10_000, jitter: 0 },
    ...(plan.timeoutMs !== undefined && { timeoutMs: plan.timeoutMs }),
    retentionMs: RETENTION_MS,
  };
}
