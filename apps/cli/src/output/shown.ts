import { type EpochMs, systemClock } from "@millrace/core";
import type { TIME_FORMS } from "../global-options.ts";

export type TimeForm = (typeof TIME_FORMS)[number];

/** How people are shown times and lengths. */
export class Shown {
  readonly #timeForm: TimeForm;

  constructor(timeForm: TimeForm) {
    this.#timeForm = timeForm;
  }

  time(time: EpochMs | undefined): string {
    if (time === undefined) return "";
    if (this.#timeForm === "unix") return String(time / 1_000);
    if (this.#timeForm === "iso") return new Date(time).toISOString();
    const ago = systemClock.now() - time;
    return ago >= 0 ? `${length(ago)} ago` : `in ${length(-ago)}`;
  }

  /** A time where there is room for it: also how long ago that is. */
  fullTime(time: EpochMs | undefined): string {
    if (time === undefined || this.#timeForm !== "relative") return this.time(time);
    return `${new Date(time).toISOString()} (${this.time(time)})`;
  }

  length(lengthMs: number | undefined): string {
    return lengthMs === undefined ? "" : length(lengthMs);
  }
}

const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1_000],
] as const;

/** A length by its two largest units, such as `3h 5m`; below ten seconds to the tenth. */
function length(lengthMs: number): string {
  if (lengthMs < 1_000) return `${Math.round(lengthMs)}ms`;
  if (lengthMs < 10_000) return `${(lengthMs / 1_000).toFixed(1).replace(".0", "")}s`;
  const place = UNITS.findIndex(([, unitMs]) => lengthMs >= unitMs);
  const [unit, unitMs] = UNITS[place] as (typeof UNITS)[number];
  const whole = Math.floor(lengthMs / unitMs);
  const [below, belowMs] = UNITS[place + 1] ?? ["", Number.POSITIVE_INFINITY];
  const rest = Math.floor((lengthMs % unitMs) / belowMs);
  return rest === 0 ? `${whole}${unit}` : `${whole}${unit} ${rest}${below}`;
}
