import {
  type ConcurrencyKey,
  describeKey,
  type KeyCursor,
  type KeyLimits,
  type KeySlice,
  type KeyStatus,
  type TurnKeepers,
} from "@millrace/core";
import type { Value } from "./job-hash.ts";
import { decodeRate, rateText } from "./partition-settings.ts";
import { SCRIPTS } from "./script.ts";
import type { RunScript } from "./shared-records.ts";

/** The sorted sets that are looked through, see `scripts/list-keys.lua`; keys of a set have one of these statuses. */
const SETS: readonly (readonly [letter: string, ...statuses: KeyStatus[]])[] = [
  ["r", "READY", "FULL"],
  ["f", "READY", "FULL"],
  ["w", "THROTTLED", "HALTED"],
  ["k", "IDLE"],
];

/** A key as `scripts/lib/key-facts.lua` tells it. */
type FactsReply = readonly [
  ...[key: Buffer, pending: number, running: number],
  ...[until: Buffer, limits: Buffer, ...keepers: KeepersReply],
];

/** The first of the jobs that keep the turn of a key, whether any is pending, and whether any has failed for good. */
export type KeepersReply = readonly [jobIds: readonly Buffer[], pending: Buffer, failed: Buffer];

type ListReply = readonly [
  ...[limitOfAll: Buffer, set: Buffer, score: Buffer, after: Buffer],
  ...keys: FactsReply[],
];

/** The concurrency keys of queues in one partition. */
export class PartitionKeys {
  readonly #run: RunScript;

  constructor(run: RunScript) {
    this.#run = run;
  }

  async setLimits(type: string, key: string, limits: KeyLimits): Promise<ConcurrencyKey> {
    const { maxRunning = "-", weight = "-", rate } = limits;
    const args: Value[] = [type, key, maxRunning, weight, rateText(rate)];
    const reply = await this.#run(SCRIPTS.setKeyLimits, args, () => args);
    const [limitOfAll, facts] = reply as [Buffer, FactsReply];
    return decodeKey(facts, limitOfAll);
  }

  async resume(type: string, key: string): Promise<ConcurrencyKey> {
    const args: Value[] = [type, key];
    const reply = await this.#run(SCRIPTS.resumeKey, args, () => args);
    const [limitOfAll, facts] = reply as [Buffer, FactsReply];
    return decodeKey(facts, limitOfAll);
  }

  /** The first keys behind a place that a slice before has told, or from the start. */
  async list(type: string, { after, limit, statuses }: KeyCursor): Promise<KeySlice> {
    const [set = "", score = "", ...name] = after.split(" ");
    const wanted = SETS.filter(([, ...its]) => its.some((status) => statuses.includes(status)));
    const letters = wanted.map(([letter]) => letter).join("");
    const sets = set === "" ? letters : letters.slice(letters.indexOf(set));
    const args: Value[] = [type, limit, sets, score, name.join(" ")];
    const reply = await this.#run(SCRIPTS.listKeys, args, () => args);
    const [limitOfAll, next, nextScore, last, ...facts] = reply as unknown as ListReply;
    const keys = facts
      .map((one) => decodeKey(one, limitOfAll))
      .filter(({ status }) => statuses.includes(status));
    return next.length === 0 ? { keys } : { keys, last: `${next} ${nextScore} ${last}` };
  }
}

function decodeKey(
  [key, pending, running, until, limits, ...keepers]: FactsReply,
  limitOfAll: Buffer,
): ConcurrencyKey {
  const facts = {
    pending,
    running,
    ...(until.length > 0 && { until: Number(until.toString()) }),
    limits: decodeKeyLimits(limits),
    keepers: decodeKeepers(keepers),
  };
  const keyMaxRunning = limitOfAll.length > 0 ? Number(limitOfAll.toString()) : undefined;
  return describeKey(key.toString(), facts, keyMaxRunning);
}

/** The jobs that keep the turn of a key; `undefined` for none. */
export function decodeKeepers([jobIds, pending, failed]: KeepersReply): TurnKeepers | undefined {
  if (jobIds.length === 0) return undefined;
  return {
    jobIds: jobIds.map(String),
    anyPending: pending.length > 0,
    anyFailed: failed.length > 0,
  };
}

/** What is set for a key, as `scripts/lib/key-facts.lua` describes it; `undefined` for nothing. */
export function decodeKeyLimits(text: Buffer): KeyLimits | undefined {
  if (text.length === 0) return undefined;
  const [most, weight, ...rate] = text.toString().split(" ");
  return {
    ...(most !== "-" && { maxRunning: Number(most) }),
    ...(rate.length > 0 && { rate: decodeRate(rate.join(" ")) }),
    ...(weight !== "-" && { weight: Number(weight) }),
  };
}
