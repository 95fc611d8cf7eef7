import type { AfterRule, WaitsFor } from "@millrace/core";
import {
  AfterRule as WireAfterRule,
  type WaitsFor as WireWaitsFor,
} from "./gen/millrace/v1/job_pb.ts";
import type { Mutable } from "./mutable.ts";
import { namesOf } from "./names-of.ts";
import { decodeDuration, encodeDuration } from "./time-codec.ts";

const WIRE_RULE: { readonly [Rule in AfterRule]: WireAfterRule } = {
  COMPLETED: WireAfterRule.COMPLETED,
  FINISHED: WireAfterRule.FINISHED,
};

const RULE = /*@__PURE__*/ namesOf(WIRE_RULE);

export function encodeAfterRule(rule: AfterRule): WireAfterRule {
  return WIRE_RULE[rule];
}

/** A number without a meaning becomes a rule that the domain's check refuses by its number. */
export function decodeAfterRule(wire: number): AfterRule {
  return RULE.get(wire) ?? (String(wire) as AfterRule);
}

export function encodeWaitsFor({ rule, count, jobIds, delayMs }: WaitsFor): WireWaitsFor {
  return {
    $typeName: "millrace.v1.WaitsFor",
    rule: encodeAfterRule(rule),
    count,
    jobIds: [...jobIds],
    delay: delayMs === undefined ? undefined : encodeDuration(delayMs, "waits_for.delay"),
  };
}

export function decodeWaitsFor({ rule, count, jobIds, delay }: WireWaitsFor): WaitsFor {
  const waitsFor: Mutable<WaitsFor> = { rule: decodeAfterRule(rule), count, jobIds };
  if (delay !== undefined) waitsFor.delayMs = decodeDuration(delay);
  return waitsFor;
}
