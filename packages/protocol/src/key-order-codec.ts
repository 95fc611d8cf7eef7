import type { KeyOrder } from "@millrace/core";
import { KeyOrder as WireKeyOrder } from "./gen/millrace/v1/queue_service_pb.ts";
import { namesOf } from "./names-of.ts";

const WIRE_ORDER: { readonly [Order in KeyOrder]: WireKeyOrder } = {
  PRIORITY: WireKeyOrder.PRIORITY,
  FAIR: WireKeyOrder.FAIR,
  STRICT: WireKeyOrder.STRICT,
};

const ORDER = /*@__PURE__*/ namesOf(WIRE_ORDER);

export function encodeKeyOrder(order: KeyOrder): WireKeyOrder {
  return WIRE_ORDER[order];
}

/** A number without a meaning becomes a text that the domain's check refuses by its number. */
export function decodeKeyOrder(wire: number): KeyOrder {
  return ORDER.get(wire) ?? (String(wire) as KeyOrder);
}
