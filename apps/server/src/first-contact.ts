/** A store that can tell whether it may be used. */
export interface CheckedStore {
  /** Rejects with what to put right, or while the store cannot be reached. */
  ready(): Promise<void>;
  /** What an operator should know of its settings, in sentences. */
  warnings?(): Promise<string[]>;
}

/** Checks a store when it is reached for the first time, be it long after the start. */
export class FirstContact {
  readonly #store: CheckedStore;
  readonly #onWarning: (message: string) => void;
  #isUsable = false;
  #checking: Promise<void> | undefined;

  constructor(store: CheckedStore, onWarning: (message: string) => void) {
    this.#store = store;
    this.#onWarning = onWarning;
  }

  /**
   * Resolves when the store has been found usable, at once from then on; its warnings are told once.
   *
   * @throws MillraceError what the store's `ready` says; call again to check again.
   */
  async check(): Promise<void> {
    if (this.#isUsable) return;
    this.#checking ??= this.#check().finally(() => {
      this.#checking = undefined;
    });
    await this.#checking;
  }

  async #check(): Promise<void> {
    await this.#store.ready();
    this.#isUsable = true;
    for (const warning of (await this.#store.warnings?.()) ?? []) this.#onWarning(warning);
  }
}
