import { uniformInt } from "pure-rand/distribution/uniformInt";
import { mersenne } from "pure-rand/generator/mersenne";

/**
 * Random choices that a seed decides. Of the generators in its package, the Mersenne Twister is the
 * one that neighbouring seeds do not set out on nearly the same way.
 */
export class Random {
  readonly #generator: ReturnType<typeof mersenne>;

  constructor(seed: number) {
    this.#generator = mersenne(seed);
  }

  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number {
    return uniformInt(this.#generator, min, max);
  }

  /** A number in [0, 1). */
  fraction(): number {
    return this.int(0, 2 ** 31 - 1) / 2 ** 31;
  }

  /** True in this share of all cases. */
  chance(share: number): boolean {
    return this.int(0, 999_999) < share * 1_000_000;
  }

  /** One of `choices`, each as likely as the others. */
  pick<Choice>(choices: readonly Choice[]): Choice {
    return choices[this.int(0, choices.length - 1)] as Choice;
  }

  /** Another source of choices, so that how many are made there changes nothing here. */
  fork(): Random {
    return new Random(this.int(0, 2 ** 31 - 1));
  }
}
