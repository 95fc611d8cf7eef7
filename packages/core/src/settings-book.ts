import type { EpochMs } from "./clock.ts";
import {
  changeSettings,
  hasSettings,
  heldUntil,
  type QueueSettings,
  type SettingsChange,
  settingsAt,
  throttleQueue,
} from "./queue-settings.ts";
import { NO_STARTS, type RateState } from "./rate.ts";

const NONE: QueueSettings = {};

/** The settings of the queues of a store that one process has. A queue without any takes no room. */
export class SettingsBook {
  readonly #byType = new Map<string, QueueSettings>();
  /** What has started of the queues that have a rate. */
  readonly #starts = new Map<string, RateState>();

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

  /** The attempt of a job of the type was throttled until a time; returns the settings after it. */
  throttle(type: string, jobId: string, until: EpochMs, now: EpochMs): QueueSettings {
    const settings = throttleQueue(this.#byType.get(type) ?? NONE, jobId, until, now);
    this.set(type, settings);
    return settings;
  }

  set(type: string, settings: QueueSettings): void {
    if (hasSettings(settings)) this.#byType.set(type, settings);
    else this.#byType.delete(type);
    if (settings.limits?.rate === undefined) this.#starts.delete(type);
  }

  /** What the rate of a queue counts. */
  starts(type: string): RateState {
    return this.#starts.get(type) ?? NO_STARTS;
  }

  setStarts(type: string, starts: RateState): void {
    this.#starts.set(type, starts);
  }

  /** Forgets what held leases up if that is over by `now`; returns whether there was anything. */
  endHold(type: string, now: EpochMs): boolean {
    const settings = this.#byType.get(type);
    if (settings === undefined || heldUntil(settings) === undefined) return false;
    const current = settingsAt(settings, now);
    if (heldUntil(current) !== undefined) return false;
    this.set(type, current);
    return true;
  }
}
