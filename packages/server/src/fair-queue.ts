import type { Clock } from "@millrace/core";

export interface FairQueueOptions {
  /** How many works of one owner start in a turn of the event loop. */
  readonly perOwner: number;
  /** How many works start in a turn of the event loop. */
  readonly inAll: number;
  readonly clock: Pick<Clock, "afterTurn">;
}

/** Must not throw; false when there was nothing to do any more, which then takes no room. */
export type Work = () => boolean;

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

  constructor(options: FairQueueOptions) {
    this.#options = options;
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
    return this.#started < this.#options.inAll && line.started < this.#options.perOwner;
  }

  #endTurn(): void {
    if (this.#turnEnds) return;
    this.#turnEnds = true;
    this.#options.clock.afterTurn(() => this.#nextTurn());
  }

  #nextTurn(): void {
    this.#turnEnds = false;
    this.#started = 0;
    for (const [owner, line] of [...this.#lines]) {
      const wasServed = line.started > 0;
      line.started = 0;
      if (line.waiting.length === 0) this.#lines.delete(owner);
      else if (wasServed) this.#moveToEnd(owner, line);
    }
    if (this.#lines.size === 0) return;
    this.#endTurn();
    // A map is walked on into what is put at its end meanwhile: round and round.
    for (const [owner, line] of this.#lines) {
      if (this.#started >= this.#options.inAll) return;
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
