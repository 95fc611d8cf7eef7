import type { EpochMs } from "@millrace/core";
import { formatClock, formatFull, formatRelative } from "../format/times.ts";
import { useNow } from "./clock.ts";

/** A point in time: how long ago, and by the pointer exactly when. */
export function Time({ at }: { at: EpochMs }) {
  const now = useNow();
  return (
    <time dateTime={new Date(at).toISOString()} title={formatFull(at)}>
      {formatRelative(at, now)}
    </time>
  );
}

/** A point in time by the clock, to a millisecond. */
export function ClockTime({ at }: { at: EpochMs }) {
  const now = useNow();
  return (
    <time dateTime={new Date(at).toISOString()} title={formatFull(at)} className="tabular-nums">
      {formatClock(at, now)}
    </time>
  );
}
