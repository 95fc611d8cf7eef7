import { systemClock } from "@millrace/core";

interface Call {
  readonly deadline: number;
  readonly giveUp: () => void;
}

/**
 * Fails calls that are not answered in time. All calls share one timer: nearly every call is answered long
 * before, and a timer for each would cost more than the rest of the work for a call here.
 */
export class AnswerWatch {
  readonly #calls = new Set<Call>();
  #stopTimer = () => {};
  /** When the timer fires. */
  #looksAt = Number.POSITIVE_INFINITY;

  /**
   * The answer, unless it has not come by `deadline`, a time by `performance.now()`: then `giveUp` is
   * called, which says with which error the call fails.
   */
  inTime<Answer>(answer: Promise<Answer>, deadline: number, giveUp: () => Error): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const call = { deadline, giveUp: () => reject(giveUp()) };
      this.#calls.add(call);
      if (deadline < this.#looksAt) this.#lookAt(deadline);
      answer.then(
        (value) => {
          this.#calls.delete(call);
          resolve(value);
        },
        (error: unknown) => {
          this.#calls.delete(call);
          reject(error);
        },
      );
    });
  }

  #lookAt(time: number): void {
    this.#stopTimer();
    this.#looksAt = time;
    // It may fire after every call was answered, so it must not keep the process alive.
    this.#stopTimer = systemClock.setTimer(time - performance.now(), () => this.#look());
  }

  #look(): void {
    this.#looksAt = Number.POSITIVE_INFINITY;
    const now = performance.now();
    let next = Number.POSITIVE_INFINITY;
    for (const call of this.#calls) {
      if (call.deadline > now) {
        next = Math.min(next, call.deadline);
      } else {
        this.#calls.delete(call);
        call.giveUp();
      }
    }
    if (next < this.#looksAt) this.#lookAt(next);
  }
}
