import { setTimeout } from "node:timers/promises";
import {
  type Clock,
  type EnqueueRequest,
  type Job,
  type JobSource,
  type Lease,
  type Outcome,
  type Store,
  VirtualClock,
} from "@millrace/core";
import { expect } from "vitest";
import type { StoreTime } from "./model/store-time.ts";
import type { QueueOrder } from "./queue-order.ts";

/** A store under test: the only way in which the suites open it. */
export interface TestedStore {
  /** Opens an empty store; one whose time is virtual goes by `clock`. Whoever opens it closes it. */
  readonly open: (clock: Clock) => Store | Promise<Store>;
  readonly time: StoreTime;
  /** Defaults to `queue`. */
  readonly order?: QueueOrder;
  /** Whether an enqueue can wait for replicas. Defaults to false. */
  readonly replicates?: boolean;
}

/** A store that is open, and how time passes for it. */
export interface Harness {
  readonly store: Store;
  /** The worker's half under test: the store itself, or a source that leads to it. */
  readonly source: JobSource;
  /** Lets a little time of a virtual clock pass. Defaults to waiting a few real milliseconds. */
  tick?(): Promise<void>;
  /** Releases what {@link OpenHarness} opened, the store included. */
  close(): Promise<void>;
}

/** Opens an empty store. */
export type OpenHarness = () => Promise<Harness>;

/** Opens a store as its tests are to use it. */
export async function openStore({ open, time }: TestedStore): Promise<Harness> {
  const clock = new VirtualClock();
  const store = await open(clock);
  const harness = { store, source: store, close: () => store.close() };
  if (time === "real") return harness;
  const tick = async () => {
    clock.advance(TICK_MS);
    // A store may have a thread of its own, which what the new time has set off reaches first.
    await store.ping();
  };
  return { ...harness, tick };
}

/** How far a virtual clock moves at a time. */
const TICK_MS = 10;

/** How long, in real time, a test waits for something that must happen. */
const DEADLINE_MS = 10_000;
/** How long it waits before it looks again. */
const POLL_MS = 5;

/** The type of the jobs in most tests. */
export const TYPE = "conformance";

/** A lease that is long enough never to expire in a test. */
export const LONG_LEASE_MS = 600_000;

/** A harness with the few calls that most tests are made of. */
export class Bench {
  readonly harness: Harness;

  constructor(harness: Harness) {
    this.harness = harness;
  }

  get store(): Store {
    return this.harness.store;
  }

  get source(): JobSource {
    return this.harness.source;
  }

  /** Enqueues a job that must be accepted. */
  async enqueue(request: Partial<EnqueueRequest> = {}): Promise<Job> {
    const [job] = await this.enqueueAll([request]);
    return job as Job;
  }

  /** Enqueues jobs by one call, all of which must be accepted. */
  async enqueueAll(requests: readonly Partial<EnqueueRequest>[]): Promise<Job[]> {
    const all = requests.map((request) => ({ type: TYPE, ...request }));
    return (await this.store.enqueue(all)).map((result) => {
      if ("error" in result) throw new Error("the enqueue was refused", { cause: result.error });
      return result.job;
    });
  }

  /** Leases what is due now. */
  lease(
    options: { types?: string[]; maxJobs?: number; leaseMs?: number; workerId?: string } = {},
  ): Promise<Lease[]> {
    return this.source.lease({
      types: [TYPE],
      maxJobs: 1,
      leaseMs: LONG_LEASE_MS,
      waitMs: 0,
      workerId: "worker-1",
      ...options,
    });
  }

  /** Leases one job that must be due now. */
  async leaseOne(options: Parameters<Bench["lease"]>[0] = {}): Promise<Lease> {
    const [lease] = await this.lease({ ...options, maxJobs: 1 });
    if (lease === undefined) throw new Error("no job was due");
    return lease;
  }

  /** Settles one lease. */
  async settle({ job, token }: Lease, outcome: Outcome) {
    const [result] = await this.source.settle([{ jobId: job.id, token, outcome }]);
    if (result === undefined) throw new Error("settle answered nothing");
    return result;
  }

  /** Extends one lease. */
  async extend({ job, token }: Lease, leaseMs = LONG_LEASE_MS) {
    const [result] = await this.source.extend([{ jobId: job.id, token }], leaseMs);
    return result;
  }

  /** Runs rounds of maintenance until the job has one of `statuses`. */
  async untilStatus(id: string, ...statuses: Job["status"][]): Promise<Job> {
    return this.until(async () => {
      await this.store.maintain();
      const job = await this.store.get(id);
      expect(statuses).toContain(job.status);
      return job;
    });
  }

  /** Lets time pass until `check` no longer throws, and returns what it returns. */
  async until<Result>(check: () => Promise<Result>): Promise<Result> {
    const deadline = performance.now() + DEADLINE_MS;
    for (;;) {
      try {
        return await check();
      } catch (error) {
        if (performance.now() > deadline) throw error;
        await (this.harness.tick?.() ?? setTimeout(POLL_MS));
      }
    }
  }
}

/** Bytes of `text`. */
export const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
