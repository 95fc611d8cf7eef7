import type { JobFacts } from "@millrace/core";
import type { Value } from "./job-hash.ts";
import { SCRIPTS } from "./script.ts";
import type { RunScript } from "./shared-records.ts";

/** About how many running jobs one script tells. */
const TOLD_JOBS = 500;

/** A lease, as grants name it: "id token". */
export type GrantMember = string;

export function memberOf({
  jobId,
  token,
}: {
  readonly jobId: string;
  readonly token: number;
}): GrantMember {
  return `${jobId} ${token}`;
}

/** What a call has taken. */
export interface TakenGrants {
  readonly jobs: number;
  /** In how many ms there may be more, if that is a matter of time. */
  readonly moreInMs?: number;
}

/** What leases have left that have ended. */
export interface FreedGrants {
  readonly members: readonly GrantMember[];
  /** How long ago in ms attempts had begun that were given back before they have started. */
  readonly unstartedAges: readonly number[];
}

/** What counts against the limits of a queue. */
export type LimitFacts = Pick<JobFacts, "running" | "rateRoom">;

/** The grants of the queues whose home is one partition, and the running jobs of any queue there. */
export class PartitionGrants {
  readonly #run: RunScript;

  constructor(run: RunScript) {
    this.#run = run;
  }

  /** Resolves to `undefined` when this partition does not know the limits of the queue, or what runs. */
  async take(
    type: string,
    call: string,
    terms: { readonly jobs: number; readonly leaseMs: number; readonly partitions: number },
  ): Promise<TakenGrants | undefined> {
    const args: Value[] = [type, call, terms.jobs, terms.leaseMs, terms.partitions];
    const reply = await this.#run(SCRIPTS.takeGrants, args, () => args);
    if (reply === null) return undefined;
    const [jobs, moreInMs] = reply as [number, number | Buffer];
    return typeof moreInMs === "number" ? { jobs, moreInMs } : { jobs };
  }

  /** Keeps what a call has used. The grants of `unsure` jobs end by themselves; the others are given back. */
  async keep(
    type: string,
    call: string,
    used: {
      readonly leaseMs: number;
      readonly members: readonly string[];
      readonly unsure: number;
    },
  ): Promise<void> {
    const args: Value[] = [type, call, used.leaseMs, used.unsure, ...used.members];
    await this.#run(SCRIPTS.keepGrants, args);
  }

  /** Has the grants of leases last for so many ms each; `partition` has told all its running jobs with these. */
  async add(
    type: string,
    leases: readonly (readonly [member: GrantMember, ms: number])[],
    partition?: number,
  ): Promise<void> {
    const args: Value[] = [type, partition ?? "", ...leases.flat()];
    await this.#run(SCRIPTS.addGrants, args, () => args);
  }

  async release(type: string, { members, unstartedAges }: FreedGrants): Promise<void> {
    const args: Value[] = [type, members.length, ...members, ...unstartedAges];
    // To repeat it would give the starts of attempts back twice.
    const resend = unstartedAges.length === 0 ? () => args : undefined;
    await this.#run(SCRIPTS.releaseGrants, args, resend);
  }

  /** Wakes all who wait for jobs of a queue. */
  async wake(type: string): Promise<void> {
    const args: Value[] = [type, Number.MAX_SAFE_INTEGER];
    await this.#run(SCRIPTS.wakeForGrants, args, () => args);
  }

  async look(type: string, named: number): Promise<LimitFacts> {
    const args: Value[] = [type, named];
    const reply = await this.#run(SCRIPTS.lookAtGrants, args, () => args);
    const [jobs, jobIds, room, at] = reply as [
      ...[number | Buffer, readonly Buffer[]],
      ...[number | Buffer, number | Buffer],
    ];
    return {
      ...(typeof jobs === "number" && { running: { jobs, jobIds: jobIds.map(String) } }),
      ...(typeof room === "number" && typeof at === "number" && { rateRoom: { room, at } }),
    };
  }

  /** The jobs of a queue that run in this partition, and for how many ms the lease of each lasts. */
  async running(type: string): Promise<Map<GrantMember, number>> {
    const found = new Map<GrantMember, number>();
    let cursor = "0";
    do {
      const args: Value[] = [type, cursor, TOLD_JOBS];
      const reply = await this.#run(SCRIPTS.runningJobs, args, () => args);
      const [next, ...told] = (reply as Buffer[]).map(String) as [string, ...string[]];
      for (let i = 0; i < told.length; i += 2) found.set(told[i] as string, Number(told[i + 1]));
      cursor = next;
    } while (cursor !== "0");
    return found;
  }
}
