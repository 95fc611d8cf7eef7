import type { KeyLimits } from "@millrace/core";
import { readRate } from "./read-rate.ts";

/** What is set for a concurrency key, from the columns of `key_limits`. */
export function readKeyLimits(
  maxRunning: number | null,
  weight: string | null,
  rate: string | null,
): KeyLimits {
  return {
    ...(maxRunning !== null && { maxRunning }),
    ...(rate !== null && { rate: readRate(rate) }),
    ...(weight !== null && { weight: Number(weight) }),
  };
}
