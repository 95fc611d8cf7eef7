import { type Clock, DEFAULT_BATCH_SIZE, type JobSource, systemClock } from "@millrace/core";
import {
  BEATS_PER_LEASE,
  type LeaseTable,
  LOOKS_PER_LEASE,
  MAX_BLOCKED_LEASES,
  type SlottedLease,
} from "./lease-table.ts";

export interface LeaseWatchdogOptions {
  readonly table: LeaseTable;
  readonly leaseMs: number;
  /** The source to extend by; called when it is first needed, and again after it has failed. */
  readonly source: () => Promise<JobSource>;
  /** For its timer. Defaults to the machine's. */
  readonly clock?: Clock;
}

/**
 * Extends the leases of a worker while the worker does not do so by itself, because its event loop is
 * blocked; in a thread of its own. Cancels and lost leases are told to the worker when it asks again.
 */
export class LeaseWatchdog {
  readonly #options: LeaseWatchdogOptions;
  #stopTimer = () => {};
  #extendedAt = Number.NEGATIVE_INFINITY;
  #isExtending = false;

  constructor(options: LeaseWatchdogOptions) {
    this.#options = options;
  }

  start(): void {
    const { clock = systemClock, leaseMs } = this.#options;
    this.#stopTimer = clock.setTimer(leaseMs / LOOKS_PER_LEASE, () => {
      void this.#look();
      this.start();
    });
  }

  /** Idempotent. */
  stop(): void {
    this.#stopTimer();
  }

  /** Extends the leases if the worker is late. */
  async #look(): Promise<void> {
    const { table, leaseMs } = this.#options;
    const now = table.now();
    if (!table.isLate(leaseMs) || now - table.beatAt > MAX_BLOCKED_LEASES * leaseMs) return;
    if (this.#isExtending || now - this.#extendedAt < leaseMs / BEATS_PER_LEASE) return;
    this.#isExtending = true;
    try {
      await this.#extend(table.leases(now), now);
      this.#extendedAt = now;
    } catch {
      // It looks again soon, and the worker tells of an outage once it can.
    } finally {
      this.#isExtending = false;
    }
  }

  async #extend(leases: readonly SlottedLease[], now: number): Promise<void> {
    const { table, leaseMs } = this.#options;
    for (let at = 0; at < leases.length; at += DEFAULT_BATCH_SIZE) {
      const batch = leases.slice(at, at + DEFAULT_BATCH_SIZE);
      const source = await this.#options.source();
      const items = batch.map(({ jobId, token }) => ({ jobId, token }));
      const results = await source.extend(items, leaseMs);
      batch.forEach((lease, i) => {
        const isExtended = results[i] === "OK" || results[i] === "CANCEL_REQUESTED";
        if (isExtended) table.noteExtension(lease, now);
      });
    }
  }
}
