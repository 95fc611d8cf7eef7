import { type EpochMs, formatDuration, systemClock } from "@millrace/core";
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
    return ago >= 0 ? `${formatDuration(ago)} ago` : `in ${formatDuration(-ago)}`;
  }

  /** A time where there is room for it: also how long ago that is. */
  fullTime(time: EpochMs | undefined): string {
    if (time === undefined || this.#timeForm !== "relative") return this.time(time);
    return `${new Date(time).toISOString()} (${this.time(time)})`;
  }

  length(lengthMs: number | undefined): string {
    return lengthMs === undefined ? "" : formatDuration(lengthMs);
  }
}
