import type { Delivery } from "@millrace/core";
import { Delivery as WireDelivery } from "./gen/millrace/v1/job_pb.ts";
import { namesOf } from "./names-of.ts";

const WIRE_DELIVERY: { readonly [Mode in Delivery]: WireDelivery } = {
  AT_LEAST_ONCE: WireDelivery.AT_LEAST_ONCE,
  AT_MOST_ONCE: WireDelivery.AT_MOST_ONCE,
};

const DELIVERY = /*@__PURE__*/ namesOf(WIRE_DELIVERY);

/** An unknown delivery goes out as its own text, which no server accepts. */
export function encodeDelivery(delivery: Delivery): WireDelivery {
  return WIRE_DELIVERY[delivery];
}

/** A number without a meaning becomes a delivery that the domain's check refuses by its number. */
export function decodeDelivery(wire: number): Delivery {
  return DELIVERY.get(wire) ?? (String(wire) as Delivery);
}
