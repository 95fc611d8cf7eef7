import type { EpochMs } from "@millrace/core";

/** That clocks change: from `at` on they show universal time plus `offsetMs`, and before it `beforeMs`. */
export interface Transition {
  readonly at: EpochMs;
  readonly beforeMs: number;
  readonly offsetMs: number;
}

/** The version of the database of time zones that the runtime has, such as `2026b`; absent where it does not tell. */
export const ZONE_RULES: string | undefined = (
  globalThis as { readonly process?: { readonly versions?: { readonly tz?: string } } }
).process?.versions?.tz;

const DAY_MS = 86_400_000;
/** Of the days that a zone keeps. */
const MAX_DAYS = 1_024;
/** No clock of a zone is further than that from another one of it. */
const MAX_CHANGE_MS = 26 * 3_600_000;

/**
 * What the clocks of a time zone show, by the database of time zones that the runtime has. No zone has ever
 * changed its clocks twice in a day of universal time.
 */
export class Zone {
  readonly name: string;
  readonly #format: Intl.DateTimeFormat;
  /** The offset by which each day of universal time begins. */
  readonly #offsets = new Map<EpochMs, number>();
  /** By the day in which they are. */
  readonly #transitions = new Map<EpochMs, Transition>();

  /** @throws RangeError when there is no such zone. */
  constructor(name: string) {
    this.name = name;
    this.#format = new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      timeZoneName: "longOffset",
    });
  }

  /** What the clocks are ahead of universal time by, in milliseconds. */
  offsetAt(time: EpochMs): number {
    const start = dayStart(time);
    const transition = this.#transitionOf(start);
    if (transition === undefined) return this.#offsetOf(start);
    return time < transition.at ? transition.beforeMs : transition.offsetMs;
  }

  /** The first change later than `after` and no later than `until`. */
  transitionIn(after: EpochMs, until: EpochMs): Transition | undefined {
    for (let start = dayStart(after); start <= until; start += DAY_MS) {
      const transition = this.#transitionOf(start);
      if (transition === undefined || transition.at <= after) continue;
      return transition.at <= until ? transition : undefined;
    }
    return undefined;
  }

  /** The latest change, no later than `time`, whose effects clocks may still show then. */
  transitionBefore(time: EpochMs): Transition | undefined {
    const since = time - MAX_CHANGE_MS;
    for (let start = dayStart(time); start > since - DAY_MS; start -= DAY_MS) {
      const transition = this.#transitionOf(start);
      if (transition === undefined || transition.at > time) continue;
      return transition.at > since ? transition : undefined;
    }
    return undefined;
  }

  /** The change later than the beginning of a day, and no later than that of the next one. */
  #transitionOf(start: EpochMs): Transition | undefined {
    const [beforeMs, offsetMs] = [this.#offsetOf(start), this.#offsetOf(start + DAY_MS)];
    if (beforeMs === offsetMs) return undefined;
    const known = this.#transitions.get(start);
    if (known !== undefined) return known;
    // Clocks change at whole seconds.
    let [before, at] = [start, start + DAY_MS];
    while (at - before > 1_000) {
      const middle = before + Math.floor((at - before) / 2_000) * 1_000;
      if (this.#read(middle) === beforeMs) before = middle;
      else at = middle;
    }
    const transition = { at, beforeMs, offsetMs };
    this.#transitions.set(start, transition);
    return transition;
  }

  #offsetOf(start: EpochMs): number {
    let offset = this.#offsets.get(start);
    if (offset !== undefined) return offset;
    if (this.#offsets.size === MAX_DAYS) {
      this.#offsets.clear();
      this.#transitions.clear();
    }
    offset = this.#read(start);
    this.#offsets.set(start, offset);
    return offset;
  }

  /** The offset as the format writes it at the end: `GMT`, `GMT+05:30`, in former times `GMT-00:44:30`. */
  #read(time: EpochMs): number {
    const text = this.#format.format(time);
    const match = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(text);
    if (match === null) throw new Error(`cannot read the offset of ${this.name} in ${text}`);
    const [, sign, hours = "0", minutes = "0", seconds = "0"] = match;
    const ms = (Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) * 1_000;
    return sign === "-" ? -ms : ms;
  }
}

function dayStart(time: EpochMs): EpochMs {
  return Math.floor(time / DAY_MS) * DAY_MS;
}

const zones = new Map<string, Zone>();
/** About as many as there are; names may be written in several ways. */
const MAX_ZONES = 500;

/**
 * The zone of that name; what has been read of it is kept.
 *
 * @throws RangeError when there is none.
 */
export function zoneOf(name: string): Zone {
  let zone = zones.get(name);
  if (zone === undefined) {
    zone = new Zone(name);
    if (zones.size === MAX_ZONES) zones.clear();
    zones.set(name, zone);
  }
  return zone;
}
