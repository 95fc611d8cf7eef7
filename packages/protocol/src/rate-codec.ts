import type { Rate } from "@millrace/core";
import type { Rate as WireRate } from "./gen/millrace/v1/queue_service_pb.ts";
import { decodeDuration, encodeDuration } from "./time-codec.ts";

export function encodeRate({ limit, periodMs, burst }: Rate): WireRate {
  const period = encodeDuration(periodMs, "rate.periodMs");
  const rate = { $typeName: "millrace.v1.Rate", limit, period } as const;
  return burst === undefined ? rate : { ...rate, burst };
}

export function decodeRate({ limit, period, burst }: WireRate): Rate {
  const rate = { limit, periodMs: period === undefined ? 0 : decodeDuration(period) };
  return burst === undefined ? rate : { ...rate, burst };
}
