import {
  CheckedStore,
  type Clock,
  checkStoreOptions,
  type FieldNames,
  keepAliveClock,
  type LimitOptions,
} from "@millrace/core";
import { MemoryEngine } from "./memory-engine.ts";

export interface MemoryStoreOptions extends LimitOptions {
  /** Defaults to the machine's clock, whose timers keep the process alive while somebody waits. */
  readonly clock?: Clock | undefined;
}

const OPTIONS: FieldNames<MemoryStoreOptions> = { clock: true, limits: true };

/**
 * A job store in the memory of one process: the reference for what the other stores do, and enough
 * for tests and for trying Millrace out. Its jobs end with the process.
 */
export class MemoryStore extends CheckedStore {
  /** @throws MillraceError `INVALID_ARGUMENT` when an option is not known. */
  constructor(options: MemoryStoreOptions = {}) {
    const limits = checkStoreOptions(options, OPTIONS, "a MemoryStore");
    const { clock = keepAliveClock } = options;
    super(new MemoryEngine(clock), { limits, clock });
  }
}
