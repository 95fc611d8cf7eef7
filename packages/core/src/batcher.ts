/** How a {@link Batcher} groups items. */
export interface BatcherOptions {
  /** The most items in one batch. */
  readonly maxItems: number;
  /** The most batches under way at once; items that come meanwhile wait for the next batch. */
  readonly maxInFlight: number;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Turns concurrent calls into batches: items that are added in one turn of the event loop, or while
 * as many batches as allowed are under way, go out together, in the order in which they were added.
 * A lone item waits for nothing but the end of the turn.
 */
export class Batcher<Item, Result> {
  readonly #send: (items: Item[]) => Promise<readonly Result[]>;
  readonly #options: BatcherOptions;
  #waiting: Waiting<Item, Result>[] = [];
  #inFlight = 0;
  #scheduled = false;

  /** `send` resolves with one result an item, in order; when it rejects, so does every item. */
  constructor(send: (items: Item[]) => Promise<readonly Result[]>, options: BatcherOptions) {
    this.#send = send;
    this.#options = options;
  }

  /** Adds `item` to the next batch and resolves with its own result. */
  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#scheduled || this.#inFlight >= this.#options.maxInFlight) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#flush();
    });
  }

  #flush(): void {
    while (this.#waiting.length > 0 && this.#inFlight < this.#options.maxInFlight) {
      const batch = this.#waiting.splice(0, this.#options.maxItems);
      this.#inFlight++;
      void this.#deliver(batch);
    }
  }

  async #deliver(batch: Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.#send(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, i) => {
        resolve(results[i] as Result);
      });
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      this.#inFlight--;
      if (this.#waiting.length > 0) this.#schedule();
    }
  }
}
