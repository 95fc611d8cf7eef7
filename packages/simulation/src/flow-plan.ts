import { KEY_ORDERS, type KeyLimits, type QueueLimits, type Rate } from "@millrace/core";
import type { Random } from "./random.ts";

/** What is set for a queue whose jobs have concurrency keys. Limits stay as they are; order and ageing may change. */
export interface FlowPlan {
  readonly type: string;
  readonly limits: QueueLimits;
  /** What is set for single keys. */
  readonly ownLimits: Readonly<Record<string, KeyLimits>>;
  /** When somebody has the keys served in another order. */
  readonly changes: readonly { readonly atMs: number; readonly limits: QueueLimits }[];
}

export const FLOW_KEYS = ["x", "y", "z"];
const AGING_MS = [1, 100, 60_000];

/** What is set for a queue of one of these types within a time. */
export function flowPlan(
  random: Random,
  types: readonly string[],
  withinMs: number,
  keyRate: Rate | undefined,
): FlowPlan {
  const isLimited = random.chance(0.5);
  const keyMaxRunning = isLimited ? random.int(1, 2) : undefined;
  const limits = () => ({
    keyMaxRunning,
    keyRate,
    order: random.pick(KEY_ORDERS),
    agingMs: random.chance(0.3) ? random.pick(AGING_MS) : undefined,
  });
  const ownLimits = {
    x: { weight: random.pick([0.5, 2]), ...(isLimited && { maxRunning: random.int(1, 3) }) },
  };
  return {
    type: random.pick(types),
    limits: limits(),
    ownLimits: random.chance(0.5) ? ownLimits : {},
    changes: Array.from({ length: random.chance(0.4) ? random.int(1, 3) : 0 }, () => ({
      atMs: random.int(0, withinMs),
      limits: limits(),
    })),
  };
}

/** How many attempts of each key may start in a time, if that is limited. */
export function randomKeyRate(random: Random): Rate | undefined {
  if (random.chance(0.6)) return undefined;
  const rate = { limit: random.int(1, 4), periodMs: random.pick([100, 1_000, 3_000]) };
  return random.chance(0.5) ? rate : { ...rate, burst: 1 };
}

/** How many jobs of a key of that queue may run. */
export function runningLimit({ limits, ownLimits }: FlowPlan, key: string): number {
  return ownLimits[key]?.maxRunning ?? limits.keyMaxRunning ?? Number.POSITIVE_INFINITY;
}
