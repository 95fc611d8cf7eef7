import { MillraceError, type SizeBounds, splitBySize } from "@millrace/core";
import { foreignStatus } from "./server-answer.ts";
import type { ServerLimits } from "./server-info.ts";

const MAX_ITEMS = 1_000;
/** What frames the items of a message: a server with limits of its own keeps this share for it too. */
const FRAME_BYTES = 64 * 1024;
/** What every proxy passes on: a 413 for less is not about the size. */
const SURE_BYTES = 16 * 1024;

/** What a server accepts in one call by default (4 MiB). */
const DEFAULT_BOUNDS: Required<SizeBounds> = {
  maxItems: MAX_ITEMS,
  maxBytes: 4 * 1024 * 1024 - FRAME_BYTES,
};

/** How {@link PartedCall} makes its calls. */
export interface PartedCallOptions<Item, Result, Plan> {
  /** No fewer bytes than the item has on the wire. */
  readonly sizeOf: (item: Item) => number;
  /** Asks the server for what it accepts. */
  readonly askLimits: () => Promise<ServerLimits>;
  /** Makes one call; one result an item, in order. */
  readonly send: (items: Item[], plan: Plan) => Promise<readonly Result[]>;
  /** The results of items whose call has failed as a whole, unless it throws the error. */
  readonly fail: (items: readonly Item[], error: MillraceError) => readonly Result[];
}

/**
 * A call with a list of items that is made in as many parts as the server's limits ask for. They are
 * asked for only when the server has refused a part as too large; a proxy that did is heeded as well.
 * Where a part is refused for its content, its items are sent in halves, down to the one at fault:
 * a bad item never takes the others along.
 */
export class PartedCall<Item, Result, Plan> {
  /** The most items that one call takes. */
  static readonly maxItems = MAX_ITEMS;

  readonly #options: PartedCallOptions<Item, Result, Plan>;
  #bounds = DEFAULT_BOUNDS;

  constructor(options: PartedCallOptions<Item, Result, Plan>) {
    this.#options = options;
  }

  /** `items` in parts that the server accepts, as far as is known. */
  split(items: readonly Item[]): Item[][] {
    return [...splitBySize(items, this.#options.sizeOf, this.#bounds)];
  }

  /** The results of a part, one an item, in order. */
  async send(part: Item[], plan: Plan): Promise<readonly Result[]> {
    try {
      return await this.#options.send(part, plan);
    } catch (reason) {
      if (!(reason instanceof MillraceError)) throw reason;
      const error = this.refusalOf(part, reason);
      const smaller = part.length > 1 ? await this.#splitRefused(part, error) : [];
      if (smaller.length < 2) return this.#options.fail(part, error);
      const results: Result[] = [];
      for (const items of smaller) results.push(...(await this.send(items, plan)));
      return results;
    }
  }

  /**
   * What the error of a call with `items` means for them: a proxy that takes no request of that size
   * will not take it the next time either.
   */
  refusalOf(items: readonly Item[], error: MillraceError): MillraceError {
    if (foreignStatus(error) !== 413 || this.#bytesOf(items) <= SURE_BYTES) return error;
    return new MillraceError("RESOURCE_EXHAUSTED", error.message, { cause: error.cause });
  }

  async #splitRefused(part: Item[], error: MillraceError): Promise<Item[][]> {
    if (error.code === "INVALID_ARGUMENT") return halves(part);
    if (error.code !== "RESOURCE_EXHAUSTED") return [];
    if (foreignStatus(error) !== undefined) {
      const maxBytes = Math.max(SURE_BYTES, Math.floor(this.#bytesOf(part) / 2));
      this.#bounds = { ...this.#bounds, maxBytes };
    } else {
      await this.#learnBounds();
    }
    return this.split(part);
  }

  async #learnBounds(): Promise<void> {
    try {
      const { messageBytes, batchJobs } = await this.#options.askLimits();
      const frame = Math.min(FRAME_BYTES, messageBytes / 16);
      this.#bounds = {
        maxItems: Math.min(MAX_ITEMS, batchJobs),
        maxBytes: Math.floor(messageBytes - frame),
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

/** No fewer bytes than the texts have in UTF-8; to encode them for the count would be dear. */
export function textBytes(...texts: readonly string[]): number {
  return texts.reduce((units, text) => units + text.length, 0) * BYTES_A_UTF16_UNIT;
}
