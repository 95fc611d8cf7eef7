import type { Json } from "./json.ts";
import type { MapState } from "./step-state.ts";

/** How an item of a map has ended. */
export type ItemEnd = { readonly result: Json } | { readonly error: string };

export function newMap(items: readonly Json[]): MapState {
  return { items, made: 0, open: [], failed: 0, results: items.map(() => null) };
}

/** The map without the item at `index`, which has ended; `undefined` when it was not open. */
export function withItemEnded(
  map: MapState,
  index: number | undefined,
  end: ItemEnd,
): MapState | undefined {
  if (index === undefined || !map.open.includes(index)) return undefined;
  const open = map.open.filter((other) => other !== index);
  if ("error" in end) return { ...map, open, failed: map.failed + 1 };
  return { ...map, open, results: map.results.with(index, end.result) };
}

/** Why a map fails, once more items have failed than it tolerates. */
export function excessOf(
  { items, failed }: MapState,
  tolerated: number,
  last: string,
): string | undefined {
  if (failed <= tolerated) return undefined;
  return `${failed} of ${items.length} items failed, of which ${tolerated} are tolerated; the last: ${last}`;
}
