import { isFinal, type JobStore, type KeyOnFailure } from "@millrace/core";
import type { JobRecord, LeaseRecord } from "./job-record.ts";
import type { StoreClock } from "./store-clock.ts";

/** Which jobs keep the turn of their key because an attempt of theirs has failed, as seen from outside. */
export class KeyHolds {
  readonly #onFailure: KeyOnFailure;
  readonly #store: Pick<JobStore, "get">;
  readonly #clock: StoreClock;
  /** The failed leases that count no more, because somebody has had their key go on. */
  readonly #resumed = new Set<LeaseRecord>();

  constructor(onFailure: KeyOnFailure, store: Pick<JobStore, "get">, clock: StoreClock) {
    this.#onFailure = onFailure;
    this.#store = store;
    this.#clock = clock;
  }

  /** Somebody resumes the key that a job keeps. */
  resumed({ leases }: JobRecord): void {
    for (const lease of leases) if (this.#hasFailed(lease)) this.#resumed.add(lease);
  }

  /** Whether a job keeps the turn of its key. */
  async keeps({ id, leases }: JobRecord): Promise<boolean> {
    if (this.#onFailure === "CONTINUE" || id === undefined) return false;
    const failed = leases.filter((lease) => this.#hasFailed(lease) && !this.#resumed.has(lease));
    if (failed.length === 0) return false;
    const { status } = await this.#store.get(id);
    // A lease that has run out ends when somebody finds it.
    if (status === "RUNNING" && failed.length === 1 && failed[0] === leases.at(-1)) return false;
    return status === "FAILED" ? this.#onFailure === "HALT" : !isFinal(status);
  }

  #hasFailed({ settled, expiresAt }: LeaseRecord): boolean {
    return settled === undefined ? expiresAt <= this.#clock.latest : settled.kind === "failed";
  }
}
