import {
  Batcher,
  type Clock,
  checkProgress,
  DEFAULT_BATCH_SIZE,
  type ExtendItem,
  type ExtendResult,
  type JobSource,
  leaseLost,
  MillraceError,
  type Progress,
  sendApart,
  Unsent,
} from "@millrace/core";
import { BEATS_PER_LEASE, MAX_BLOCKED_LEASES, NO_SLOT } from "./lease-table.ts";
import type { LeaseThreadLink } from "./lease-thread-link.ts";
import { isOutage, type SourceHealth } from "./source-health.ts";

/** A lease that is being kept, and what to call when something happens to it. */
export interface KeptLease {
  readonly jobId: string;
  readonly token: number;
  /** The job is to be cancelled. */
  cancel(): void;
  /** The lease is lost. */
  lost(): void;
}

export interface LeaseKeeperOptions {
  readonly source: JobSource;
  readonly leaseMs: number;
  readonly clock: Clock;
  readonly health: SourceHealth;
  /** The source itself, if it lives in this process. Defaults to none. */
  readonly own?: OwnSource | undefined;
  /** Extends the leases while the event loop is blocked. Defaults to nobody. */
  readonly thread?: Pick<LeaseThreadLink, "table" | "add"> | undefined;
}

/** A source whose jobs nobody can take while this process is blocked. */
export type OwnSource = Pick<Required<JobSource>, "beforeRescue" | "extend">;

/** What is known of a lease that is kept. */
interface Kept {
  readonly lease: KeptLease;
  /** The time until which it is known to last. */
  lastsUntil: number;
  /** Where the lease thread finds it. */
  readonly slot: number;
}

const MAX_IN_FLIGHT = 4;
/** How late a beat of a free event loop may be, in beats. */
const MAX_LATE_BEATS = 1.5;

/**
 * Keeps leases from expiring: extends all of them, in batches, every third of their length. The answers
 * tell of cancels and lost leases. Progress reports are sent the same way, immediately.
 */
export class LeaseKeeper {
  readonly #options: LeaseKeeperOptions;
  /** By job id. */
  readonly #kept = new Map<string, Kept>();
  readonly #extensions: Batcher<ExtendItem, ExtendResult | Unsent>;
  #stopTimer = () => {};
  #unsubscribe = () => {};
  #unlisten = () => {};
  /** When leases were extended last, all of them, or it began to keep them. */
  #beatAt = 0;

  constructor(options: LeaseKeeperOptions) {
    this.#options = options;
    this.#extensions = new Batcher(
      { sendBatch: (items) => sendApart(items, (part) => this.#send(part), isOutage) },
      {
        maxItems: DEFAULT_BATCH_SIZE,
        maxInFlight: MAX_IN_FLIGHT,
        clock: options.clock,
      },
    );
  }

  /** How many leases it keeps. */
  get size(): number {
    return this.#kept.size;
  }

  start(): void {
    this.#unsubscribe = this.#options.source.onCancelRequested((jobId) => {
      this.#kept.get(jobId)?.lease.cancel();
    });
    const { own, clock } = this.#options;
    this.#beatAt = clock.now();
    this.#unlisten = own?.beforeRescue(() => this.#renewIfLate(own)) ?? (() => {});
    this.#scheduleBeat();
  }

  /** Stops extending; leases that are still kept run out. Idempotent. */
  stop(): void {
    this.#stopTimer();
    this.#unsubscribe();
    this.#unlisten();
  }

  /**
   * Keeps a lease that was asked for at `leasedAt`, by the worker's clock. Of two leases of one job
   * the later one counts, whichever comes first: the store grants it when the other has ended.
   */
  keep(lease: KeptLease, leasedAt: number): void {
    const { thread, leaseMs } = this.#options;
    const { jobId, token } = lease;
    const other = this.#kept.get(jobId);
    if (other !== undefined && other.lease.token > token) {
      lease.lost();
      return;
    }
    if (other !== undefined) thread?.table.remove(other.slot);
    const slot = thread === undefined ? NO_SLOT : thread.add(jobId, token);
    this.#kept.set(jobId, { lease, lastsUntil: leasedAt + leaseMs, slot });
    other?.lease.lost();
  }

  /** Has a blocked event loop keep the lease for `forMs` from now at most. */
  limit({ jobId, token }: KeptLease, forMs: number): void {
    const { thread } = this.#options;
    const kept = this.#kept.get(jobId);
    if (thread === undefined || kept?.lease.token !== token) return;
    thread.table.limit(kept.slot, thread.table.now() + forMs);
  }

  /** Stops keeping a lease: it is lost, or its settlement has been sent. */
  forget({ jobId, token }: KeptLease): void {
    const kept = this.#kept.get(jobId);
    if (kept?.lease.token !== token) return;
    this.#kept.delete(jobId);
    this.#options.thread?.table.remove(kept.slot);
  }

  /**
   * Stores progress, and extends the lease with that.
   *
   * @throws MillraceError `LEASE_LOST`, `INVALID_ARGUMENT`, `UNAVAILABLE`.
   */
  async report({ jobId, token }: KeptLease, progress: Progress): Promise<void> {
    const item = { jobId, token, progress };
    // A source refuses a call as a whole, with the extensions of other jobs.
    checkProgress(progress);
    await this.#store(item, "progress");
  }

  async #store(item: ExtendItem, what: "progress" | "log"): Promise<void> {
    const { jobId } = item;
    const result = await this.#extend(item);
    if (result === "LEASE_LOST") throw leaseLost(jobId);
    if (result === "NOT_EXTENDED") {
      throw new MillraceError(
        "UNAVAILABLE",
        `the ${what} of job ${jobId} could not be stored now; report it again`,
      );
    }
  }

  /**
   * Adds lines to the job's log, and extends the lease with that.
   *
   * @throws MillraceError `LEASE_LOST`, `UNAVAILABLE`.
   */
  async log({ jobId, token }: KeptLease, log: readonly string[]): Promise<void> {
    await this.#store({ jobId, token, log }, "log");
  }

  #scheduleBeat(): void {
    const { clock, leaseMs } = this.#options;
    this.#stopTimer = clock.setTimer(leaseMs / BEATS_PER_LEASE, () => {
      void this.#beat();
      this.#scheduleBeat();
    });
  }

  async #beat(): Promise<void> {
    const { own, thread, clock } = this.#options;
    thread?.table.beat();
    if (own !== undefined && this.#renewIfLate(own)) return;
    const now = clock.now();
    this.#beatAt = now;
    await Promise.all(
      Array.from(this.#kept.values(), async (kept) => {
        const { lease } = kept;
        const { jobId, token } = lease;
        if (kept.lastsUntil <= now) this.#hearThread(kept, now);
        // After so long without an answer, another worker may have the job.
        if (kept.lastsUntil <= now) lease.lost();
        // When a heartbeat fails, the next one extends the lease.
        else await this.#extend({ jobId, token }).catch(() => {});
      }),
    );
  }

  /**
   * Extends the leases in a source of this process, after a blocked event loop could not: at once, before
   * the source rescues the jobs. Who blocks it for much longer does so for ever, and others must get them.
   */
  #renewIfLate(own: OwnSource): boolean {
    const { clock, leaseMs } = this.#options;
    const now = clock.now();
    const lateMs = now - this.#beatAt;
    if (lateMs <= (MAX_LATE_BEATS * leaseMs) / BEATS_PER_LEASE) return false;
    this.#beatAt = now;
    if (lateMs > MAX_BLOCKED_LEASES * leaseMs) return false;
    const all = [...this.#kept.values()];
    for (let at = 0; at < all.length; at += DEFAULT_BATCH_SIZE) {
      const part = all.slice(at, at + DEFAULT_BATCH_SIZE);
      for (const kept of part) kept.lastsUntil = now + leaseMs;
      const items = part.map(({ lease: { jobId, token } }) => ({ jobId, token }));
      // The next beat tells of those that are lost, or to be cancelled.
      own.extend(items, leaseMs).catch(() => {});
    }
    return true;
  }

  /** Learns what the lease thread has done for a lease while the event loop was blocked. */
  #hearThread(kept: Kept, now: number): void {
    const { thread, leaseMs } = this.#options;
    const extendedAt = thread?.table.extendedAt(kept.slot) ?? 0;
    if (thread === undefined || extendedAt === 0) return;
    kept.lastsUntil = now - (thread.table.now() - extendedAt) + leaseMs;
  }

  async #extend(item: ExtendItem): Promise<ExtendResult> {
    const askedAt = this.#options.clock.now();
    const result = await this.#extensions.add(item);
    if (result instanceof Unsent) throw result.error;
    const kept = this.#kept.get(item.jobId);
    if (kept?.lease.token === item.token) {
      if (result === "LEASE_LOST") kept.lease.lost();
      else if (result !== "NOT_EXTENDED") kept.lastsUntil = askedAt + this.#options.leaseMs;
      if (result === "CANCEL_REQUESTED") kept.lease.cancel();
    }
    return result;
  }

  async #send(items: readonly ExtendItem[]): Promise<ExtendResult[]> {
    const { source, leaseMs, health } = this.#options;
    try {
      const results = await source.extend(items, leaseMs);
      health.answered();
      return results;
    } catch (error) {
      health.failed(error);
      throw error;
    }
  }
}
