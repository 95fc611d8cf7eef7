import type { AfterRule, JoinRule, WaitsFor } from "@millrace/core";
import {
  AfterRule as WireAfterRule,
  type WaitsFor as WireWaitsFor,
} from "./gen/millrace/v1/job_pb.ts";
import type { Mutable } from "./mutable.ts";
import { namesOf } from "./names-of.ts";
import { decodeDuration, encodeDuration } from "./time-codec.ts";

const WIRE_RULE: { readonly [Rule in JoinRule]: WireAfterRule } = {
  COMPLETED: WireAfterRule.COMPLETED,
  FINISHED: WireAfterRule.FINISHED,
  FAILED: WireAfterRule.FAILED,
};

const RULE = /*@__PURE__*/ namesOf(WIRE_RULE);

export function encodeAfterRule(rule: JoinRule): WireAfterRule {
  return WIRE_RULE[rule];
}

/** A number without a meaning, and what no request may have, become rules that the domain's check refuses. */
export function decodeAfterRule(wire: number): AfterRule {
  return decodeJoinRule(wire) as AfterRule;
}

export function decodeJoinRule(wire: number): JoinRule {
  return RULE.get(wire) ?? (String(wire) as JoinRule);
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
  const waitsFor: Mutable<WaitsFor> = { rule: decodeJoinRule(rule), count, jobIds };
  if (delay !== undefined) waitsFor.delayMs = decodeDuration(delay);
  return waitsFor;
}
