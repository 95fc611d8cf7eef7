import type { EpochMs } from "@millrace/core";
import type { CronPattern, LocalMs } from "./cron-pattern.ts";
import type { Zone } from "./zone.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** The minutes and days, by the clocks of a zone, in which nothing fires. */
export class ExceptedTimes {
  readonly #zone: Zone;
  readonly #patterns: readonly CronPattern[];
  readonly #dates: ReadonlySet<LocalMs>;

  constructor(zone: Zone, patterns: readonly CronPattern[], dates: readonly string[]) {
    this.#zone = zone;
    this.#patterns = patterns;
    this.#dates = new Set(dates.map((date) => Date.parse(`${date}T00:00:00Z`)));
  }

  /** From when on `time` may not be excepted any more; `undefined` when it is not excepted at all. */
  endOf(time: EpochMs): EpochMs | undefined {
    const local = time + this.#zone.offsetAt(time);
    const minute = floor(local, MINUTE_MS);
    const unitMs = this.#dates.has(floor(local, DAY_MS))
      ? DAY_MS
      : this.#patterns.find((pattern) => pattern.next(minute) === minute)?.unitMs;
    if (unitMs === undefined) return undefined;
    const end = time + (floor(local, unitMs) + unitMs - local);
    // Where clocks change, local time goes on elsewhere.
    return this.#zone.transitionIn(time, end)?.at ?? end;
  }
}

function floor(local: LocalMs, unitMs: number): LocalMs {
  return Math.floor(local / unitMs) * unitMs;
}
