import { WaitingLeases, WakeUps } from "@millrace/core";
import type { BatchAnswer } from "./thread-messages.ts";

/** Notifies this process of changes; no other process can change the file. */
export class JobSignals {
  readonly waiting: WaitingLeases = new WaitingLeases();
  readonly #watchers = new WakeUps();
  readonly #cancelListeners = new Set<(jobId: string) => void>();
  #watching = 0;

  /** Whether anyone watches a job. */
  get isWatched(): boolean {
    return this.#watching > 0;
  }

  /** Passes on what a batch has changed. */
  pass({ newlyDue, changedIds }: BatchAnswer): void {
    for (const [type, count] of newlyDue) this.waiting.wake(type, count);
    for (const id of changedIds) this.#watchers.wake(id);
  }

  /** Calls `listener` after each change of the job, until the returned function is called. */
  watch(id: string, listener: () => void): () => void {
    const unlisten = this.#watchers.listen([id], listener);
    this.#watching++;
    return () => {
      unlisten();
      this.#watching--;
    };
  }

  askToCancel(id: string): void {
    for (const listener of this.#cancelListeners) listener(id);
  }

  onCancelRequested(listener: (jobId: string) => void): () => void {
    this.#cancelListeners.add(listener);
    return () => this.#cancelListeners.delete(listener);
  }
}
