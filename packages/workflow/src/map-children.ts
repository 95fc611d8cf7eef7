import { numbersOf, rangesOfAny } from "./index-ranges.ts";
import type { Json } from "./json.ts";
import { packResults, partsToPack } from "./map-results.ts";
import { isWholeChunk, type MapState, mapParts, newMap } from "./map-state.ts";
import type { PartsDraft } from "./run-parts.ts";

type Mutable<T> = { -readonly [Field in keyof T]: T[Field] };

/** The items of a map while its run is advanced. */
export class MapChildren {
  readonly #step: string;
  readonly #parts: PartsDraft;
  readonly #open: Set<number>;
  /** Items that have failed, and stand in no part yet. */
  readonly #newlyFailed = new Set<number>();
  /** Chunks in which items have ended. */
  readonly #touched = new Set<number>();
  readonly #failedIn: Set<number>;
  readonly #map: Mutable<MapState>;
  readonly #names: ReturnType<typeof mapParts>;

  constructor(step: string, map: MapState, parts: PartsDraft) {
    this.#step = step;
    this.#map = { ...map };
    this.#names = mapParts(step, map);
    this.#parts = parts;
    this.#open = new Set(numbersOf(map.open));
    this.#failedIn = new Set(numbersOf(map.failedIn));
  }

  /** The items of a map that starts, which are written down once. */
  static of(step: string, items: readonly Json[], list: number, parts: PartsDraft): MapChildren {
    const map = newMap(items.length, { list, bytes: JSON.stringify(items).length });
    const names = mapParts(step, map);
    for (let first = 0; first < items.length; first += map.chunk) {
      parts.put(names.items(first / map.chunk), items.slice(first, first + map.chunk));
    }
    return new MapChildren(step, map, parts);
  }

  get total(): number {
    return this.#map.total;
  }

  get failed(): number {
    return this.#map.failed;
  }

  /** The places of those that have not ended. */
  get open(): ReadonlySet<number> {
    return this.#open;
  }

  /** Whether items are left that were not started. */
  get hasMore(): boolean {
    return this.#map.redo !== undefined || this.#map.next < this.#map.total;
  }

  /** The parts by which up to `count` more items start. */
  partsToStart(count: number): readonly string[] {
    const { chunk, next, total, redo } = this.#map;
    if (redo !== undefined) {
      const chunks = this.#chunksToRedo(redo).slice(0, count);
      return chunks.flatMap((number) => [this.#names.failed(number), this.#names.items(number)]);
    }
    const found: string[] = [];
    const end = Math.min(total, next + count);
    for (let number = Math.floor(next / chunk); number * chunk < end; number++) {
      found.push(this.#names.items(number));
    }
    return found;
  }

  /** Starts the next item: from now on it is open. */
  start(): { readonly index: number; readonly item: Json } | undefined {
    const index = this.#next();
    if (index === undefined) return undefined;
    this.#open.add(index);
    const { chunk } = this.#map;
    const number = this.#chunkOf(index);
    const items = this.#parts.get(this.#names.items(number)) as readonly Json[];
    return { index, item: items[index - number * chunk] as Json };
  }

  /** Takes the end of an item; returns false when it is not open. */
  complete(index: number, result: Json): boolean {
    if (!this.#close(index)) return false;
    this.#map.completed++;
    if (result !== null) {
      this.#map.bytes += JSON.stringify(result).length + 1;
      this.#parts.put(this.#names.result(index), result);
    }
    return true;
  }

  /** The same for one that has failed. */
  fail(index: number): boolean {
    if (!this.#close(index)) return false;
    this.#newlyFailed.add(index);
    this.#map.failed++;
    return true;
  }

  /** Takes back an item that was started in this very advance, and is to be cancelled. */
  takeBack(index: number): void {
    if (this.#open.delete(index)) this.#newlyFailed.add(index);
  }

  /** Has all that have not completed run again. */
  redo(): void {
    for (const index of this.#open) this.#newlyFailed.add(index);
    this.#open.clear();
    this.#parts.require(this.#partsOfFailed());
    this.#writeFailed();
    this.#map.failed = 0;
    this.#map.redo = -1;
  }

  /** The parts that {@link keep} reads. */
  partsToKeep(): readonly string[] {
    const packs = this.#toPack().flatMap((number) => partsToPack(this.#step, this.#map, number));
    return [...packs, ...this.#partsOfFailed()];
  }

  /** Writes into parts what has come together. Returns the state. */
  keep(): MapState {
    this.#writeFailed();
    for (const number of this.#toPack()) packResults(this.#step, this.#map, number, this.#parts);
    this.#touched.clear();
    return {
      ...this.#map,
      open: rangesOfAny(this.#open),
      failedIn: rangesOfAny(this.#failedIn),
    };
  }

  #close(index: number): boolean {
    if (!this.#open.delete(index)) return false;
    this.#touched.add(this.#chunkOf(index));
    return true;
  }

  #next(): number | undefined {
    if (this.#map.redo !== undefined) {
      const index = this.#nextToRedo(this.#map.redo);
      if (index !== undefined) {
        this.#map.redo = index;
        return index;
      }
      delete this.#map.redo;
    }
    return this.#map.next < this.#map.total ? this.#map.next++ : undefined;
  }

  /** Takes the first item behind `redo` out of those that have failed. */
  #nextToRedo(redo: number): number | undefined {
    for (const number of this.#chunksToRedo(redo)) {
      const name = this.#names.failed(number);
      const failed = this.#failedOf(number);
      const index = failed.find((each) => each > redo);
      if (index === undefined) continue;
      const rest = failed.filter((each) => each !== index);
      this.#parts.put(name, rangesOfAny(rest));
      if (rest.length === 0) this.#failedIn.delete(number);
      return index;
    }
    return undefined;
  }

  #chunksToRedo(redo: number): number[] {
    const { chunk } = this.#map;
    const behind = [...this.#failedIn].filter((number) => (number + 1) * chunk - 1 > redo);
    return behind.sort((one, other) => one - other);
  }

  /** Those of a chunk that have failed, but for those that stand in no part yet. */
  #failedOf(number: number): readonly number[] {
    return this.#failedIn.has(number)
      ? numbersOf((this.#parts.get(this.#names.failed(number)) ?? "") as string)
      : [];
  }

  #partsOfFailed(): readonly string[] {
    const numbers = [...this.#newlyFailed].map((index) => this.#chunkOf(index));
    return numbers.filter((number) => this.#failedIn.has(number)).map(this.#names.failed);
  }

  #writeFailed(): void {
    const fresh = Map.groupBy(this.#newlyFailed, (index) => this.#chunkOf(index));
    for (const [number, indexes] of fresh) {
      const all = [...this.#failedOf(number), ...indexes];
      this.#parts.put(this.#names.failed(number), rangesOfAny(all));
      this.#failedIn.add(number);
    }
    this.#newlyFailed.clear();
  }

  /** The chunks of which nothing is left to run since the state was read, and which have results. */
  #toPack(): number[] {
    if (this.#map.bytes === 0) return [];
    const { open } = this;
    return [...this.#touched].filter((number) =>
      isWholeChunk(this.#map, number, { open, failedIn: this.#failedIn }),
    );
  }

  #chunkOf(index: number): number {
    return Math.floor(index / this.#map.chunk);
  }
}
