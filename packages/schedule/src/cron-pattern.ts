import { Cron } from "croner";

/** A time as clocks show it: the milliseconds since 1970 if the clocks were those of universal time. */
export type LocalMs = number;

/** What croner does not take by itself, or does not say how to write. */
const HINTS: readonly (readonly [RegExp, string])[] = [
  [
    /^@reboot/,
    "there is no reboot that a schedule could follow; enqueue a job where a process starts",
  ],
  [/^@/, "there are @yearly, @monthly, @weekly, @daily, @hourly, and @every 5m"],
  [/numeric prefix/, "for every 15th from 5 on write 5-59/15"],
  [/larger than to/, "write a range over the end as two: 22-23,0-2"],
  [/illegal stepping/, "a step is 1 or more: */5"],
  [/Invalid value/, "minutes and seconds are 0 to 59, hours 0 to 23, days 1 to 31, months 1 to 12"],
  [
    /illegal characters/,
    "fields are numbers, names such as MON or JAN, *, lists, ranges and steps",
  ],
  [
    /exactly five/,
    "there are five fields (minute hour day month weekday), six with seconds, seven with years",
  ],
];

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** A cron pattern, by which clocks it fires; which zone they are in does not concern it. */
export class CronPattern {
  /**
   * Whether it is about elapsed time, such as every ten minutes: its hours are `*`, or a step of it. Others
   * are about what clocks show.
   */
  readonly isElapsed: boolean;
  /** The unit of time, of local clocks, that it names as a whole: a minute, an hour or a day. */
  readonly unitMs: number;
  readonly #cron: Cron;

  /** @throws Error that says what is wrong with `pattern`, and how to write it. */
  constructor(pattern: string) {
    const fields = pattern.trim().split(/\s+/);
    try {
      // By an offset, not by the zone UTC, of which croner would ask Intl for each time.
      this.#cron = new Cron(pattern, { paused: true, utcOffset: 0 });
    } catch (error) {
      throw new Error(whyWrong(pattern.trim(), error));
    }
    const [minutes = "", hours = ""] = fields.length > 5 ? fields.slice(1) : fields;
    this.isElapsed = /^[*?]/.test(hours) || minutes.toLowerCase() === "@hourly";
    this.unitMs = /^[*?]$/.test(minutes) ? (/^[*?]$/.test(hours) ? DAY_MS : HOUR_MS) : MINUTE_MS;
  }

  /** The first time of the pattern that is no earlier than `local`. */
  next(local: LocalMs): LocalMs | undefined {
    // Croner goes by seconds, and asks for what is later.
    const before = Math.ceil(local / 1_000) * 1_000 - 1_000;
    return this.#cron.nextRun(new Date(before))?.getTime();
  }
}

function whyWrong(pattern: string, error: unknown): string {
  const reason =
    error instanceof Error ? error.message.replace("CronPattern: ", "") : String(error);
  const hint = HINTS.find(([form]) => form.test(pattern) || form.test(reason));
  return hint === undefined ? reason : `${reason}; ${hint[1]}`;
}
