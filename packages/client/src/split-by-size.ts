/** How much one message may hold. */
export interface MessageBounds {
  readonly maxItems: number;
  readonly maxBytes: number;
}

/** What a server accepts in one call by default, with room for what frames the items (4 MiB). */
export const MESSAGE_BOUNDS: MessageBounds = {
  maxItems: 1_000,
  maxBytes: 4 * 1024 * 1024 - 64 * 1024,
};

/**
 * `items` in order, in parts that keep the bounds; an item that is too large for them is a part by
 * itself, for the server to refuse.
 */
export function* splitBySize<Item>(
  items: readonly Item[],
  sizeOf: (item: Item) => number,
  { maxItems, maxBytes }: MessageBounds = MESSAGE_BOUNDS,
): Generator<Item[]> {
  let part: Item[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = sizeOf(item);
    if (part.length > 0 && (part.length >= maxItems || bytes + size > maxBytes)) {
      yield part;
      part = [];
      bytes = 0;
    }
    part.push(item);
    bytes += size;
  }
  if (part.length > 0) yield part;
}

const BYTES_A_UTF16_UNIT = 3;

/** No fewer bytes than the texts have in UTF-8; to encode them for the count would be dear. */
export function textBytes(...texts: readonly string[]): number {
  return texts.reduce((units, text) => units + text.length, 0) * BYTES_A_UTF16_UNIT;
}
