import { classes } from "./classes.ts";

interface ShareBarProps {
  /** From 0 to 1. */
  readonly share: number;
  /** The class of its colour, such as `fill-failed`. */
  readonly fill: string;
  /** What it tells, unless the words beside it do. */
  readonly label?: string;
  readonly fromRight?: boolean;
  readonly className?: string;
}

/** A share of a whole, as a bar. */
export function ShareBar({ share, fill, label, fromRight = false, className }: ShareBarProps) {
  const width = 100 * Math.min(1, Math.max(0, share));
  const bar = (
    <svg
      aria-hidden
      viewBox="0 0 100 4"
      preserveAspectRatio="none"
      className={classes("h-1 w-full overflow-hidden rounded-full", className)}
    >
      <rect width={100} height={4} className="fill-border" />
      <rect x={fromRight ? 100 - width : 0} width={width} height={4} className={fill} />
    </svg>
  );
  if (label === undefined) return bar;
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuenow={Math.round(width)}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      {bar}
    </div>
  );
}
