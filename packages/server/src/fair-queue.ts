import type { Clock } from "@millrace/core";

export interface FairQueueOptions {
  /** How many works of one owner start in a turn of the event loop. */
  readonly perOwner: number;
  /** How many works start in a turn of the event loop. */
  readonly inAll: number;
  readonly clock: Pick<Clock, "afterTurn" | "now">;
}

/** Must not throw; false when there was nothing to do any more, which then takes no room. */
export type Work = () => boolean;

// Nothing more starts in a turn that has lasted so long.
const SLICE_MS = 20;
// What starts costs most of its time later, in the same turn: after one that lasted so long, less
// starts in the next.
const LONG_TURN_MS = 50;
// How many start in the first turn after a quiet one: nobody knows yet how slow they are.
const FIRST_STARTS = 16;

interface Line {
  started: number;
  readonly waiting: Work[];
}

/**
 * Starts what many owners want done: at once while the turn of the event loop has room, then one of
 * each owner after the other, so that nobody waits behind the whole flood of somebody else.
 */
export class FairQueue {
  readonly #options: FairQueueOptions;
  /** Of owners that have started something in this turn, or wait: who was served last comes last. */
  readonly #lines = new Map<object, Line>();
  #started = 0;
  #turnEnds = false;
  #turnBeganMs = 0;
  /** How many may start in this turn: fewer than in all while they turn out to be slow. */
  #room: number;

  constructor(options: FairQueueOptions) {
    this.#options = options;
    this.#room = Math.min(FIRST_STARTS, options.inAll);
  }

  /** Calls `work` now or in a later turn; those of one owner in their order. */
  run(owner: object, work: Work): void {
    let line = this.#lines.get(owner);
    if (line === undefined) {
      line = { started: 0, waiting: [] };
      this.#lines.set(owner, line);
    }
    this.#endTurn();
    if (line.waiting.length > 0 || !this.#hasRoom(line)) line.waiting.push(work);
    else this.#start(line, work);
  }

  #hasRoom(line: Line): boolean {
    if (this.#started === 0) return true;
    const { perOwner, clock } = this.#options;
    if (this.#started >= this.#room || line.started >= perOwner) return false;
    return clock.now() - this.#turnBeganMs < SLICE_MS;
  }

  #endTurn(): void {
    if (this.#turnEnds) return;
    this.#turnEnds = true;
    this.#turnBeganMs = this.#options.clock.now();
    this.#options.clock.afterTurn(() => this.#nextTurn());
  }

  #nextTurn(): void {
    this.#turnEnds = false;
    this.#started = 0;
    const { inAll, clock } = this.#options;
    const wasLong = clock.now() - this.#turnBeganMs > LONG_TURN_MS;
    this.#room = wasLong ? Math.ceil(this.#room / 2) : Math.min(inAll, this.#room * 2);
    for (const [owner, line] of [...this.#lines]) {
      const wasServed = line.started > 0;
      line.started = 0;
      if (line.waiting.length === 0) this.#lines.delete(owner);
      else if (wasServed) this.#moveToEnd(owner, line);
    }
    if (this.#lines.size === 0) {
      this.#room = Math.min(this.#room, Math.min(FIRST_STARTS, inAll));
      return;
    }
    this.#endTurn();
    // A map is walked on into what is put at its end meanwhile: round and round.
    for (const [owner, line] of this.#lines) {
      if (this.#started >= this.#room) return;
      if (!this.#hasRoom(line)) continue;
      let work = line.waiting.shift();
      while (work !== undefined && !this.#start(line, work)) work = line.waiting.shift();
      if (line.waiting.length > 0) this.#moveToEnd(owner, line);
    }
  }

  #start(line: Line, work: Work): boolean {
    const isStarted = work();
    if (isStarted) {
      this.#started++;
      line.started++;
    }
    return isStarted;
  }

  #moveToEnd(owner: object, line: Line): void {
    this.#lines.delete(owner);
    this.#lines.set(owner, line);
  }
}
