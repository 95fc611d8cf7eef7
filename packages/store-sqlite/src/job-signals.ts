import { WaitingLeases, WakeUps } from "@millrace/core";
import type { BatchAnswer } from "./thread-messages.ts";

/** Notifies this process of changes; no other process can change the file. */
export class JobSignals {
  readonly waiting: WaitingLeases = new WaitingLeases();
  readonly #watchers = new WakeUps();
  readonly #cancelListeners = new Set<(jobId: string) => void>();
  readonly #newsListeners = new Set<(runId: string) => void>();
  #watching = 0;

  /** Whether anyone watches a job. */
  get isWatched(): boolean {
    return this.#watching > 0;
  }

  /** Passes on what a batch has changed. */
  pass({ newlyDue, changedIds, runsWithNews }: BatchAnswer): void {
    for (const [type, count] of newlyDue) this.waiting.wake(type, count);
    for (const id of changedIds) this.#watchers.wake(id);
    for (const id of runsWithNews) for (const listener of this.#newsListeners) listener(id);
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

  onNews(listener: (runId: string) => void): () => void {
    this.#newsListeners.add(listener);
    return () => this.#newsListeners.delete(listener);
  }

  askToCancel(id: string): void {
    for (const listener of this.#cancelListeners) listener(id);
  }

  onCancelRequested(listener: (jobId: string) => void): () => void {
    this.#cancelListeners.add(listener);
    return () => this.#cancelListeners.delete(listener);
  }
}
