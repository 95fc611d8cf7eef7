/** Where a map is. The lists of its items and results are parts, in chunks. */
export interface MapState {
  /** How many items there are. */
  readonly total: number;
  /** How many items a chunk has. */
  readonly chunk: number;
  /** The epoch of the step in which the list was made; the names of its parts begin with it. */
  readonly list: number;
  /** The first item that was not started yet; all after it were not, either. */
  readonly next: number;
  /** The places of the items whose jobs or runs have not ended, as ranges: `0-4,7`. */
  readonly open: string;
  readonly completed: number;
  /** How many have failed; those of an attempt that was run again do not count. */
  readonly failed: number;
  /** The chunks with items that have failed, as ranges; which ones, is a part. */
  readonly failedIn: string;
  /** How long the results are together, as JSON. */
  readonly bytes: number;
  /** Of a map that is run again: of the items that had failed, those behind this place are still to run. */
  readonly redo?: number;
}

/** The bounds of a chunk: with few items of many bytes each, chunks are short. */
const CHUNK = { items: 256, bytes: 8_192 };

export function newMap(
  total: number,
  { list, bytes }: { readonly list: number; readonly bytes: number },
): MapState {
  const fitting = Math.floor((CHUNK.bytes * total) / Math.max(1, bytes));
  const chunk = Math.min(CHUNK.items, Math.max(1, fitting));
  return {
    ...{ total, chunk, list },
    next: 0,
    open: "",
    completed: 0,
    failed: 0,
    failedIn: "",
    bytes: 0,
  };
}

/** Whether a part has items of a map, which never change. */
export function isItemsPart(name: string): boolean {
  return name.startsWith("items/");
}

/** The names of the parts of a map. */
export function mapParts(step: string, { list }: Pick<MapState, "list">) {
  const base = list === 1 ? step : `${step}@${list}`;
  return {
    items: (chunk: number) => `items/${base}/${chunk}`,
    /** The result of one item, until its chunk is packed; a large one for good. */
    result: (index: number) => `result/${base}/${index}`,
    /** The results of a chunk that is complete: {@link PackedResults}. */
    packed: (chunk: number) => `result/${base}/${chunk}+`,
    /** The places of items that were started, and are neither open nor completed, as ranges. */
    failed: (chunk: number) => `failed/${base}/${chunk}`,
  };
}

/** Whether nothing is left to run or to end in a chunk. */
export function isWholeChunk(
  { chunk, total, next, redo }: MapState,
  number: number,
  {
    open,
    failedIn,
  }: { readonly open: ReadonlySet<number>; readonly failedIn: ReadonlySet<number> },
): boolean {
  const end = Math.min(total, (number + 1) * chunk);
  if (next < end) return false;
  for (let index = number * chunk; index < end; index++) if (open.has(index)) return false;
  return redo === undefined || redo >= end - 1 || !failedIn.has(number);
}

/** Why a map fails, once more items have failed than it tolerates. */
export function excessOf(
  { total, failed }: Pick<MapState, "total" | "failed">,
  tolerated: number,
  last: string,
): string | undefined {
  if (failed <= tolerated) return undefined;
  return `${failed} of ${total} items failed, of which ${tolerated} are tolerated; the last: ${last}`;
}
