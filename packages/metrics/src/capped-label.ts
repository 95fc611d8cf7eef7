/** How many values a label has before the others share one. */
const MAX_VALUES = 200;
/** What stands for all the others. No type begins with `_`. */
const OTHER = "_other";

/**
 * What is kept for each value of a label that others make up, such as the type of a job: for the first
 * 200 of them, and one for all the rest, so that memory and the size of a scrape are bounded.
 */
export class CappedLabel<Kept> {
  readonly #make: (value: string) => Kept;
  readonly #kept = new Map<string, Kept>();
  #other: Kept | undefined;

  constructor(make: (value: string) => Kept) {
    this.#make = make;
  }

  of(value: string): Kept {
    const kept = this.#kept.get(value);
    if (kept !== undefined) return kept;
    if (this.#kept.size >= MAX_VALUES) return this.other;
    const made = this.#make(value);
    this.#kept.set(value, made);
    return made;
  }

  /** The same for a value that nobody has checked: one that is new is counted with the others. */
  known(value: string): Kept {
    return this.#kept.get(value) ?? this.other;
  }

  /** What is kept for all the others, and for what has no value that is known. */
  get other(): Kept {
    this.#other ??= this.#make(OTHER);
    return this.#other;
  }
}
