import type { EpochMs } from "./clock.ts";
import {
  changeSettings,
  hasSettings,
  type QueueSettings,
  type SettingsChange,
  settingsAt,
} from "./queue-settings.ts";

const NONE: QueueSettings = {};

/** The settings of the queues of a store that one process has. A queue without any takes no room. */
export class SettingsBook {
  readonly #byType = new Map<string, QueueSettings>();

  /** As they hold at `now`. */
  get(type: string, now: EpochMs): QueueSettings {
    const settings = this.#byType.get(type);
    return settings === undefined ? NONE : settingsAt(settings, now);
  }

  /** Whether something is, or was, set for a type. */
  has(type: string): boolean {
    return this.#byType.has(type);
  }

  /** The types for which something is, or was, set. */
  types(): Iterable<string> {
    return this.#byType.keys();
  }

  /** Returns the settings as they are after it. */
  change(type: string, change: SettingsChange, now: EpochMs): QueueSettings {
    const settings = changeSettings(this.#byType.get(type) ?? NONE, change, now);
    this.set(type, settings);
    return settings;
  }

  set(type: string, settings: QueueSettings): void {
    if (hasSettings(settings)) this.#byType.set(type, settings);
    else this.#byType.delete(type);
  }

  /** Forgets a pause that is over by `now`; returns whether there was one. */
  endPause(type: string, now: EpochMs): boolean {
    const settings = this.#byType.get(type);
    if (settings?.paused === undefined) return false;
    const current = settingsAt(settings, now);
    if (current.paused !== undefined) return false;
    this.set(type, current);
    return true;
  }
}
