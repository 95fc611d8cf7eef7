import {
  corruptOutcome,
  type EpochMs,
  LEASE_BYTES,
  type Lease,
  type LeaseRequest,
  MillraceError,
  type Settlement,
  systemClock,
  type WaitingLeases,
} from "@millrace/core";
import type { GrantsAtHand } from "./lease-reply.ts";
import type { Partition, PartitionLease, PartitionLook } from "./partition.ts";
import { type GrantMember, memberOf } from "./partition-grants.ts";
import type { Partitions } from "./partitions.ts";
import type { QueueGrant } from "./queue-grants.ts";
import type { Waiter } from "./waiters.ts";

/** How soon to look again at partitions that could not be reached. */
const RETRY_MS = 500;

/** How a lease waits, and where it may stand as a waiter. */
interface Waiting {
  readonly waiter: Waiter;
  readonly waitMs: number;
  readonly waitsIn: Map<Partition, number>;
}

/** How to ask partitions. */
export interface Asking {
  readonly woken: boolean;
  /** Takes when each wants to be asked again. */
  readonly dueAt: Map<Partition, EpochMs>;
  /** Wakes other leases for the jobs for which there was no room. */
  readonly leave: WaitingLeases["wakeFor"];
  readonly waiting?: Waiting;
}

/** A grant that is being used: what of it is left, and what it was used for. */
interface GrantInUse {
  readonly grant: QueueGrant;
  left: number;
  readonly members: GrantMember[];
  /** For how many jobs it may have been used by a call that was not answered. */
  unsure: number;
}

/**
 * One look of a lease at the partitions. It asks one after the other while there is room for more jobs, and once more
 * those that have jobs of queues whose limits are kept by grants, when it has taken some.
 */
export class LeaseRound {
  readonly #partitions: Partitions;
  readonly #request: LeaseRequest;
  readonly #asking: Asking;
  readonly #leases: Lease[] = [];
  readonly #failures: unknown[] = [];
  /** The partitions that want grants, and for how many jobs by type. */
  readonly #wanting = new Map<Partition, ReadonlyMap<string, number>>();
  #wanted = 0;
  #bytes = 0;

  constructor(partitions: Partitions, request: LeaseRequest, asking: Asking) {
    this.#partitions = partitions;
    this.#request = request;
    this.#asking = asking;
  }

  /**
   * Asks these partitions. One that fails does not hold back the jobs of the others; this fails when there is nothing
   * but failures.
   */
  async run(asked: readonly Partition[]): Promise<Lease[]> {
    for (const partition of asked) {
      if (this.#room <= this.#wanted || this.#bytes >= LEASE_BYTES) break;
      await this.#ask(partition, this.#room - this.#wanted, this.#asking.woken);
    }
    if (this.#wanting.size > 0) await this.#leaseGranted();
    const failures = this.#failures.length;
    if (this.#leases.length === 0 && failures > 0 && failures >= asked.length) {
      throw this.#failures[0];
    }
    return this.#leases;
  }

  get #room(): number {
    return this.#request.maxJobs - this.#leases.length;
  }

  /** Resolves to what one partition has leased; `undefined` when it has failed. */
  async #ask(
    partition: Partition,
    maxJobs: number,
    woken: boolean,
    grants?: GrantsAtHand,
  ): Promise<readonly Lease[] | undefined> {
    const { dueAt, leave, waiting } = this.#asking;
    const waitMs = this.#leases.length === 0 ? (waiting?.waitMs ?? 0) : 0;
    let look: PartitionLook = grants === undefined ? { woken } : { woken, grants };
    if (waiting !== undefined) {
      const { waiter, waitsIn } = waiting;
      const call = waitMs > 0 ? waiter.nextCall() : 0;
      if (waitMs > 0) waitsIn.set(partition, call);
      look = { ...look, waiter, call, waitMs };
    }
    try {
      const terms =
        maxJobs === this.#request.maxJobs ? this.#request : { ...this.#request, maxJobs };
      const found = await leaseSound(partition, terms, look);
      if (found.leases.length > 0 || waitMs === 0) waiting?.waitsIn.delete(partition);
      this.#leases.push(...found.leases);
      for (const { job } of found.leases) this.#bytes += job.payload.length;
      const { left, wants = [] } = found;
      if (wants.length > 0) {
        this.#wanting.set(partition, new Map(wants.map(({ type, jobs }) => [type, jobs])));
        for (const { jobs } of wants) this.#wanted += jobs;
      }
      if (left !== undefined) leave(left.type, left.jobs, partition.number);
      if (found.nextDueMs === undefined) dueAt.delete(partition);
      else dueAt.set(partition, systemClock.now() + found.nextDueMs);
      return found.leases;
    } catch (error) {
      this.#noteFailure(partition, error);
      return undefined;
    }
  }

  #noteFailure(partition: Partition, error: unknown): void {
    this.#failures.push(error);
    this.#asking.dueAt.set(partition, systemClock.now() + RETRY_MS);
    if (error instanceof MillraceError && error.code === "UNAVAILABLE") {
      this.#partitions.noteFailure(partition);
    }
  }

  async #leaseGranted(): Promise<void> {
    const wanting = [...this.#wanting];
    const untils = wanting.map(([partition]) => partition.grantedUntil());
    const inUse = await this.#takeGrants();
    for (const [i, [partition, wants]] of wanting.entries()) {
      if (this.#room === 0 || this.#bytes >= LEASE_BYTES) break;
      const jobs = new Map([...wants.keys()].map((type) => [type, inUse.get(type)?.left ?? 0]));
      const hasOthers = this.#request.types.some((type) => !jobs.has(type));
      if (!hasOthers && [...jobs.values()].every((left) => left === 0)) continue;
      const until = untils[i] as EpochMs;
      this.#note(await this.#ask(partition, this.#room, true, { until, jobs }), inUse, jobs);
    }
    const { leaseMs } = this.#request;
    // Grants that are not told what they were used for end by themselves.
    await Promise.allSettled(
      [...inUse.values()].map(({ grant, members, unsure }) =>
        this.#partitions.grants.keep(grant, { leaseMs, members, unsure }),
      ),
    );
    for (const [partition, wants] of wanting) {
      for (const type of wants.keys()) this.#lookAgain(partition, inUse.get(type)?.grant.moreInMs);
    }
  }

  /** Takes grants of the queues that want any, those of the first type first, as far as there is room. */
  async #takeGrants(): Promise<Map<string, GrantInUse>> {
    const inUse = new Map<string, GrantInUse>();
    let room = this.#room;
    for (const type of this.#request.types) {
      let wanted = 0;
      for (const wants of this.#wanting.values()) wanted += wants.get(type) ?? 0;
      const jobs = Math.min(room, wanted);
      if (jobs === 0) continue;
      try {
        const grant = await this.#partitions.grants.take(type, jobs, this.#request.leaseMs);
        inUse.set(type, { grant, left: grant.jobs, members: [], unsure: 0 });
        room -= grant.jobs;
      } catch (error) {
        this.#failures.push(error);
        for (const partition of this.#wanting.keys()) this.#lookAgain(partition, RETRY_MS);
      }
    }
    return inUse;
  }

  /** Notes what grants were used for by a call that was allowed to use so many of them. */
  #note(
    leases: readonly Lease[] | undefined,
    inUse: ReadonlyMap<string, GrantInUse>,
    allowed: ReadonlyMap<string, number>,
  ): void {
    for (const [type, jobs] of allowed) {
      const use = inUse.get(type);
      if (use === undefined) continue;
      const used = leases?.filter(({ job }) => job.type === type) ?? [];
      use.members.push(...used.map(({ job: { id: jobId }, token }) => memberOf({ jobId, token })));
      if (leases === undefined) use.unsure += jobs;
      use.left -= leases === undefined ? jobs : used.length;
    }
  }

  #lookAgain(partition: Partition, inMs: number | undefined): void {
    if (inMs === undefined) return;
    const { dueAt } = this.#asking;
    const at = systemClock.now() + inMs;
    dueAt.set(partition, Math.min(at, dueAt.get(partition) ?? at));
  }
}

/** Leases from one partition; jobs that cannot be read are buried on the way. */
async function leaseSound(
  partition: Partition,
  request: LeaseRequest,
  look: PartitionLook,
): Promise<Omit<PartitionLease, "corrupt">> {
  for (;;) {
    const { corrupt, ...attempt } = await partition.lease(request, look);
    if (corrupt.length === 0) return attempt;
    await bury(partition, corrupt);
    if (attempt.leases.length > 0) return attempt;
  }
}

async function bury(partition: Partition, corrupt: PartitionLease["corrupt"]): Promise<void> {
  const settlements = corrupt.map(({ lease, fields }): Settlement => {
    return { jobId: lease.job.id, token: lease.token, outcome: corruptOutcome(fields) };
  });
  await partition.settle(settlements, false);
}
