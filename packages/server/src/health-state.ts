/** Whether the server can do its work, and who wants to know when that changes. */
export class HealthState {
  #ready = false;
  #draining = false;
  readonly #listeners = new Set<() => void>();

  /** Whether the store answers and the server is not shutting down. */
  get serving(): boolean {
    return this.#ready && !this.#draining;
  }

  /** Says whether the store answers. */
  setReady(ready: boolean): void {
    this.#change(() => {
      this.#ready = ready;
    });
  }

  /** The server shuts down: not serving from now on. */
  drain(): void {
    this.#change(() => {
      this.#draining = true;
    });
  }

  /** {@link serving} as it stands, then after each change, until one of `ends` is aborted. */
  async *changes(ends: readonly AbortSignal[]): AsyncGenerator<boolean, void, undefined> {
    let resume = () => {};
    let told: boolean | undefined;
    const wake = () => resume();
    const ended = () => ends.some(({ aborted }) => aborted);
    this.#listeners.add(wake);
    for (const end of ends) end.addEventListener("abort", wake);
    try {
      for (;;) {
        if (told !== this.serving) {
          told = this.serving;
          yield told;
        }
        if (ended()) return;
        if (told === this.serving) {
          await new Promise<void>((resolve) => {
            resume = resolve;
          });
        }
      }
    } finally {
      this.#listeners.delete(wake);
      for (const end of ends) end.removeEventListener("abort", wake);
    }
  }

  #change(change: () => void): void {
    const before = this.serving;
    change();
    if (this.serving === before) return;
    for (const listener of this.#listeners) listener();
  }
}
