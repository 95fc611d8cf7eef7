/** How far two keys have come from each other, in turns, while both had jobs that waited. */
interface Stretch {
  difference: number;
  least: number;
  most: number;
}

/** More than all the steps by which keys that join stand apart. */
const JOIN_GRAIN = 0.001;

/**
 * Holds the keys of a queue that are served in turn to the bound of start-time fair queueing: of any two, while both
 * have jobs that wait, neither is served more than a turn of each ahead of the other.
 */
export class KeyFairness {
  readonly #weightOf: (key: string) => number;
  readonly #stretches = new Map<string, Stretch>();

  constructor(weightOf: (key: string) => number) {
    this.#weightOf = weightOf;
  }

  /** What was served so far says nothing about what comes. */
  forget(): void {
    this.#stretches.clear();
  }

  /**
   * A job of `key` is leased, when the keys of `waiting` had jobs that could have been, itself included.
   *
   * @returns a line for each other key that was passed over for too long.
   */
  served(key: string, waiting: ReadonlySet<string>): string[] {
    for (const pair of this.#stretches.keys()) {
      if (pair.split(" ").some((each) => !waiting.has(each))) this.#stretches.delete(pair);
    }
    return [...waiting].flatMap((other) => (other === key ? [] : this.#compare(key, other)));
  }

  #compare(key: string, other: string): string[] {
    const [first, second] = key < other ? [key, other] : [other, key];
    const pair = `${first} ${second}`;
    const stretch = this.#stretches.get(pair) ?? { difference: 0, least: 0, most: 0 };
    this.#stretches.set(pair, stretch);
    const turn = 1 / this.#weightOf(key);
    stretch.difference += key === first ? turn : -turn;
    stretch.least = Math.min(stretch.least, stretch.difference);
    stretch.most = Math.max(stretch.most, stretch.difference);
    const apart = stretch.most - stretch.least;
    if (apart <= turn + 1 / this.#weightOf(other) + JOIN_GRAIN) return [];
    return [`the keys "${first}" and "${second}" have come ${apart} turns apart`];
  }
}
