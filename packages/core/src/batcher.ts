import { type Clock, systemClock } from "./clock.ts";

/** Where a batch goes on to. */
export interface BatchReceiver<Item, Result> {
  /** Resolves with one result an item, in order; when it rejects, so does each call with an item in it. */
  sendBatch(items: Item[]): Promise<readonly Result[]>;
}

/** How a {@link Batcher} groups items. Read anew for each batch. */
export interface BatcherOptions<Item> {
  /** The most items in one batch. */
  readonly maxItems: number;
  /** The most batches under way at once; items that come meanwhile wait for the next batch. */
  readonly maxInFlight: number;
  /** What an item weighs, such as its bytes. Defaults to nothing. */
  readonly weigh?: (item: Item) => number;
  /** The most that one batch weighs, unless a single item weighs more. Defaults to no limit. */
  readonly maxWeight?: number;
  /** Says when a turn ends. Defaults to the machine's clock. */
  readonly clock?: Clock;
}

interface Call<Result> {
  readonly results: Result[];
  missing: number;
  readonly resolve: (results: Result[]) => void;
  readonly reject: (reason: unknown) => void;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly place: number;
  readonly call: Call<Result>;
}

/**
 * Turns concurrent calls into batches: items that are added in one turn of the event loop, or while
 * as many batches as allowed are under way, go out together, in the order in which they were added.
 * Where items come one at a time, each goes out at once.
 */
export class Batcher<Item, Result> {
  readonly #next: () => BatchReceiver<Item, Result>;
  readonly #options: BatcherOptions<Item>;
  #waiting: Waiting<Item, Result>[] = [];
  #inFlight = 0;
  #scheduled = false;
  /** Whether items come one at a time, as far as the last batch tells. */
  #comesAlone = false;

  /** @param receiver what all batches go on to, or what tells it of the next one. */
  constructor(
    receiver: BatchReceiver<Item, Result> | (() => BatchReceiver<Item, Result>),
    options: BatcherOptions<Item>,
  ) {
    this.#next = typeof receiver === "function" ? receiver : () => receiver;
    this.#options = options;
  }

  /** Adds `item` to the next batch and resolves with its own result. */
  async add(item: Item): Promise<Result> {
    const [result] = await this.addAll([item]);
    return result as Result;
  }

  /** Adds `items` to the next batches and resolves with their results, in order. */
  addAll(items: readonly Item[]): Promise<Result[]> {
    if (items.length === 0) return Promise.resolve([]);
    return new Promise((resolve, reject) => {
      const call = { results: [], missing: items.length, resolve, reject };
      items.forEach((item, place) => {
        this.#waiting.push({ item, place, call });
      });
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#scheduled || this.#inFlight >= this.#options.maxInFlight) return;
    if (this.#comesAlone && this.#inFlight === 0) {
      this.#flush();
      return;
    }
    this.#scheduled = true;
    (this.#options.clock ?? systemClock).afterTurn(() => {
      this.#scheduled = false;
      this.#flush();
    });
  }

  #flush(): void {
    while (this.#waiting.length > 0 && this.#inFlight < this.#options.maxInFlight) {
      const batch = this.#waiting.splice(0, this.#batchLength());
      this.#comesAlone = batch.length === 1;
      this.#inFlight++;
      void this.#deliver(batch);
    }
  }

  #batchLength(): number {
    const { maxItems, weigh, maxWeight = Number.POSITIVE_INFINITY } = this.#options;
    const most = Math.min(maxItems, this.#waiting.length);
    if (weigh === undefined) return most;
    let weight = 0;
    for (let length = 0; length < most; length++) {
      weight += weigh((this.#waiting[length] as Waiting<Item, Result>).item);
      if (weight > maxWeight) return Math.max(1, length);
    }
    return most;
  }

  async #deliver(batch: Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.#next().sendBatch(batch.map(({ item }) => item));
      batch.forEach(({ place, call }, i) => {
        call.results[place] = results[i] as Result;
        if (--call.missing === 0) call.resolve(call.results);
      });
    } catch (error) {
      for (const { call } of batch) call.reject(error);
    } finally {
      this.#inFlight--;
      if (this.#waiting.length > 0) this.#schedule();
    }
  }
}
