/** How long to wait before something that failed is tried again. */
export interface RetryDelay {
  /** The longest wait after the first failure, in milliseconds. */
  readonly minMs: number;
  /** The longest wait of all, in milliseconds. */
  readonly maxMs: number;
}

/**
 * The wait after failure number `failures` (1 for the first), in whole milliseconds: it doubles from
 * `minMs` to `maxMs`, less a random part of up to half, because what was cut off together must not
 * come back together. `random` lies in [0, 1).
 */
export function retryDelayMs(
  failures: number,
  { minMs, maxMs }: RetryDelay,
  random: number = Math.random(),
): number {
  return Math.ceil(Math.min(maxMs, minMs * 2 ** (failures - 1)) * (1 - random / 2));
}
