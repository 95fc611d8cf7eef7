import {
  KEY_ON_FAILURE,
  KEY_ORDERS,
  type KeyLimits,
  keyOrder,
  type QueueLimits,
  type Rate,
} from "@millrace/core";
import type { Random } from "./random.ts";

/** What is set for a queue whose jobs have concurrency keys. Limits, rates and holds stay as they are; order and ageing may change. */
export interface FlowPlan {
  readonly type: string;
  readonly limits: QueueLimits;
  /** What is set for single keys. */
  readonly ownLimits: Readonly<Record<string, KeyLimits>>;
  /** When somebody has the keys served in another order. */
  readonly changes: readonly { readonly atMs: number; readonly limits: QueueLimits }[];
  /** When somebody leases jobs, and gives them back without having started them. */
  readonly givesBackMs: readonly number[];
}

export const FLOW_KEYS = ["x", "y", "z"];
const AGING_MS = [1, 100, 60_000];

/** What is set for a queue of one of these types within a time. */
export function flowPlan(
  random: Random,
  types: readonly string[],
  withinMs: number,
  { givesBackMs, ...starts }: StartPlan,
): FlowPlan {
  const isLimited = random.chance(0.5);
  const keyMaxRunning = isLimited ? random.int(1, 2) : undefined;
  const limits = () => ({
    ...starts,
    keyMaxRunning,
    order: random.pick(KEY_ORDERS),
    agingMs: random.chance(0.3) ? random.pick(AGING_MS) : undefined,
  });
  const ownLimits = {
    x: { weight: random.pick([0.5, 2]), ...(isLimited && { maxRunning: random.int(1, 3) }) },
  };
  return {
    type: random.pick(types),
    givesBackMs,
    limits: limits(),
    ownLimits: random.chance(0.5) ? ownLimits : {},
    changes: Array.from({ length: random.chance(0.4) ? random.int(1, 3) : 0 }, () => ({
      atMs: random.int(0, withinMs),
      limits: limits(),
    })),
  };
}

/** What else keeps jobs of the queue from being started. */
export type StartPlan = Pick<QueueLimits, "maxRunning" | "rate" | "keyRate" | "keyOnFailure"> &
  Pick<FlowPlan, "givesBackMs">;

export function startPlanOf(keyRates: Random, random: Random, withinMs: number): StartPlan {
  const times = random.chance(0.4) ? random.int(1, 8) : 0;
  return {
    keyRate: randomRate(keyRates),
    keyOnFailure: random.pick(["CONTINUE", ...KEY_ON_FAILURE]),
    ...(random.chance(0.2) && { maxRunning: random.int(1, 3) }),
    ...(random.chance(0.3) && { rate: randomRate(random) }),
    givesBackMs: Array.from({ length: times }, () => random.int(0, withinMs)),
  };
}

function randomRate(random: Random): Rate | undefined {
  if (random.chance(0.6)) return undefined;
  const rate = { limit: random.int(1, 4), periodMs: random.pick([100, 1_000, 3_000]) };
  return random.chance(0.5) ? rate : { ...rate, burst: 1 };
}

/** How many jobs of a key of that queue may run. */
export function runningLimit({ limits, ownLimits }: FlowPlan, key: string): number {
  return ownLimits[key]?.maxRunning ?? limits.keyMaxRunning ?? Number.POSITIVE_INFINITY;
}

/** How many attempts of a key of that queue may start in a time. */
export function rateLimit({ limits, ownLimits }: FlowPlan, key: string): Rate | undefined {
  return ownLimits[key]?.rate ?? limits.keyRate;
}

/** How many turns a key gets for one of a key without a weight. */
export function weightOf({ ownLimits }: FlowPlan, key: string): number {
  return ownLimits[key]?.weight ?? 1;
}

/** Whether keys take turns by nothing but which of them have jobs: none is passed over for a limit, a rate or a hold. */
export function servesInTurn(flow: FlowPlan, limits: QueueLimits): boolean {
  const isPassedOver = FLOW_KEYS.some(
    (key) =>
      runningLimit(flow, key) < Number.POSITIVE_INFINITY || rateLimit(flow, key) !== undefined,
  );
  const isHeld = limits.keyOnFailure !== "CONTINUE";
  return keyOrder(limits) !== "STRICT" && !isPassedOver && !isHeld;
}
