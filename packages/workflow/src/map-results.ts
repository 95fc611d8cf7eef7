import { ExpressionError } from "./expression.ts";
import { numbersOf } from "./index-ranges.ts";
import type { Json } from "./json.ts";
import { isWholeChunk, type MapState, mapParts } from "./map-state.ts";
import type { PartsDraft } from "./run-parts.ts";

/** The results of a chunk that is complete. */
export interface PackedResults {
  /** By place in the chunk; null where there is none, or a large one. */
  readonly values: readonly Json[];
  /** The places in the chunk of those that lie in parts of their own. */
  readonly large: readonly number[];
}

/** The longest result, as JSON, that is packed with others. */
export const MAX_PACKED_BYTES = 1_024;
/** The longest list of results that expressions see. */
export const MAX_LIST_BYTES = 1024 * 1024;

/** The results of a map that has completed, in the order of the items; null where an item has none. @throws ExpressionError */
export function readMapResults(step: string, map: MapState, parts: PartsDraft): readonly Json[] {
  if (map.bytes > MAX_LIST_BYTES) {
    throw new ExpressionError(
      `steps.${step}.result: has ${map.bytes.toLocaleString("en-US")} bytes, over the 1 MiB that expressions see`,
    );
  }
  return readResults(step, map, { from: 0, count: map.total }, parts);
}

/** Some of the results, also of a map that goes on; null where there is none. */
export function readResults(
  step: string,
  map: MapState,
  { from, count }: { readonly from: number; readonly count: number },
  parts: PartsDraft,
): Json[] {
  const { total, chunk, bytes } = map;
  const end = Math.min(total, from + count);
  const results = Array.from({ length: Math.max(0, end - from) }, (): Json => null);
  if (results.length === 0 || bytes === 0) return results;
  const names = mapParts(step, map);
  const chunks = Array.from(
    { length: Math.floor((end - 1) / chunk) - Math.floor(from / chunk) + 1 },
    (_, i) => Math.floor(from / chunk) + i,
  );
  parts.require(chunks.map(names.packed));
  // A chunk that is not whole has a part for each result since it was packed, if it was.
  const single: number[] = [];
  const left = {
    open: new Set(numbersOf(map.open)),
    failedIn: new Set(numbersOf(map.failedIn)),
  };
  for (const number of chunks) {
    const packed = parts.get(names.packed(number)) as PackedResults | undefined;
    const first = number * chunk;
    const isPacked = packed !== undefined && isWholeChunk(map, number, left);
    for (let index = Math.max(from, first); index < Math.min(end, first + chunk); index++) {
      const value = packed?.values[index - first] ?? null;
      if (value !== null) results[index - from] = value;
      else if (!isPacked || packed.large.includes(index - first)) single.push(index);
    }
  }
  parts.require(single.map(names.result));
  for (const index of single) results[index - from] = parts.get(names.result(index)) ?? null;
  return results;
}

/** Puts the results of a chunk that is complete into one part. The single ones were read. */
export function packResults(step: string, map: MapState, number: number, parts: PartsDraft): void {
  const names = mapParts(step, map);
  const first = number * map.chunk;
  const length = Math.min(map.chunk, map.total - first);
  const packed = parts.get(names.packed(number)) as PackedResults | undefined;
  const values = Array.from({ length }, (_, i) => packed?.values[i] ?? null);
  const large = new Set(packed?.large);
  for (let i = 0; i < length; i++) {
    const name = names.result(first + i);
    const value = parts.get(name);
    if (value === undefined || large.has(i)) continue;
    if (JSON.stringify(value).length > MAX_PACKED_BYTES) {
      large.add(i);
    } else {
      values[i] = value;
      parts.delete(name);
    }
  }
  parts.put(names.packed(number), { values, large: [...large] });
}

/** The parts that {@link packResults} reads. */
export function partsToPack(step: string, map: MapState, number: number): readonly string[] {
  const names = mapParts(step, map);
  const first = number * map.chunk;
  const length = Math.min(map.chunk, map.total - first);
  return [names.packed(number), ...Array.from({ length }, (_, i) => names.result(first + i))];
}
