import type { Durability } from "@millrace/core";
import { Durability as WireDurability } from "./gen/millrace/v1/job_service_pb.ts";
import { namesOf } from "./names-of.ts";

const WIRE_DURABILITY: { readonly [Kind in Durability]: WireDurability } = {
  STORED: WireDurability.STORED,
  REPLICATED: WireDurability.REPLICATED,
};

const DURABILITY = /*@__PURE__*/ namesOf(WIRE_DURABILITY);

export function encodeDurability(durability: Durability): WireDurability {
  return WIRE_DURABILITY[durability];
}

/** A number without a meaning becomes a durability that the domain's check refuses by its number. */
export function decodeDurability(wire: number): Durability {
  return DURABILITY.get(wire) ?? (String(wire) as Durability);
}
