import type { EpochMs } from "./clock.ts";
import { FieldCheck, type FieldNames, shown } from "./field-check.ts";
import { checkType } from "./job-type.ts";
import { BOUNDS } from "./limits.ts";
import { MillraceError } from "./millrace-error.ts";

/** That a queue is held up in one way: why, by whom, since when and until when. */
export interface QueueHold {
  /** Empty when none was given. */
  readonly reason: string;
  /** Who wanted it. Empty when that was not given. */
  readonly by: string;
  /** Since when, by the store's clock. */
  readonly at: EpochMs;
  /** When it ends by itself, by the store's clock. Absent for when somebody ends it. */
  readonly until?: EpochMs;
}

/** What somebody has set for the queue of a type. Empty for a queue for which nothing is set. */
export interface QueueSettings {
  /** No job of the queue is leased. */
  readonly paused?: QueueHold;
  /** No new job is taken; those that are there are worked off. */
  readonly draining?: QueueHold;
}

/** The ways in which a queue can be held up. */
export type HoldKind = "paused" | "draining";

/** How to pause or drain a queue. */
export interface HoldOptions {
  /** For people, at most 1,024 bytes. Defaults to none. */
  readonly reason?: string | undefined;
  /** Who wants it, for people, at most 256 bytes. Defaults to nobody. */
  readonly by?: string | undefined;
  /** When it ends by itself; one that has passed ends it at once. Defaults to when somebody ends it. */
  readonly until?: EpochMs | undefined;
}

/** A hold that was asked for. */
export type NewHold = Omit<QueueHold, "at">;

/** What to change of the settings of a queue; `null` ends a hold. What is not named stays. */
export type SettingsChange = { readonly [Kind in HoldKind]?: NewHold | null };

const OPTIONS: FieldNames<HoldOptions> = { reason: true, by: true, until: true };

/**
 * @param what cannot be done, for example "cannot pause".
 * @throws MillraceError `INVALID_ARGUMENT` that names every field at fault.
 */
export function checkHold(type: string, options: HoldOptions, what: string): NewHold {
  const check = new FieldCheck();
  checkType(check, "type", type);
  if (check.only(options, OPTIONS, "the options of a pause or drain")) {
    const { reason, by, until } = options;
    if (reason !== undefined) check.text("reason", reason, BOUNDS.reasonBytes);
    if (by !== undefined) check.text("by", by, BOUNDS.byBytes);
    if (until !== undefined && !(Number.isInteger(until) && until <= BOUNDS.maxRunAt)) {
      const latest = new Date(BOUNDS.maxRunAt).toISOString();
      const rule = `must be whole milliseconds since 1970, no later than ${latest}`;
      check.invalid("until", `${rule}, but is ${shown(until)}`);
    }
  }
  check.throwIfInvalid(what);
  const { reason = "", by = "", until } = options;
  return { reason, by, ...(until !== undefined && { until }) };
}

/** The settings after `change`, which is made at `now`; holds that are over are left out. */
export function changeSettings(
  settings: QueueSettings,
  change: SettingsChange,
  now: EpochMs,
): QueueSettings {
  const hold = (kind: HoldKind) => {
    const wanted = change[kind];
    if (wanted === undefined) return settings[kind];
    return wanted === null ? undefined : { ...wanted, at: now };
  };
  return settingsAt({ paused: hold("paused"), draining: hold("draining") }, now);
}

/** The settings as they hold at `now`. */
export function settingsAt(
  { paused, draining }: { readonly [Kind in HoldKind]?: QueueHold | undefined },
  now: EpochMs,
): QueueSettings {
  return {
    ...(isHeld(paused, now) && { paused }),
    ...(isHeld(draining, now) && { draining }),
  };
}

function isHeld(hold: QueueHold | undefined, now: EpochMs): hold is QueueHold {
  return hold !== undefined && (hold.until === undefined || hold.until > now);
}

/** Whether anything is set. */
export function hasSettings({ paused, draining }: QueueSettings): boolean {
  return paused !== undefined || draining !== undefined;
}

/** The error that refuses a new job of a queue that is being drained. */
export function queueDraining(type: string, { by, at, until, reason }: QueueHold): MillraceError {
  const who = by === "" ? "it was drained" : `${by} drained it`;
  const why = reason === "" ? "" : `, saying ${JSON.stringify(reason)}`;
  const end = until === undefined ? "" : `, or wait until ${new Date(until).toISOString()}`;
  return new MillraceError(
    "FAILED_PRECONDITION",
    `the queue ${type} takes no new jobs: ${who} at ${new Date(at).toISOString()}${why}; enqueue elsewhere, have it resumed (ResumeQueue)${end}`,
  );
}
