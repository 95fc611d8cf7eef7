import {
  type EpochMs,
  FALLBACK_POLL_MS,
  type Lease,
  type LeaseRequest,
  type Look,
  longPoll,
  type PollResult,
  systemClock,
  type WaitingLeases,
} from "@millrace/core";
import { LeaseRound } from "./lease-round.ts";
import type { Partition } from "./partition.ts";
import type { Partitions } from "./partitions.ts";
import type { PendingTasks } from "./pending-tasks.ts";
import type { RedisDriver } from "./redis-driver.ts";
import type { Signals } from "./signals.ts";
import type { Waiter, Waiters } from "./waiters.ts";

/**
 * For how long a waiting lease can be handed a job, unless it looks again by itself: a process that
 * hangs gets one at most, for the length of a lease.
 */
const MAX_HAND_OVER_WAIT_MS = FALLBACK_POLL_MS + 1_000;

/** What a lease needs of its store. */
export interface LeasingContext {
  readonly driver: RedisDriver;
  readonly partitions: Partitions;
  readonly signals: Signals;
  readonly waiters: Waiters;
  /** Takes work that continues after a lease was answered. */
  readonly pendingTasks: PendingTasks;
}

/** Leases what is due in any partition now. */
export async function leaseDue(
  request: LeaseRequest,
  { partitions, signals }: LeasingContext,
): Promise<Lease[]> {
  await partitions.all();
  const leave = signals.waiting.wakeFor.bind(signals.waiting);
  const asking = { woken: false, dueAt: new Map(), leave };
  return new LeaseRound(partitions, request, asking).run(partitions.inTurn());
}

/** Gives a job back that was leased for nobody. Without an answer, the lease expires by itself. */
export async function releaseLease(
  partitions: Partitions,
  jobId: string,
  token: number,
): Promise<void> {
  const outcome = { kind: "released", started: false } as const;
  await (await partitions.home(jobId)).settle([{ jobId, token, outcome }], false);
}

/** One lease that waits until a partition has a job for it. */
export class WaitingLease {
  readonly #request: LeaseRequest;
  readonly #context: LeasingContext;
  /** Ends the wait when the store closes. */
  readonly #closed: AbortSignal;
  readonly #waiter: Waiter;
  /** The partitions where the waiter may be registered, each with the number of its last registration. */
  readonly #waitsIn = new Map<Partition, number>();
  /** When to look at partitions again, for those that have told. */
  readonly #dueAt = new Map<Partition, EpochMs>();
  /** The numbers of the partitions that have told of jobs, or all of them. */
  #woken: Set<number> | "all" = new Set();
  #wake = () => {};
  /** Wakes other leases for the jobs for which it had no room. */
  #leave: WaitingLeases["wakeFor"] = () => {};
  /** Whether partitions are being asked. */
  #looking = false;
  /** Whether the last look asked any, so that it has found what the lease was woken for. */
  #hasAsked = false;
  /** What the caller has got already, by a hand-over while nothing else was under way. */
  #passedOn: Lease[] | undefined;
  #passOn: (leases: Lease[]) => void = () => {};

  constructor(request: LeaseRequest, context: LeasingContext, closed: AbortSignal) {
    this.#request = request;
    this.#context = context;
    this.#closed = closed;
    this.#waiter = context.waiters.open(request, () => this.#hearHandOver());
  }

  run(): Promise<Lease[]> {
    return new Promise((resolve, reject) => {
      this.#passOn = resolve;
      const polled = this.#poll();
      polled.then(resolve, reject);
      this.#context.pendingTasks.add(polled);
    });
  }

  async #poll(): Promise<Lease[]> {
    const { signals } = this.#context;
    const listen = (types: readonly string[], wake: () => void) => {
      this.#wake = wake;
      const listening = signals.waiting.listen(types, (partition) => {
        if (partition === undefined || this.#woken === "all") this.#woken = "all";
        else this.#woken.add(partition);
        wake();
      });
      this.#leave = listening.leaves;
      return {
        ...listening,
        // It looks in any case, because that renews its registration.
        looksAt: (at: EpochMs) => {
          listening.looksAt(at);
          return true;
        },
        end: (failed: boolean) => listening.end(failed || !this.#hasAsked),
      };
    };
    try {
      const options = { clock: systemClock, wakeUps: { listen }, closed: this.#closed };
      const leases = await longPoll(this.#request, (look) => this.#look(look), options);
      if (leases.length === 0 && this.#request.signal?.aborted) await this.#giveUp();
      return this.#upToMax(this.#passedOn ?? leases);
    } catch (error) {
      const leases = this.#upToMax(this.#passedOn ?? []);
      if (leases.length === 0) throw error;
      return leases;
    } finally {
      this.#end();
    }
  }

  /** When nothing else is under way, answer the caller first and end the wait afterwards. */
  #hearHandOver(): void {
    if (this.#looking) {
      this.#wake();
    } else if (this.#passedOn === undefined && !this.#closed.aborted) {
      this.#passedOn = this.#takeHandedOver();
      this.#passOn(this.#passedOn);
      systemClock.afterTurn(() => this.#wake());
    }
  }

  async #look(look: Look): Promise<PollResult> {
    this.#hasAsked = false;
    if (this.#passedOn !== undefined) return { leases: this.#passedOn };
    this.#looking = true;
    try {
      return await this.#ask(look);
    } finally {
      this.#looking = false;
    }
  }

  async #ask(look: Look): Promise<PollResult> {
    const handedOver = this.#takeHandedOver();
    if (handedOver.length > 0) return { leases: handedOver };
    const { driver, partitions, signals } = this.#context;
    signals.open((await partitions.all()).length);
    const woken = this.#woken;
    this.#woken = new Set();
    this.#hasAsked = true;
    let asked = partitions.inTurn();
    if (look.woken && woken !== "all" && woken.size > 0) {
      asked = partitions.known.filter(({ number }) => woken.has(number));
    }
    const waiting = driver.handsOver && {
      waiter: this.#waiter,
      waitMs: Math.min(look.leftMs, MAX_HAND_OVER_WAIT_MS),
      waitsIn: this.#waitsIn,
    };
    const round = new LeaseRound(partitions, this.#request, {
      woken: look.woken,
      dueAt: this.#dueAt,
      leave: this.#leave,
      ...(waiting && { waiting }),
    });
    const leases = await round.run(asked);
    if (this.#dueAt.size === 0) return { leases };
    const nextDueMs = Math.max(0, Math.min(...this.#dueAt.values()) - systemClock.now());
    return { leases, nextDueMs };
  }

  #takeHandedOver(): Lease[] {
    const leases = this.#waiter.take();
    return leases.map(({ lease, call }) => {
      const home = this.#context.partitions.knownHome(lease.job.id);
      // It may have registered again while the job was on its way.
      if (home !== undefined && this.#waitsIn.get(home) === call) this.#waitsIn.delete(home);
      return lease;
    });
  }

  /**
   * The leases with what was handed over besides, as far as the caller asked for it: two partitions
   * can each hand a job over at the same time. The rest is given back, and all of it by a store that is
   * closed, through which nobody could settle it.
   */
  #upToMax(leases: Lease[]): Lease[] {
    const { pendingTasks, partitions } = this.#context;
    const all = [...leases, ...this.#takeHandedOver()];
    const room = this.#passedOn?.length ?? (this.#closed.aborted ? 0 : this.#request.maxJobs);
    for (const { job, token } of all.slice(room)) {
      pendingTasks.add(releaseLease(partitions, job.id, token));
    }
    return all.slice(0, room);
  }

  /** Ends the wait of a lease that is given up; what was handed over to it has come by then. */
  async #giveUp(): Promise<void> {
    await this.#stopWaiting();
    // What is handed over to it unheard is leased until its lease expires.
    if (this.#context.driver.handsOver) await this.#context.driver.catchUp().catch(() => {});
  }

  async #stopWaiting(): Promise<void> {
    const ended = [...this.#waitsIn.keys()].map((home) => home.stopWaiting(this.#waiter));
    await Promise.allSettled(ended);
    this.#waitsIn.clear();
  }

  /** Hears of hand-overs no more; the partitions are told while the caller goes on. */
  #end(): void {
    const { pendingTasks, waiters } = this.#context;
    waiters.close(this.#waiter);
    if (this.#waitsIn.size === 0) waiters.free(this.#waiter);
    else pendingTasks.add(this.#stopWaiting().then(() => waiters.free(this.#waiter)));
  }
}
