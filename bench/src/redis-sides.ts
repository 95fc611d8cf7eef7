import { RedisStore } from "@millrace/store-redis";
import { BullmqSide } from "./bullmq-side.ts";
import { MillraceSide } from "./millrace-side.ts";
import type { Semantics, Side } from "./side.ts";

export type SideKey = "millrace" | "peer";

/** One of the sides that are compared on the Redis at `url`; `semantics` are those of the peer's jobs. */
export function openRedisSide(key: SideKey, url: string, semantics: Semantics = "bare"): Side {
  return key === "millrace"
    ? new MillraceSide(new RedisStore(url))
    : new BullmqSide(url, semantics);
}
