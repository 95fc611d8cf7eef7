import type { Queue } from "@millrace/client";

/** How a queue was at a moment. */
export interface QueueMoment {
  /** In seconds since 1970. */
  readonly at: number;
  readonly oldestMs: number;
  readonly waitMs: number | null;
  readonly runMs: number | null;
}

const KEPT = 600;

/** How queues were while this page was open: no server keeps that. */
class QueueHistory {
  readonly #moments = new Map<string, readonly QueueMoment[]>();

  of(type: string): readonly QueueMoment[] {
    return this.#moments.get(type) ?? [];
  }

  /** Notes how a queue is at a second, once for each. */
  note({ type, counts, activity }: Queue, at: number): readonly QueueMoment[] {
    const before = this.of(type);
    if ((before.at(-1)?.at ?? 0) >= at) return before;
    const moment = {
      at,
      oldestMs: counts.PENDING.oldestAgeMs ?? 0,
      waitMs: activity.wait?.p95Ms ?? null,
      runMs: activity.run?.p95Ms ?? null,
    };
    const after = [...before.slice(1 - KEPT), moment];
    this.#moments.set(type, after);
    return after;
  }
}

export const queueHistory: QueueHistory = new QueueHistory();
