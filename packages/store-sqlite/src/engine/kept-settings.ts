import type { DatabaseSync, StatementSync } from "node:sqlite";
import {
  type EpochMs,
  hasSettings,
  type QueueSettings,
  type RateState,
  SettingsBook,
  type SettingsChange,
} from "@millrace/core";
import { ALL_SETTINGS, FORGET_SETTINGS, KEEP_SETTINGS, KEEP_STARTS } from "../sql/statements.ts";

/** What is set for the queues: in the file, and here, because every lease asks for it. */
export class KeptSettings {
  readonly #all: StatementSync;
  readonly #keep: StatementSync;
  readonly #keepStarts: StatementSync;
  readonly #forget: StatementSync;
  #book = new SettingsBook();

  constructor(database: DatabaseSync) {
    this.#all = database.prepare(ALL_SETTINGS);
    this.#keep = database.prepare(KEEP_SETTINGS);
    this.#keepStarts = database.prepare(KEEP_STARTS);
    this.#forget = database.prepare(FORGET_SETTINGS);
    this.read();
  }

  /** Reads the file, at the start and after a transaction that was rolled back. */
  read(): void {
    this.#book = new SettingsBook();
    for (const { type, settings, starts } of this.#all.all()) {
      this.#book.set(type as string, JSON.parse(settings as string) as QueueSettings);
      if (starts === null) continue;
      this.#book.setStarts(type as string, JSON.parse(starts as string) as RateState);
    }
  }

  get(type: string, now: EpochMs): QueueSettings {
    return this.#book.get(type, now);
  }

  types(): Iterable<string> {
    return this.#book.types();
  }

  change(type: string, change: SettingsChange, now: EpochMs): QueueSettings {
    const settings = this.#book.change(type, change, now);
    this.#write(type, settings);
    return settings;
  }

  throttle(type: string, jobId: string, until: EpochMs, now: EpochMs): void {
    this.#write(type, this.#book.throttle(type, jobId, until, now));
  }

  /** Forgets what held leases up if that is over by `now`; returns whether there was anything. */
  endHold(type: string, now: EpochMs): boolean {
    const hasEnded = this.#book.endHold(type, now);
    if (hasEnded) this.#write(type, this.#book.get(type, now));
    return hasEnded;
  }

  /** What the rate of a queue counts. */
  starts(type: string): RateState {
    return this.#book.starts(type);
  }

  setStarts(type: string, starts: RateState): void {
    this.#book.setStarts(type, starts);
    this.#keepStarts.run(JSON.stringify(starts), type);
  }

  #write(type: string, settings: QueueSettings): void {
    if (!hasSettings(settings)) {
      this.#forget.run(type);
      return;
    }
    const starts = settings.limits?.rate && JSON.stringify(this.#book.starts(type));
    this.#keep.run(type, JSON.stringify(settings), starts ?? null);
  }
}
