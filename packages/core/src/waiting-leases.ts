import type { EpochMs } from "./clock.ts";
import type { Listening } from "./long-poll.ts";

interface Waiter {
  readonly types: readonly string[];
  readonly wake: (partition?: number) => void;
  /** The types of which it was woken since its last look began. */
  untold: Set<string>;
  /** Those of which it was woken before that, so that the look is to find their jobs. */
  told: Set<string>;
}

/** One lease that waits among others. */
interface LeaseListening extends Listening {
  looksAt(at: EpochMs): boolean;
  /** The lease has as many jobs as it wants, and has left `count` others of a type. */
  leaves(type: string, count: number, partition?: number): void;
}

/**
 * The leases of one process that wait for jobs: each job wakes one of them, the one that has waited
 * longest. No wake-up is lost: a lease that leaves before it has looked passes it on.
 *
 * One lease of each type, the lookout, polls for all the others: it finds jobs that become due and jobs
 * whose wake-up was lost. When it leaves, another one becomes the lookout.
 */
export class WaitingLeases {
  /** By type, the one to be woken next first. */
  readonly #waiters = new Map<string, Set<Waiter>>();
  readonly #lookouts = new Map<string, { readonly waiter: Waiter; readonly at: EpochMs }>();

  /**
   * Has `wake` called when it is the turn of a lease of these types, with the part of the store that the
   * jobs are in, where that is known.
   */
  listen(types: readonly string[], wake: (partition?: number) => void): LeaseListening {
    const waiter: Waiter = { types, wake, untold: new Set(), told: new Set() };
    for (const type of types) {
      const waiters = this.#waiters.get(type);
      if (waiters === undefined) this.#waiters.set(type, new Set([waiter]));
      else waiters.add(waiter);
    }
    return {
      looks: () => {
        waiter.told = waiter.untold;
        waiter.untold = new Set();
      },
      looksAt: (at) => {
        // What it was told of it has found, or others have.
        waiter.told.clear();
        return this.#beLookout(waiter, at);
      },
      leaves: (type, count, partition) => {
        waiter.told.delete(type);
        this.wakeFor(type, count, partition);
      },
      end: (failed) => this.#leave(waiter, failed),
    };
  }

  /** Wakes a lease for each of `count` jobs of a type, as far as there are as many. */
  wake(type: string, count = 1, partition?: number): void {
    const waiters = this.#waiters.get(type);
    if (waiters === undefined) return;
    let left = Math.min(count, waiters.size);
    for (const waiter of waiters) {
      if (left-- <= 0) break;
      this.#wakeOne(type, waiter, partition);
    }
  }

  /**
   * Makes sure that a lease looks, or is about to look, for each of `count` jobs that are there: it wakes
   * as many leases as have not been woken yet.
   */
  wakeFor(type: string, count: number, partition?: number): void {
    let looking = 0;
    for (const { told, untold } of this.#waiters.get(type) ?? []) {
      if (told.has(type) || untold.has(type)) looking++;
    }
    this.wake(type, count - looking, partition);
  }

  /** Wakes every lease, for example after a reconnect that may have lost wake-ups. */
  wakeAll(): void {
    for (const type of this.#waiters.keys()) this.wake(type, Number.POSITIVE_INFINITY);
  }

  #wakeOne(type: string, waiter: Waiter, partition?: number): void {
    // If it finds nothing, it has had its turn.
    const waiters = this.#waiters.get(type);
    waiters?.delete(waiter);
    waiters?.add(waiter);
    waiter.untold.add(type);
    waiter.wake(partition);
  }

  /** Whether it has to look at that time, because no other one does as early for one of its types. */
  #beLookout(waiter: Waiter, at: EpochMs): boolean {
    let isLookout = false;
    for (const type of waiter.types) {
      const lookout = this.#lookouts.get(type);
      if (lookout !== undefined && lookout.waiter !== waiter && lookout.at <= at) continue;
      this.#lookouts.set(type, { waiter, at });
      isLookout = true;
    }
    return isLookout;
  }

  #leave(waiter: Waiter, failed: boolean): void {
    for (const type of waiter.types) {
      const waiters = this.#waiters.get(type);
      waiters?.delete(waiter);
      if (waiters?.size === 0) this.#waiters.delete(type);
    }
    for (const type of waiter.untold) this.wake(type);
    // A look that failed has not found the jobs either.
    if (failed) for (const type of waiter.told) this.wake(type);
    this.#replaceLookout(waiter);
  }

  /** Wakes as few leases as know of the types of a lookout that leaves; they look, and stay on. */
  #replaceLookout(leaving: Waiter): void {
    const woken: Waiter[] = [];
    for (const type of leaving.types) {
      if (this.#lookouts.get(type)?.waiter !== leaving) continue;
      this.#lookouts.delete(type);
      if (woken.some(({ types }) => types.includes(type))) continue;
      const [next] = this.#waiters.get(type) ?? [];
      if (next === undefined) continue;
      this.#wakeOne(type, next);
      woken.push(next);
    }
  }
}
