import type { KeyOnFailure } from "@millrace/core";
import { KeyOnFailure as WireKeyOnFailure } from "./gen/millrace/v1/queue_service_pb.ts";
import { namesOf } from "./names-of.ts";

const TO_WIRE: Readonly<Record<KeyOnFailure, WireKeyOnFailure>> = {
  CONTINUE: WireKeyOnFailure.CONTINUE,
  HOLD: WireKeyOnFailure.HOLD,
  HALT: WireKeyOnFailure.HALT,
};

const NAMES = /*@__PURE__*/ namesOf(TO_WIRE);

export function encodeKeyOnFailure(onFailure: KeyOnFailure): WireKeyOnFailure {
  return TO_WIRE[onFailure];
}

/** What is none, the store refuses. */
export function decodeKeyOnFailure(onFailure: WireKeyOnFailure): KeyOnFailure {
  return NAMES.get(onFailure) ?? (`${onFailure}` as KeyOnFailure);
}
