/** Does something at intervals, one after the other, and keeps no process alive for it. */
export class Pulse {
  readonly #beat: () => Promise<void>;
  readonly #everyMs: number;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  /** The next beat comes `everyMs` after the end of the one before, which may have failed. */
  constructor(beat: () => Promise<void>, everyMs: number) {
    this.#beat = beat;
    this.#everyMs = everyMs;
    this.#wait();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #wait(): void {
    if (this.#closed) return;
    const again = () => this.#wait();
    this.#timer = setTimeout(() => void this.#beat().then(again, again), this.#everyMs);
    this.#timer.unref();
  }
}
