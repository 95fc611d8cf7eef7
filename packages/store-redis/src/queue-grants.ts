import { randomBytes } from "node:crypto";
import {
  EXPLAINED,
  type ExtendItem,
  type ExtendResult,
  type JobFacts,
  limitsWholeQueue,
  MillraceError,
  type QueueLimits,
} from "@millrace/core";
import type { Partition } from "./partition.ts";
import {
  type FreedGrants,
  type GrantMember,
  memberOf,
  type TakenGrants,
} from "./partition-grants.ts";

/** How many leases one script is told of. */
const STEP = 500;

/** How often what has come too late is tried again. */
const TRIES = 3;

/** The partitions, as far as grants need to know them; `Partitions` has them. */
export interface GrantPartitions {
  readonly known: readonly Partition[];
  first(): Promise<Partition>;
  refresh(): Promise<void>;
  ofKey(type: string, key: string): Partition;
}

/** What a call has taken of a queue, which it is to keep or give back. */
export interface QueueGrant extends TakenGrants {
  readonly type: string;
  readonly call: string;
}

/**
 * The limits of whole queues where there are several partitions. The partition to which a hash of the type leads
 * gives grants out, see `scripts/lib/grants.lua`: a lease takes as many as it wants jobs, leases no more than that
 * in any partition, and gives back what it has not used. A grant outlasts its lease: it is extended before that, and
 * released after the job has been settled.
 */
export class QueueGrants {
  readonly #partitions: GrantPartitions;
  readonly #counting = new Map<string, Promise<void>>();
  readonly #callPrefix = randomBytes(9).toString("base64url");
  #calls = 0;

  constructor(partitions: GrantPartitions) {
    this.#partitions = partitions;
  }

  /** Takes grants for so many jobs, or as many as there are. */
  async take(type: string, jobs: number, leaseMs: number): Promise<QueueGrant> {
    const call = `${this.#callPrefix}.${this.#calls++}`;
    for (let tries = 0; tries < TRIES; tries++) {
      const partitions = this.#partitions.known.length;
      const terms = { jobs, leaseMs, partitions };
      const taken = await this.#home(type).grants.take(type, call, terms);
      if (taken !== undefined) return { type, call, ...taken };
      await this.count(type);
    }
    throw new MillraceError(
      "UNAVAILABLE",
      `the limits of the queue ${type} keep changing, so no job of it was leased; try again`,
    );
  }

  /** Keeps what these leases use. What `unsure` jobs may use ends by itself; the rest is given back. */
  async keep(
    { type, call }: QueueGrant,
    used: {
      readonly leaseMs: number;
      readonly members: readonly GrantMember[];
      readonly unsure: number;
    },
  ): Promise<void> {
    await this.#home(type).grants.keep(type, call, used);
  }

  /** Gives back what leases have left. What cannot be given back ends by itself. */
  async release(type: string, freed: FreedGrants): Promise<void> {
    await this.#home(type)
      .grants.release(type, freed)
      .catch(() => {});
  }

  /** Extends leases of jobs that lie in `home`, those of limited queues after their grants. */
  async extend(
    home: Partition,
    items: readonly ExtendItem[],
    leaseMs: number,
  ): Promise<ExtendResult[]> {
    const isAlone = this.#partitions.known.length === 1;
    const results: ExtendResult[] = [];
    let left = items.map((item, place) => ({ item, place }));
    let grantedUntil = isAlone ? undefined : 0;
    let granted = new Map<string, GrantMember[]>();
    for (let tries = 0; tries < TRIES; tries++) {
      const asked = left.map(({ item }) => item);
      const answer = await home.extend(asked, leaseMs, grantedUntil);
      answer.results.forEach((result, i) => {
        if (result !== undefined) results[(left[i] as { place: number }).place] = result;
      });
      await this.#releaseLost(granted, asked, answer.results);
      granted = new Map();
      for (const [i, type] of answer.ungranted) {
        const members = granted.get(type) ?? [];
        granted.set(type, members);
        members.push(memberOf(asked[i] as ExtendItem));
      }
      if (granted.size === 0) return results;
      left = [...answer.ungranted.keys()].map((i) => left[i] as (typeof left)[number]);
      grantedUntil = home.grantedUntil();
      for (const [type, members] of granted) {
        await this.#add(
          type,
          members.map((member) => [member, leaseMs] as const),
        );
      }
    }
    throw new MillraceError(
      "UNAVAILABLE",
      "some leases of queues with limits were not extended, because Redis took too long; try again",
    );
  }

  /** The limits of a queue have changed in all partitions: has them hold, and those be woken who wait for room. */
  async limitsChanged(type: string, { maxRunning }: QueueLimits): Promise<void> {
    if (maxRunning !== undefined) await this.count(type);
    await this.#home(type).grants.wake(type);
  }

  /** What of a job's facts depends on all partitions. */
  async complete(facts: JobFacts): Promise<JobFacts> {
    if (this.#partitions.known.length === 1 || !limitsWholeQueue(facts.settings.limits))
      return facts;
    const { type } = facts.job;
    return { ...facts, ...(await this.#home(type).grants.look(type, EXPLAINED.jobs)) };
  }

  /**
   * Tells the home of a queue what runs in all partitions, because its limit is new, or the home has lost its data.
   * Until then nobody gets grants.
   */
  async count(type: string): Promise<void> {
    const counting = this.#counting.get(type) ?? this.#count(type);
    this.#counting.set(type, counting);
    try {
      await counting;
    } finally {
      this.#counting.delete(type);
    }
  }

  async #count(type: string): Promise<void> {
    await this.#partitions.refresh();
    const home = this.#home(type);
    const first = await this.#partitions.first();
    const kept = await first.settings.part(type);
    // From here on no job begins in any partition without a grant.
    const others = this.#partitions.known.filter((partition) => partition !== first);
    await Promise.all(others.map(({ settings }) => settings.copy(type, kept)));
    for (const partition of this.#partitions.known) {
      const before = await partition.grants.running(type);
      await this.#add(type, [...before], partition.number);
      // Those that have ended meanwhile may have been released before they were added.
      const after = await partition.grants.running(type);
      const members = [...before.keys()].filter((member) => !after.has(member));
      if (members.length > 0) await home.grants.release(type, { members, unstartedAges: [] });
    }
  }

  /** Releases what was granted to leases that turned out to be lost. */
  async #releaseLost(
    granted: ReadonlyMap<string, readonly GrantMember[]>,
    items: readonly ExtendItem[],
    results: readonly (ExtendResult | undefined)[],
  ): Promise<void> {
    const lost = new Set(
      items.filter((_, i) => results[i] === "LEASE_LOST").map((item) => memberOf(item)),
    );
    if (lost.size === 0) return;
    for (const [type, all] of granted) {
      const members = all.filter((member) => lost.has(member));
      if (members.length > 0) await this.release(type, { members, unstartedAges: [] });
    }
  }

  async #add(
    type: string,
    leases: readonly (readonly [GrantMember, number])[],
    partition?: number,
  ): Promise<void> {
    const { grants } = this.#home(type);
    for (let from = 0; from < leases.length; from += STEP) {
      await grants.add(type, leases.slice(from, from + STEP));
    }
    if (partition !== undefined) await grants.add(type, [], partition);
  }

  /** The partition that gives out the grants of a queue. */
  #home(type: string): Partition {
    return this.#partitions.ofKey(type, "");
  }
}
