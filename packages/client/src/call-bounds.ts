import { MillraceError, type SizeBounds, splitBySize } from "@millrace/core";
import { foreignStatus } from "./server-answer.ts";
import type { ServerLimits } from "./server-info.ts";

const MAX_ITEMS = 1_000;
/** What frames the items of a message: a server with limits of its own keeps this share for it too. */
const FRAME_BYTES = 64 * 1024;
/** Every proxy accepts this size: a 413 for a smaller request has another reason. */
const SURE_BYTES = 16 * 1024;

/** What a server accepts in one call by default (4 MiB). */
const DEFAULT_BOUNDS: Required<SizeBounds> = {
  maxItems: MAX_ITEMS,
  maxSize: 4 * 1024 * 1024 - FRAME_BYTES,
};

export interface CallBoundsOptions<Item> {
  /** No fewer bytes than the item has on the wire. */
  readonly sizeOf: (item: Item) => number;
  /** Asks the server for what it accepts. */
  readonly askLimits: () => Promise<ServerLimits>;
}

/** How to go on after a call was refused. */
export interface SmallerCalls<Item, Result> {
  /** Makes one call; one result an item, in order. */
  readonly send: (items: Item[]) => Promise<readonly Result[]>;
  /** The results of items whose call has failed as a whole, unless it throws the error. */
  readonly fail: (error: MillraceError) => readonly Result[];
}

/**
 * How much one call with a list of items may bring. The server's limits are asked for only when it has
 * refused a call as too large; a proxy that did is heeded as well.
 */
export class CallBounds<Item> {
  readonly #options: CallBoundsOptions<Item>;
  #bounds = DEFAULT_BOUNDS;

  constructor(options: CallBoundsOptions<Item>) {
    this.#options = options;
  }

  /** The most items of one call, as far as is known. */
  get maxItems(): number {
    return this.#bounds.maxItems;
  }

  /** The most bytes of one call, as far as is known, unless a single item has more. */
  get maxBytes(): number {
    return this.#bounds.maxSize;
  }

  /** `items` in parts that the server accepts, as far as is known. */
  split(items: readonly Item[]): Item[][] {
    return [...splitBySize(items, this.#options.sizeOf, this.#bounds)];
  }

  /**
   * The results of items whose call has failed with `reason`. When it was too large, they are sent in as
   * many calls as the limits require; when it was refused for its content, in halves, down to the item at
   * fault: a bad item never fails the others.
   */
  async sendSmaller<Result>(
    items: Item[],
    reason: unknown,
    { send, fail }: SmallerCalls<Item, Result>,
  ): Promise<readonly Result[]> {
    if (!(reason instanceof MillraceError)) throw reason;
    const error = this.refusalOf(items, reason);
    const smaller = items.length > 1 ? await this.#splitRefused(items, error) : [];
    if (smaller.length < 2) return fail(error);
    const results: Result[] = [];
    for (const part of smaller) results.push(...(await send(part)));
    return results;
  }

  /**
   * What the error of a call with `items` means for them: a proxy that takes no request of that size
   * will not take it the next time either.
   */
  refusalOf(items: readonly Item[], error: MillraceError): MillraceError {
    if (foreignStatus(error) !== 413 || this.#bytesOf(items) <= SURE_BYTES) return error;
    return new MillraceError("RESOURCE_EXHAUSTED", error.message, { cause: error.cause });
  }

  async #splitRefused(items: Item[], error: MillraceError): Promise<Item[][]> {
    if (error.code === "INVALID_ARGUMENT") return halves(items);
    if (error.code !== "RESOURCE_EXHAUSTED") return [];
    if (foreignStatus(error) !== undefined) {
      const maxSize = Math.max(SURE_BYTES, Math.floor(this.#bytesOf(items) / 2));
      this.#bounds = { ...this.#bounds, maxSize };
    } else {
      await this.#learnBounds();
    }
    return this.split(items);
  }

  async #learnBounds(): Promise<void> {
    try {
      const { messageBytes, batchJobs } = await this.#options.askLimits();
      const frame = Math.min(FRAME_BYTES, messageBytes / 16);
      this.#bounds = {
        maxItems: Math.min(MAX_ITEMS, batchJobs),
        maxSize: Math.floor(messageBytes - frame),
      };
    } catch {
      // The refusal stands.
    }
  }

  #bytesOf(items: readonly Item[]): number {
    return items.reduce((bytes, item) => bytes + this.#options.sizeOf(item), 0);
  }
}

function halves<Item>(items: Item[]): Item[][] {
  const middle = Math.ceil(items.length / 2);
  return [items.slice(0, middle), items.slice(middle)];
}

const BYTES_A_UTF16_UNIT = 3;

/** An upper bound of the bytes in UTF-8, because encoding the texts only to count would be expensive. */
export function textBytes(...texts: readonly string[]): number {
  let units = 0;
  for (const text of texts) units += text.length;
  return units * BYTES_A_UTF16_UNIT;
}
