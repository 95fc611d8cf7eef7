import { type Clock, systemClock } from "@millrace/core";

/** Bounds the bytes that calls hold, per connection and in all. */
export class ByteBudget {
  /** The most that one connection may hold. */
  readonly perAccount: number;
  readonly clock: Pick<Clock, "afterTurn">;
  readonly #inAll: number;
  readonly #accounts = new Set<ByteAccount>();
  #held = 0;

  constructor(perAccount: number, inAll: number, clock: Pick<Clock, "afterTurn"> = systemClock) {
    this.perAccount = perAccount;
    this.#inAll = inAll;
    this.clock = clock;
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

// From here on, a connection must let go of some before more of its calls begin.
const NEARLY_FULL = 3 / 4;

/** What one connection holds. */
export class ByteAccount {
  readonly budget: ByteBudget;
  readonly #holdings = new Set<Holding>();
  readonly #waiting = new Set<() => void>();
  #letsIn = false;
  /** Changed by the budget alone. */
  heldBytes = 0;

  constructor(budget: ByteBudget) {
    this.budget = budget;
  }

  /** Whether what begins now would perhaps only go over. */
  get isNearlyFull(): boolean {
    return this.heldBytes > NEARLY_FULL * this.budget.perAccount;
  }

  /** Calls `resume` once there is room. Returns what ends the wait. */
  whenRoom(resume: () => void): () => void {
    const entry = () => resume();
    this.#waiting.add(entry);
    return () => this.#waiting.delete(entry);
  }

  /**
   * There may be room again. Who waits is let in one a turn of the event loop, because what they will
   * hold shows only then.
   */
  letIn(): void {
    if (this.#letsIn || this.#waiting.size === 0 || this.isNearlyFull) return;
    this.#letsIn = true;
    const [resume] = this.#waiting;
    this.#waiting.delete(resume as () => void);
    resume?.();
    this.budget.clock.afterTurn(() => {
      this.#letsIn = false;
      this.letIn();
    });
  }

  /** `onEvicted` is called when the bytes are wanted for others; they count no more by then. */
  hold(onEvicted: () => void): Holding {
    const holding = new Holding(this, onEvicted);
    this.#holdings.add(holding);
    return holding;
  }

  /** What `holding` holds is given back. */
  forget(holding: Holding): void {
    this.#holdings.delete(holding);
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
  #isOver = false;
  bytes = 0;

  constructor(account: ByteAccount, onEvicted: () => void) {
    this.#account = account;
    this.#onEvicted = onEvicted;
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
    this.#account.forget(this);
    this.#account.budget.give(this.#account, this.bytes);
    if (this.bytes > 0) this.#account.letIn();
  }

  evict(): void {
    this.release();
    this.#onEvicted();
  }
}
