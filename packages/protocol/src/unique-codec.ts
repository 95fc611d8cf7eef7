import type { OnConflict, Unique, UniqueUntil } from "@millrace/core";
import {
  OnConflict as WireOnConflict,
  type Unique as WireUnique,
  UniqueUntil as WireUntil,
} from "./gen/millrace/v1/job_service_pb.ts";
import type { Mutable } from "./mutable.ts";
import { namesOf } from "./names-of.ts";
import { decodeDuration, encodeDuration } from "./time-codec.ts";

const WIRE_UNTIL: { readonly [Until in UniqueUntil]: WireUntil } = {
  FINISHED: WireUntil.FINISHED,
  STARTED: WireUntil.STARTED,
  COMPLETED: WireUntil.COMPLETED,
};

const WIRE_ON_CONFLICT: { readonly [Way in OnConflict]: WireOnConflict } = {
  RETURN_EXISTING: WireOnConflict.RETURN_EXISTING,
  REJECT: WireOnConflict.REJECT,
  REPLACE: WireOnConflict.REPLACE,
};

const UNTIL = /*@__PURE__*/ namesOf(WIRE_UNTIL);
const ON_CONFLICT = /*@__PURE__*/ namesOf(WIRE_ON_CONFLICT);

export function encodeUnique(unique: Unique): WireUnique {
  const { key, onConflict, maxWaitMs } = unique;
  return {
    $typeName: "millrace.v1.Unique",
    key,
    hold: encodeHold(unique),
    onConflict:
      onConflict === undefined ? WireOnConflict.UNSPECIFIED : encodeOnConflict(onConflict),
    maxWait: maxWaitMs === undefined ? undefined : encodeDuration(maxWaitMs, "unique.maxWaitMs"),
  };
}

export function decodeUnique({ key, hold, onConflict, maxWait }: WireUnique): Unique {
  const unique: Mutable<Unique> = { key };
  if (hold.case === "ttl") unique.ttlMs = decodeDuration(hold.value);
  if (hold.case === "until" && hold.value !== WireUntil.UNSPECIFIED) {
    unique.until = decodeUntil(hold.value);
  }
  if (onConflict !== WireOnConflict.UNSPECIFIED) unique.onConflict = decodeOnConflict(onConflict);
  if (maxWait !== undefined) unique.maxWaitMs = decodeDuration(maxWait);
  return unique;
}

function encodeHold({ until, ttlMs }: Unique): WireUnique["hold"] {
  if (ttlMs !== undefined) return { case: "ttl", value: encodeDuration(ttlMs, "unique.ttlMs") };
  return until === undefined ? { case: undefined } : { case: "until", value: encodeUntil(until) };
}

export function encodeUntil(until: UniqueUntil): WireUntil {
  return WIRE_UNTIL[until];
}

/** A number without a meaning becomes a text that the domain's check refuses by its number. */
export function decodeUntil(wire: number): UniqueUntil {
  return UNTIL.get(wire) ?? (String(wire) as UniqueUntil);
}

export function encodeOnConflict(onConflict: OnConflict): WireOnConflict {
  return WIRE_ON_CONFLICT[onConflict];
}

/** As {@link decodeUntil}. */
export function decodeOnConflict(wire: number): OnConflict {
  return ON_CONFLICT.get(wire) ?? (String(wire) as OnConflict);
}
