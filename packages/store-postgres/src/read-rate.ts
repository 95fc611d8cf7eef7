import type { Rate } from "@millrace/core";

/** A rate by its text: limit, period and burst. */
export function readRate(text: string): Rate {
  const [limit, periodMs, burst] = text.split(" ");
  const rate = { limit: Number(limit), periodMs: Number(periodMs) };
  return burst === undefined ? rate : { ...rate, burst: Number(burst) };
}
