import type { Clock } from "@millrace/core";

// How many streams of a connection a client may reset at once, and in a second. Node's 1,000, and 33
// a second in the long run, end the connection of a client that does no more than watch and cancel a
// lot.
const STREAM_RESETS = 3_000;
// How many in a flood, on a connection that is new. A stream costs its memory and some 15 µs before
// anybody is asked about it, so that each connection could hold up the others by 50 ms.
const STREAM_RESETS_IN_FLOOD = 100;
// For how long a flood counts as one after its last reset that was too many.
const FLOOD_MS = 10_000;

/**
 * How many streams a new connection may reset: fewer while the connections in all reset more than
 * one may. A client that is ended for its resets gains nothing by connecting again.
 */
export class ResetAllowance {
  readonly #clock: Pick<Clock, "now">;
  #secondBegan = Number.NEGATIVE_INFINITY;
  #resets = 0;
  #floodEnds = Number.NEGATIVE_INFINITY;

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
  }

  /** A stream was reset before its call began: of those that did begin, none is a flood. */
  note(): void {
    const now = this.#clock.now();
    if (now - this.#secondBegan >= 1_000) {
      this.#secondBegan = now;
      this.#resets = 0;
    }
    if (++this.#resets > STREAM_RESETS) this.#floodEnds = now + FLOOD_MS;
  }

  /** What a connection that begins now may reset. */
  ofNewConnection(): { readonly streamResetBurst: number; readonly streamResetRate: number } {
    const isFlood = this.#clock.now() < this.#floodEnds;
    const resets = isFlood ? STREAM_RESETS_IN_FLOOD : STREAM_RESETS;
    return { streamResetBurst: resets, streamResetRate: resets };
  }
}
