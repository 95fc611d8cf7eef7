/** Bounds the bytes that calls hold, per connection and in all. */
export class ByteBudget {
  /** The most that one connection may hold. */
  readonly perAccount: number;
  readonly #inAll: number;
  readonly #accounts = new Set<ByteAccount>();
  #held = 0;

  constructor(perAccount: number, inAll: number) {
    this.perAccount = perAccount;
    this.#inAll = inAll;
  }

  get heldBytes(): number {
    return this.#held;
  }

  /** Adds to what `account` holds, at the cost of whoever holds more; false when it must not be. */
  take(account: ByteAccount, bytes: number): boolean {
    const wanted = account.heldBytes + bytes;
    if (wanted > this.perAccount || bytes > this.#inAll) return false;
    while (this.#held + bytes > this.#inAll) {
      const largest = this.#largest();
      if (largest === undefined || largest === account || largest.heldBytes <= wanted) return false;
      largest.evict();
    }
    this.#add(account, bytes);
    return true;
  }

  give(account: ByteAccount, bytes: number): void {
    this.#add(account, -bytes);
  }

  #add(account: ByteAccount, bytes: number): void {
    account.heldBytes += bytes;
    this.#held += bytes;
    if (account.heldBytes > 0) this.#accounts.add(account);
    else this.#accounts.delete(account);
  }

  #largest(): ByteAccount | undefined {
    let largest: ByteAccount | undefined;
    for (const account of this.#accounts) {
      if (largest === undefined || account.heldBytes > largest.heldBytes) largest = account;
    }
    return largest;
  }
}

// From here on, a connection must let go of some before it gets more calls.
const NEARLY_FULL = 3 / 4;

/** What one connection holds. */
export class ByteAccount {
  readonly budget: ByteBudget;
  readonly #holdings = new Set<Holding>();
  /** Changed by the budget alone. */
  heldBytes = 0;

  constructor(budget: ByteBudget) {
    this.budget = budget;
  }

  /** Whether new calls would only go over. */
  get isNearlyFull(): boolean {
    return this.heldBytes > NEARLY_FULL * this.budget.perAccount;
  }

  /** `onEvicted` is called when the bytes are wanted for others; they count no more by then. */
  hold(onEvicted: () => void): Holding {
    const holding = new Holding(this, onEvicted, () => this.#holdings.delete(holding));
    this.#holdings.add(holding);
    return holding;
  }

  /** Takes the bytes of the largest holding away. */
  evict(): void {
    let largest: Holding | undefined;
    for (const holding of this.#holdings) {
      if (largest === undefined || holding.bytes > largest.bytes) largest = holding;
    }
    largest?.evict();
  }
}

/** The bytes of one call. */
export class Holding {
  readonly #account: ByteAccount;
  readonly #onEvicted: () => void;
  readonly #onEnd: () => void;
  #isOver = false;
  bytes = 0;

  constructor(account: ByteAccount, onEvicted: () => void, onEnd: () => void) {
    this.#account = account;
    this.#onEvicted = onEvicted;
    this.#onEnd = onEnd;
  }

  /** False, and nothing changes, when there is no room for so many more. */
  grow(bytes: number): boolean {
    if (this.#isOver || !this.#account.budget.take(this.#account, bytes)) return false;
    this.bytes += bytes;
    return true;
  }

  shrink(bytes: number): void {
    if (this.#isOver) return;
    this.bytes -= bytes;
    this.#account.budget.give(this.#account, bytes);
  }

  /** Gives everything back, for good. Idempotent. */
  release(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#onEnd();
    this.#account.budget.give(this.#account, this.bytes);
  }

  evict(): void {
    this.release();
    this.#onEvicted();
  }
}
