import type { DatabaseSync, StatementSync } from "node:sqlite";
import { RESERVE_TURNS, RESERVED_TURNS } from "../sql/statements.ts";

/** How many turns one write reserves; a crash leaves the rest of them unused. */
const RESERVATION = 1_000_000;

/** The end of the queue at which a job is put. */
export type QueueEnd = "front" | "back";

const STEPS: { readonly [Side in QueueEnd]: 1 | -1 } = { back: 1, front: -1 };

/** Issues turns: numbers that decide which of two jobs of equal rank comes first. */
export class TurnCounter {
  readonly #reserved: StatementSync;
  readonly #reserve: StatementSync;
  #last: { [Side in QueueEnd]?: number } = {};
  #limit: { [Side in QueueEnd]?: number } = {};

  constructor(database: DatabaseSync) {
    this.#reserved = database.prepare(RESERVED_TURNS);
    this.#reserve = database.prepare(RESERVE_TURNS);
  }

  /** A turn behind all at the back, or before all at the front. */
  next(side: QueueEnd): number {
    if (this.#last[side] === this.#limit[side]) this.#reserveMore(side);
    const next = (this.#last[side] as number) + STEPS[side];
    this.#last[side] = next;
    return next;
  }

  /** Forgets the reservations of a transaction that was rolled back. */
  reset(): void {
    this.#last = {};
    this.#limit = {};
  }

  #reserveMore(side: QueueEnd): void {
    const { reserved } = this.#reserved.get(side) as { reserved: number };
    const limit = reserved + STEPS[side] * RESERVATION;
    this.#reserve.run(limit, side);
    this.#last[side] = reserved;
    this.#limit[side] = limit;
  }
}
