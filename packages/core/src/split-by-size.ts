/** How much one part may hold. */
export interface SizeBounds {
  /** Defaults to any number. */
  readonly maxItems?: number;
  /** In the unit of the sizes. */
  readonly maxSize: number;
}

/**
 * `items` in order, in parts that keep the bounds; an item that is too large for them is a part by
 * itself.
 */
export function* splitBySize<Item>(
  items: readonly Item[],
  sizeOf: (item: Item) => number,
  { maxItems = Number.POSITIVE_INFINITY, maxSize }: SizeBounds,
): Generator<Item[]> {
  let part: Item[] = [];
  let total = 0;
  for (const item of items) {
    const size = sizeOf(item);
    if (part.length > 0 && (part.length >= maxItems || total + size > maxSize)) {
      yield part;
      part = [];
      total = 0;
    }
    part.push(item);
    total += size;
  }
  if (part.length > 0) yield part;
}
