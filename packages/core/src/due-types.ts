import type { EpochMs } from "./clock.ts";

interface Entry {
  readonly type: string;
  at: EpochMs;
}

/**
 * The types of a store, ordered by the time at which a job of the type is next due, expires or loses its
 * lease. Maintenance looks at no type before that time. A noted time may be too early, but never too
 * late: the caller that takes a type checks what is due and notes the next time.
 *
 * A binary heap that knows each type's place in it.
 */
export class DueTypes {
  readonly #heap: Entry[] = [];
  readonly #places = new Map<string, number>();

  /** Notes that something is due at `at`; the earliest of several times for a type counts. */
  note(type: string, at: EpochMs): void {
    const place = this.#places.get(type);
    const known = place === undefined ? undefined : this.#heap[place];
    if (known === undefined) {
      this.#heap.push({ type, at });
      this.#rise(this.#heap.length - 1);
    } else if (at < known.at) {
      known.at = at;
      this.#rise(place as number);
    }
  }

  /** Whether something of the type may be due. */
  isDue(type: string, now: EpochMs): boolean {
    const place = this.#places.get(type);
    return place !== undefined && (this.#heap[place]?.at as EpochMs) <= now;
  }

  /** Whether something of any type may be due. */
  isAnyDue(now: EpochMs): boolean {
    const [first] = this.#heap;
    return first !== undefined && first.at <= now;
  }

  /** Takes out the type that is due first, if something of it may be due by now. */
  takeDue(now: EpochMs): string | undefined {
    if (!this.isAnyDue(now)) return undefined;
    const { type } = this.#heap[0] as Entry;
    this.take(type);
    return type;
  }

  /** Takes a type out, whose next time is then to be noted. */
  take(type: string): void {
    const place = this.#places.get(type);
    if (place === undefined) return;
    this.#places.delete(type);
    const last = this.#heap.pop();
    if (last === undefined || last.type === type) return;
    this.#heap[place] = last;
    this.#places.set(last.type, place);
    this.#rise(place);
    this.#sink(this.#places.get(last.type) as number);
  }

  clear(): void {
    this.#heap.length = 0;
    this.#places.clear();
  }

  /** Moves an entry up to where the one above it is no later. */
  #rise(from: number): void {
    const heap = this.#heap;
    const entry = heap[from] as Entry;
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = heap[parent] as Entry;
      if (above.at <= entry.at) break;
      heap[place] = above;
      this.#places.set(above.type, place);
      place = parent;
    }
    heap[place] = entry;
    this.#places.set(entry.type, place);
  }

  /** Moves an entry down to where none below it is earlier. */
  #sink(from: number): void {
    const heap = this.#heap;
    const entry = heap[from] as Entry;
    let place = from;
    for (;;) {
      const left = 2 * place + 1;
      const right = heap[left + 1];
      let child = heap[left];
      if (child === undefined) break;
      const childPlace = right !== undefined && right.at < child.at ? left + 1 : left;
      child = heap[childPlace] as Entry;
      if (child.at >= entry.at) break;
      heap[place] = child;
      this.#places.set(child.type, place);
      place = childPlace;
    }
    heap[place] = entry;
    this.#places.set(entry.type, place);
  }
}
