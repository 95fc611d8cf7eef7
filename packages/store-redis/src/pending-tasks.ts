/** Work that continues after its call was answered. A store that closes waits for it. */
export class PendingTasks {
  readonly #open = new Set<Promise<void>>();

  /** Takes work whose failure needs nothing more to be done. */
  add(work: Promise<unknown>): void {
    const remove = () => void this.#open.delete(end);
    const end: Promise<void> = work.then(remove, remove);
    this.#open.add(end);
  }

  /** Resolves when all is done, what was added meanwhile included. */
  async done(): Promise<void> {
    while (this.#open.size > 0) await Promise.all(this.#open);
  }
}
