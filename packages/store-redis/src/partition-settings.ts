import type {
  HoldKind,
  KeyOnFailure,
  KeyOrder,
  NewHold,
  QueueHold,
  QueueLimits,
  QueueSettings,
  Rate,
  SettingsChange,
} from "@millrace/core";
import type { Value } from "./job-hash.ts";
import type { QueueThrottle } from "./queue-throttle.ts";
import { SCRIPTS } from "./script.ts";
import type { RunScript } from "./shared-records.ts";

/** For how long a partition remembers that nothing is set for a queue any more, once all of them know. */
const MEMORY_MS = 60_000;

/** How many keys one script looks at after their limit or order has changed. */
const RELEASED_KEYS = 500;

/** What `release-keys.lua` looks at. */
type ReleaseKind = "FULL" | "RATE" | "ORDER" | "AGE" | "KEPT" | "FAILED";

/** The limits that are one number. */
const COUNT_FIELDS = ["maxRunning", "keyMaxRunning", "agingMs"] as const;

/** What one partition has of the settings of a queue. */
export interface KeptSettings {
  /** Grows with each change; 0 when the partition knows of none. */
  readonly revision: number;
  /** The fields of the hash and their values, as Redis has them. */
  readonly fields: readonly Value[];
}

/** The settings of the queues in one partition. */
export class PartitionSettings {
  readonly #run: RunScript;

  constructor(run: RunScript) {
    this.#run = run;
  }

  /**
   * Changes the settings of a queue in the partition that decides. When nothing is set any more, it
   * remembers that until it is told that the others know; `isAlone` says that there are none.
   */
  async change(
    type: string,
    { paused, draining, throttled, limits }: SettingsChange,
    isAlone: boolean,
  ): Promise<KeptSettings> {
    const args: Value[] = [type, "", isAlone ? 0 : -1];
    if (paused !== undefined) args.push("paused", holdText(paused));
    if (draining !== undefined) args.push("draining", holdText(draining));
    if (throttled === null) args.push("throttled", "");
    if (limits !== undefined) {
      args.push("parted", isAlone ? "" : "1");
      for (const field of COUNT_FIELDS) args.push(field, limits[field] ?? "");
      args.push("rate", rateText(limits.rate), "keyRate", rateText(limits.keyRate));
      args.push("order", limits.order === "PRIORITY" ? "" : (limits.order ?? ""));
      args.push(
        "keyOnFailure",
        limits.keyOnFailure === "CONTINUE" ? "" : (limits.keyOnFailure ?? ""),
      );
    }
    const kept = await this.#configure(args);
    if (limits !== undefined) await this.#releaseKeys(type, limits.keyOnFailure);
    return kept;
  }

  /** Has the limits of a queue be kept by grants from now on, because there are to be more partitions. */
  async part(type: string): Promise<KeptSettings> {
    return this.#configure([type, "", -1, "parted", "1"]);
  }

  /** Takes the settings over from another partition, unless they are newer here. */
  async copy(type: string, { revision, fields }: KeptSettings): Promise<void> {
    await this.#configure([type, revision, MEMORY_MS, ...fields]);
    const place = fields.findIndex((field) => String(field) === "keyOnFailure");
    await this.#releaseKeys(type, place < 0 ? undefined : `${fields[place + 1]}`);
  }

  /** Throttles a queue, because an attempt was in another partition. */
  async throttle({ type, until, jobId, at }: QueueThrottle): Promise<void> {
    const args = [type, until, jobId, at];
    await this.#run(SCRIPTS.throttle, args, () => args);
  }

  /** Ends the waits of the concurrency keys of a queue. */
  async endKeyWaits(type: string): Promise<void> {
    const args: [type: string, most: number] = [type, RELEASED_KEYS];
    while (Number(await this.#run(SCRIPTS.endKeyWaits, args, () => args)) === RELEASED_KEYS);
  }

  /**
   * Has keys be looked at again that are at their limit, wait for their rate, or stand in another order, and jobs that
   * ageing has stand elsewhere. Without it, each is once one of its jobs ends, its time has come, or leases have gone
   * over all of them. And has those go on of which jobs keep the turn that are not to any more.
   */
  async #releaseKeys(type: string, keyOnFailure: string | undefined): Promise<void> {
    await this.#release(type, "FULL");
    await this.#release(type, "RATE");
    await this.#release(type, "ORDER");
    await this.#release(type, "AGE");
    if (keyOnFailure !== "HALT") {
      await this.#release(type, keyOnFailure === "HOLD" ? "FAILED" : "KEPT");
    }
  }

  async #release(type: string, kind: ReleaseKind): Promise<void> {
    for (let left = 0, looked = RELEASED_KEYS; looked === RELEASED_KEYS; ) {
      const args = [type, left, RELEASED_KEYS, kind];
      const reply = await this.#run(SCRIPTS.releaseKeys, args, () => args);
      const [freed, kept] = reply as [number, number];
      left += kept;
      looked = freed + kept;
    }
  }

  async #configure(args: Value[]): Promise<KeptSettings> {
    const reply = await this.#run(SCRIPTS.configure, args, () => args);
    const [revision, ...fields] = reply as Buffer[];
    return { revision: Number(revision), fields };
  }
}

function holdText(hold: NewHold | null): string {
  if (hold === null) return "";
  const { until, reason, by } = hold;
  return `${until ?? "-"} ${JSON.stringify({ reason, by })}`;
}

/** A hold as `scripts/lib/settings.lua` describes it. */
export function decodeHold(text: Buffer): QueueHold {
  const [at = "", until = "", ...told] = text.toString().split(" ");
  const { reason, by } = JSON.parse(told.join(" ")) as Pick<QueueHold, "reason" | "by">;
  return { reason, by, at: Number(at), ...(until !== "-" && { until: Number(until) }) };
}

/** A rate as `scripts/lib/rate.lua` reads it. */
export function rateText(rate: Rate | undefined): string {
  if (rate === undefined) return "";
  const { limit, periodMs, burst } = rate;
  return `${limit} ${periodMs} ${burst ?? "-"}`;
}

export function decodeRate(text: string): Rate {
  const [limit, periodMs, burst] = text.split(" ");
  const rate = { limit: Number(limit), periodMs: Number(periodMs) };
  return burst === "-" ? rate : { ...rate, burst: Number(burst) };
}

/** The settings by the fields of the hash; one that is empty stands for none. */
export function decodeSettings({
  paused,
  draining,
  throttled,
  rate,
  keyRate,
  order,
  keyOnFailure,
  ...counts
}: Readonly<Record<keyof QueueLimits | HoldKind, Buffer>>): QueueSettings {
  const limits: { -readonly [Field in keyof QueueLimits]: QueueLimits[Field] } = {};
  for (const field of COUNT_FIELDS) {
    if (counts[field].length > 0) limits[field] = Number(counts[field].toString());
  }
  if (rate.length > 0) limits.rate = decodeRate(rate.toString());
  if (keyRate.length > 0) limits.keyRate = decodeRate(keyRate.toString());
  if (order.length > 0) limits.order = order.toString() as KeyOrder;
  if (keyOnFailure.length > 0) limits.keyOnFailure = keyOnFailure.toString() as KeyOnFailure;
  return {
    ...(paused.length > 0 && { paused: decodeHold(paused) }),
    ...(draining.length > 0 && { draining: decodeHold(draining) }),
    ...(throttled.length > 0 && { throttled: decodeHold(throttled) }),
    ...(Object.keys(limits).length > 0 && { limits }),
  };
}
