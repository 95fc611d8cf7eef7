import type { MinuteStats } from "@millrace/client";
import { formatCount } from "../format/numbers.ts";
import { useNow } from "../ui/clock.ts";

const MINUTE_MS = 60_000;
const WIDTH = 5;
const HEIGHT = 40;

/** What was completed and what failed in each of the last minutes: a bar for each, the latest at the end. */
export function MinuteBars({
  minutes,
  span = 60,
}: {
  minutes: readonly MinuteStats[];
  span?: number;
}) {
  const now = useNow();
  const last = Math.floor(now / MINUTE_MS);
  const bars = minutes
    .map((minute) => ({ ...minute, at: span - 1 - (last - minute.startsAt / MINUTE_MS) }))
    .filter(({ at }) => at >= 0 && at < span);
  const most = Math.max(
    1,
    ...bars.map(({ completed, failed, retried }) => completed + failed + retried),
  );
  const completed = bars.reduce((sum, bar) => sum + bar.completed, 0);
  const failed = bars.reduce((sum, bar) => sum + bar.failed, 0);
  const scale = (count: number) => (count / most) * HEIGHT;
  return (
    <svg
      role="img"
      aria-label={`In the last ${span} minutes ${formatCount(completed)} completed and ${formatCount(failed)} failed; at most ${formatCount(most)} attempts ended in a minute.`}
      viewBox={`0 0 ${span * WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      className="h-24 w-full"
    >
      <line
        x1="0"
        x2={span * WIDTH}
        y1={HEIGHT - 0.25}
        y2={HEIGHT - 0.25}
        className="stroke-border"
        strokeWidth="0.5"
      />
      {bars.map(({ at, completed: done, failed: dead, retried }) => (
        <g key={at}>
          <rect
            x={at * WIDTH + 0.5}
            width={WIDTH - 1}
            y={HEIGHT - scale(done)}
            height={scale(done)}
            className="fill-completed opacity-80"
          />
          <rect
            x={at * WIDTH + 0.5}
            width={WIDTH - 1}
            y={HEIGHT - scale(done + retried)}
            height={scale(retried)}
            className="fill-retrying"
          />
          <rect
            x={at * WIDTH + 0.5}
            width={WIDTH - 1}
            y={HEIGHT - scale(done + retried + dead)}
            height={scale(dead)}
            className="fill-failed"
          />
        </g>
      ))}
    </svg>
  );
}
