/** How often a worker extends each lease within its length, while its event loop is free. */
export const BEATS_PER_LEASE = 3;
/**
 * How many leases a blocked event loop is made up for: who blocks it for longer does it for ever, and
 * others must get its jobs.
 */
export const MAX_BLOCKED_LEASES = 10;
/** How often the lease thread looks within the length of a lease. */
export const LOOKS_PER_LEASE = 12;

/**
 * The leases that a worker keeps, in memory that two threads share: the worker's own, which writes them,
 * and the lease thread, which reads them while the worker's event loop is blocked. Nothing is locked. Who
 * reads a slot while it is written gets a lease that does not exist, or another one of this worker.
 */
export class LeaseTable {
  readonly buffer: SharedArrayBuffer;
  /** Milliseconds by the clock of all times in the table, which is the same in both threads. */
  readonly now: () => number;
  readonly #numbers: Float64Array;
  readonly #bytes: Uint8Array;
  /** The slots that are free, those to be taken next last; of use to the worker's thread alone. */
  readonly #free: Int32Array;
  #freeCount: number;

  /** The table in `buffer`, or a new one with room for so many leases. */
  constructor(room: number | SharedArrayBuffer, now: () => number = steadyMs) {
    this.now = now;
    const isNew = typeof room === "number";
    this.buffer = isNew ? new SharedArrayBuffer((room + 1) * SLOT_BYTES) : room;
    this.#numbers = new Float64Array(this.buffer);
    this.#bytes = new Uint8Array(this.buffer);
    this.#freeCount = isNew ? room : 0;
    this.#free = Int32Array.from({ length: this.#freeCount }, (_, i) => this.#freeCount - i);
    if (isNew) this.beat();
  }

  /** When the worker's event loop has last extended its leases by itself. */
  get beatAt(): number {
    return this.#numbers[0] as number;
  }

  /** Notes that it does so now. */
  beat(): void {
    this.#numbers[0] = this.now();
  }

  /** Whether the worker should have extended its leases, of this length, and has not: it is blocked. */
  isLate(leaseMs: number): boolean {
    return this.now() - this.beatAt > leaseMs / BEATS_PER_LEASE + leaseMs / LOOKS_PER_LEASE;
  }

  /** Enters a lease. Returns its slot, or {@link NO_SLOT} when there is no room for it. */
  add(jobId: string, token: number): number {
    const { length } = jobId;
    if (this.#freeCount === 0 || length > MAX_ID_LENGTH) return NO_SLOT;
    const slot = this.#free[--this.#freeCount] as number;
    const bytes = this.#bytes;
    let at = slot * SLOT_BYTES + ID_AT;
    bytes[at] = length;
    // By hand, because encoders cost as much as all else that keeping a lease does.
    for (let i = 0; i < length; i++) bytes[++at] = jobId.charCodeAt(i);
    const numbers = this.#numbers;
    const first = slot * SLOT_NUMBERS;
    numbers[first + UNTIL] = Number.POSITIVE_INFINITY;
    numbers[first + EXTENDED] = 0;
    numbers[first + TOKEN] = token;
    return slot;
  }

  /** Has nobody extend the lease after `untilMs`. */
  limit(slot: number, untilMs: number): void {
    if (slot !== NO_SLOT) this.#numbers[slot * SLOT_NUMBERS + UNTIL] = untilMs;
  }

  remove(slot: number): void {
    if (slot === NO_SLOT) return;
    this.#numbers[slot * SLOT_NUMBERS + TOKEN] = 0;
    this.#free[this.#freeCount++] = slot;
  }

  /** When the lease thread has last asked for an extension that was granted, or 0. */
  extendedAt(slot: number): number {
    return slot === NO_SLOT ? 0 : (this.#numbers[slot * SLOT_NUMBERS + EXTENDED] as number);
  }

  /** The leases that may be extended at `now`. */
  leases(now: number): SlottedLease[] {
    const found: SlottedLease[] = [];
    const slots = this.buffer.byteLength / SLOT_BYTES;
    for (let slot = 1; slot < slots; slot++) {
      const first = slot * SLOT_NUMBERS;
      const token = this.#numbers[first + TOKEN] as number;
      if (token === 0 || (this.#numbers[first + UNTIL] as number) <= now) continue;
      found.push({ slot, token, jobId: this.#idIn(slot) });
    }
    return found;
  }

  /** Notes an extension that was asked for at `at`, unless the slot has another lease by now. */
  noteExtension({ slot, token, jobId }: SlottedLease, at: number): void {
    const first = slot * SLOT_NUMBERS;
    if (this.#numbers[first + TOKEN] !== token || this.#idIn(slot) !== jobId) return;
    this.#numbers[first + EXTENDED] = at;
  }

  #idIn(slot: number): string {
    const at = slot * SLOT_BYTES + ID_AT;
    const length = this.#bytes[at] as number;
    return String.fromCharCode(...this.#bytes.subarray(at + 1, at + 1 + length));
  }
}

/** A lease, and where it stands. */
export interface SlottedLease {
  readonly slot: number;
  readonly jobId: string;
  readonly token: number;
}

/** The slot of a lease that is not in the table. */
export const NO_SLOT = 0;

// A slot: its lease's token or 0, two times, the length of the job's id, the id. Slot 0 has the beat.
const SLOT_BYTES = 64;
const SLOT_NUMBERS = SLOT_BYTES / 8;
const TOKEN = 0;
const UNTIL = 1;
const EXTENDED = 2;
const ID_AT = 24;
const MAX_ID_LENGTH = SLOT_BYTES - ID_AT - 1;

/** Milliseconds by a clock that all threads of a process share, and that nobody sets. */
function steadyMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1_000 + nanoseconds / 1_000_000;
}
