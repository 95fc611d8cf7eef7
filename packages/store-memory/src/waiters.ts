import type { Job } from "@millrace/core";

/** Which jobs wait for which. */
export class Waiters {
  readonly #idsByAwaited = new Map<string, Set<string>>();

  /** Notes what a blocked job waits for. */
  add({ id, waitsFor }: Job): void {
    for (const awaited of waitsFor?.jobIds ?? []) {
      const ids = this.#idsByAwaited.get(awaited);
      if (ids === undefined) this.#idsByAwaited.set(awaited, new Set([id]));
      else ids.add(id);
    }
  }

  /** Forgets a job that waits no more. */
  remove({ id, waitsFor }: Job): void {
    for (const awaited of waitsFor?.jobIds ?? []) {
      const ids = this.#idsByAwaited.get(awaited);
      ids?.delete(id);
      if (ids?.size === 0) this.#idsByAwaited.delete(awaited);
    }
  }

  /** The ids of the jobs that wait for one, in the order in which they began to. */
  of(awaited: string): string[] {
    return [...(this.#idsByAwaited.get(awaited) ?? [])];
  }
}
