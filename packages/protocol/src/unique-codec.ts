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
      onConflict === undefined ? WireOnConflict.UNSPECIFIED : WIRE_ON_CONFLICT[onConflict],
    maxWait: maxWaitMs === undefined ? undefined : encodeDuration(maxWaitMs, "unique.maxWaitMs"),
  };
}

/** A number without a meaning becomes a text that the domain's check refuses by its number. */
export function decodeUnique({ key, hold, onConflict, maxWait }: WireUnique): Unique {
  const unique: Mutable<Unique> = { key };
  if (hold.case === "ttl") unique.ttlMs = decodeDuration(hold.value);
  if (hold.case === "until" && hold.value !== WireUntil.UNSPECIFIED) {
    unique.until = UNTIL.get(hold.value) ?? (String(hold.value) as UniqueUntil);
  }
  if (onConflict !== WireOnConflict.UNSPECIFIED) {
    unique.onConflict = ON_CONFLICT.get(onConflict) ?? (String(onConflict) as OnConflict);
  }
  if (maxWait !== undefined) unique.maxWaitMs = decodeDuration(maxWait);
  return unique;
}

function encodeHold({ until, ttlMs }: Unique): WireUnique["hold"] {
  if (ttlMs !== undefined) return { case: "ttl", value: encodeDuration(ttlMs, "unique.ttlMs") };
  return until === undefined ? { case: undefined } : { case: "until", value: WIRE_UNTIL[until] };
}
