import { type Clock, LATE, within } from "@millrace/core";

/** How old a look at the store may be, however many scrapers ask. */
const MAX_AGE_MS = 10_000;
/** How long a scrape waits for the store: one that is away must not hold up what the server knows. */
const PATIENCE_MS = 2_000;

/** What a store was like lately, for who shows that when somebody scrapes: it is asked every ten seconds at most. */
export class ScrapedLook<Found> {
  readonly #ask: () => Promise<readonly Found[]>;
  readonly #clock: Clock;
  #look: Promise<readonly Found[]> = Promise.resolve([]);
  #lookedMs = Number.NEGATIVE_INFINITY;
  #isLooking = false;

  constructor(ask: () => Promise<readonly Found[]>, clock: Clock) {
    this.#ask = ask;
    this.#clock = clock;
  }

  /** What was found; nothing when the store does not answer, so that nobody takes old for new. */
  async found(): Promise<readonly Found[]> {
    const now = this.#clock.now();
    // One look that the store has not answered is enough.
    if (now - this.#lookedMs >= MAX_AGE_MS && !this.#isLooking) {
      this.#lookedMs = now;
      this.#look = this.#lookAgain();
    }
    const answer = await within(this.#clock, PATIENCE_MS, this.#look);
    return answer === LATE ? [] : answer;
  }

  async #lookAgain(): Promise<readonly Found[]> {
    this.#isLooking = true;
    try {
      return await this.#ask();
    } catch {
      // Readiness tells of a store that is away, and the metrics of its calls count this one.
      return [];
    } finally {
      this.#isLooking = false;
    }
  }
}
