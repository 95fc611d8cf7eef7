import {
  type Clock,
  type KeptOperation,
  MAX_ENDED_OPERATIONS,
  MAX_OPEN_OPERATIONS,
  type NameCursor,
  type NewOperation,
  OPERATION_RETENTION_MS,
  type OperationEngine,
} from "@millrace/core";

/** The operations of one process. */
export class MemoryOperations implements OperationEngine {
  readonly #clock: Clock;
  /** In the order in which they were added. */
  readonly #kept = new Map<string, KeptOperation>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async add({ id, text, isOver }: NewOperation): Promise<boolean> {
    this.#forget();
    if (!isOver && this.#open().length >= MAX_OPEN_OPERATIONS) return false;
    this.#kept.set(id, { id, revision: 1, text, ...this.#end(isOver) });
    return true;
  }

  async get(id: string): Promise<KeptOperation | undefined> {
    this.#forget();
    return this.#kept.get(id);
  }

  async list({ after, limit }: NameCursor): Promise<KeptOperation[]> {
    this.#forget();
    const before = [...this.#kept.values()].filter(({ id }) => after === "" || id < after);
    return before.sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, limit);
  }

  async open(): Promise<KeptOperation[]> {
    return this.#open().sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  async replace({
    id,
    revision,
    text,
    isOver,
  }: NewOperation & Pick<KeptOperation, "revision">): Promise<boolean> {
    const kept = this.#kept.get(id);
    if (kept?.revision !== revision || kept.endedAt !== undefined) return false;
    this.#kept.set(id, { id, revision: revision + 1, text, ...this.#end(isOver) });
    return true;
  }

  #open(): KeptOperation[] {
    return [...this.#kept.values()].filter(({ endedAt }) => endedAt === undefined);
  }

  #end(isOver: boolean): Pick<KeptOperation, "endedAt"> {
    return isOver ? { endedAt: this.#clock.now() } : {};
  }

  /** Forgets those that have ended long ago, and the earliest of those that are too many. */
  #forget(): void {
    const now = this.#clock.now();
    const ended = [...this.#kept.values()]
      .filter(({ endedAt }) => endedAt !== undefined)
      .sort((a, b) => (b.endedAt as number) - (a.endedAt as number));
    ended.forEach(({ id, endedAt = now }, place) => {
      const isOld = endedAt + OPERATION_RETENTION_MS <= now;
      if (isOld || place >= MAX_ENDED_OPERATIONS) this.#kept.delete(id);
    });
  }
}
