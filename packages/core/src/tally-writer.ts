import { type Clock, systemClock } from "./clock.ts";
import { QueueTally, type TallyCells } from "./queue-tally.ts";
import { within } from "./wait.ts";

/** How long what was counted waits until it is written. */
const WRITE_AFTER_MS = 1_000;
/** How long a last write may hold up the end of a store. */
const LAST_WRITE_MS = 500;

/**
 * Writes what a process has counted to the store, once a second at most, so that counting costs the
 * store nothing a job. What could not be written is lost, as is up to a second of a process that
 * crashes: it is for people to look at, and nothing depends on it.
 */
export class TallyWriter {
  readonly tally: QueueTally = new QueueTally(() => this.#writeSoon());
  readonly #write: (counted: ReadonlyMap<string, TallyCells>) => Promise<void>;
  readonly #clock: Clock;
  #cancel: (() => void) | undefined;

  constructor(
    write: (counted: ReadonlyMap<string, TallyCells>) => Promise<void>,
    clock: Clock = systemClock,
  ) {
    this.#write = write;
    this.#clock = clock;
  }

  /** Writes what is left, as far as that is quick. */
  async end(): Promise<void> {
    this.#cancel?.();
    await within(this.#clock, LAST_WRITE_MS, this.#writeNow());
  }

  #writeSoon(): void {
    this.#cancel = this.#clock.setTimer(WRITE_AFTER_MS, () => void this.#writeNow());
  }

  async #writeNow(): Promise<void> {
    if (this.tally.isEmpty) return;
    await this.#write(this.tally.take()).catch(() => {});
  }
}
