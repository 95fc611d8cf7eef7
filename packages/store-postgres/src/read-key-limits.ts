import type { KeyLimits } from "@millrace/core";

/** What is set for a concurrency key, from the columns of `key_limits`. */
export function readKeyLimits(maxRunning: number | null, weight: string | null): KeyLimits {
  return {
    ...(maxRunning !== null && { maxRunning }),
    ...(weight !== null && { weight: Number(weight) }),
  };
}
