/**
 * Hears of a wake-up; `partition` is the part of the store that it came from, where a store says so.
 */
export type WakeUpListener = (partition?: number) => void;

/**
 * Notifies the listeners of a name, such as a type or a job id, of a change. For leases that wait in one
 * process use {@link WaitingLeases}, which wakes no more of them than there are jobs.
 */
export class WakeUps {
  readonly #listeners = new Map<string, Set<WakeUpListener>>();

  /** Call `listener` at every wake of one of `types`, until the returned function is called. */
  listen(types: readonly string[], listener: WakeUpListener): () => void {
    for (const type of types) {
      const listeners = this.#listeners.get(type);
      if (listeners === undefined) this.#listeners.set(type, new Set([listener]));
      else listeners.add(listener);
    }
    return () => {
      for (const type of types) {
        const listeners = this.#listeners.get(type);
        listeners?.delete(listener);
        if (listeners?.size === 0) this.#listeners.delete(type);
      }
    };
  }

  /** Wake every lease that waits for `type`. */
  wake(type: string, partition?: number): void {
    for (const listener of this.#listeners.get(type) ?? []) listener(partition);
  }

  /** Wake every waiting lease, for example after a reconnect that may have lost wake-ups. */
  wakeAll(): void {
    for (const type of this.#listeners.keys()) this.wake(type);
  }
}
