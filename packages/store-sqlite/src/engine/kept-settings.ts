import type { DatabaseSync, StatementSync } from "node:sqlite";
import {
  type EpochMs,
  hasSettings,
  type QueueSettings,
  SettingsBook,
  type SettingsChange,
} from "@millrace/core";
import { ALL_SETTINGS, FORGET_SETTINGS, KEEP_SETTINGS } from "../sql/statements.ts";

/** What is set for the queues: in the file, and here, because every lease asks for it. */
export class KeptSettings {
  readonly #all: StatementSync;
  readonly #keep: StatementSync;
  readonly #forget: StatementSync;
  #book = new SettingsBook();

  constructor(database: DatabaseSync) {
    this.#all = database.prepare(ALL_SETTINGS);
    this.#keep = database.prepare(KEEP_SETTINGS);
    this.#forget = database.prepare(FORGET_SETTINGS);
    this.read();
  }

  /** Reads the file, at the start and after a transaction that was rolled back. */
  read(): void {
    this.#book = new SettingsBook();
    for (const { type, settings } of this.#all.all()) {
      this.#book.set(type as string, JSON.parse(settings as string) as QueueSettings);
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

  /** Forgets a pause that is over by `now`; returns whether there was one. */
  endPause(type: string, now: EpochMs): boolean {
    const hasEnded = this.#book.endPause(type, now);
    if (hasEnded) this.#write(type, this.#book.get(type, now));
    return hasEnded;
  }

  #write(type: string, settings: QueueSettings): void {
    if (hasSettings(settings)) this.#keep.run(type, JSON.stringify(settings));
    else this.#forget.run(type);
  }
}
