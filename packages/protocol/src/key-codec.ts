import {
  type ConcurrencyKey,
  checkKey,
  checkKeyLimits,
  checkKeyQuery,
  type KeyLimits,
  type KeyPage,
  type KeyQuery,
  type KeyStatus,
} from "@millrace/core";
import {
  type ConcurrencyKey as WireKey,
  type KeyLimits as WireKeyLimits,
  KeyStatus as WireKeyStatus,
  type ListKeysRequest as WireListKeysRequest,
  type ListKeysResponse as WireListKeysResponse,
} from "./gen/millrace/v1/queue_service_pb.ts";
import type { Mutable } from "./mutable.ts";
import { decodeRate, encodeRate } from "./rate-codec.ts";
import { decodeTimestamp, encodeTimestamp } from "./time-codec.ts";

const STATUSES: Readonly<Record<KeyStatus, WireKeyStatus>> = {
  READY: WireKeyStatus.READY,
  FULL: WireKeyStatus.FULL,
  THROTTLED: WireKeyStatus.THROTTLED,
  HALTED: WireKeyStatus.HALTED,
  IDLE: WireKeyStatus.IDLE,
};

const BY_NUMBER = new Map(
  Object.entries(STATUSES).map(([status, number]) => [number, status as KeyStatus]),
);

/** @throws MillraceError `INVALID_ARGUMENT` that names every field at fault. */
export function encodeKeyLimitsRequest(type: string, key: string, limits: KeyLimits) {
  checkKeyLimits(type, key, limits);
  return { type, key, limits: encodeKeyLimits(limits) };
}

export function decodeKeyLimits({
  maxRunning,
  rate,
  weight,
}: Pick<WireKeyLimits, keyof KeyLimits>): KeyLimits {
  return {
    ...(maxRunning !== undefined && { maxRunning }),
    ...(rate !== undefined && { rate: decodeRate(rate) }),
    ...(weight !== undefined && { weight }),
  };
}

/** @throws MillraceError `INVALID_ARGUMENT` that names every field at fault. */
export function encodeResumeKeyRequest(type: string, key: string) {
  checkKey(type, key, "cannot resume the concurrency key");
  return { type, key };
}

/** @throws MillraceError `INVALID_ARGUMENT` that names every field at fault. */
export function encodeKeyQuery(type: string, query: KeyQuery): WireListKeysRequest {
  checkKeyQuery(type, query);
  return {
    $typeName: "millrace.v1.ListKeysRequest",
    type,
    statuses: (query.statuses ?? []).map((status) => STATUSES[status]),
    pageSize: query.pageSize ?? 0,
    pageToken: query.pageToken ?? "",
  };
}

export function decodeKeyQuery({ statuses, pageSize, pageToken }: WireListKeysRequest): KeyQuery {
  const query: Mutable<KeyQuery> = {};
  // What is none, the store refuses.
  if (statuses.length > 0) {
    query.statuses = statuses.map((one) => BY_NUMBER.get(one) ?? (`${one}` as KeyStatus));
  }
  if (pageSize !== 0) query.pageSize = pageSize;
  if (pageToken !== "") query.pageToken = pageToken;
  return query;
}

export function encodeKey({
  key,
  status,
  pending,
  running,
  until,
  keptBy,
  limits,
}: ConcurrencyKey): WireKey {
  return {
    $typeName: "millrace.v1.ConcurrencyKey",
    key,
    status: STATUSES[status],
    pending,
    running,
    until: until === undefined ? undefined : encodeTimestamp(until, "until"),
    limits: limits && encodeKeyLimits(limits),
    keptBy: [...(keptBy ?? [])],
  };
}

/** A status that is not known here, of a newer server, is told as `READY`. */
export function decodeKey({
  key,
  status,
  pending,
  running,
  until,
  limits,
  keptBy,
}: WireKey): ConcurrencyKey {
  return {
    key,
    status: BY_NUMBER.get(status) ?? "READY",
    pending,
    running,
    ...(until && { until: decodeTimestamp(until) }),
    ...(keptBy.length > 0 && { keptBy }),
    ...(limits && { limits: decodeKeyLimits(limits) }),
  };
}

export function encodeKeyPage({ keys, nextPageToken }: KeyPage): WireListKeysResponse {
  return {
    $typeName: "millrace.v1.ListKeysResponse",
    keys: keys.map(encodeKey),
    nextPageToken: nextPageToken ?? "",
  };
}

export function decodeKeyPage({ keys, nextPageToken }: WireListKeysResponse): KeyPage {
  const page = { keys: keys.map(decodeKey) };
  return nextPageToken === "" ? page : { ...page, nextPageToken };
}

function encodeKeyLimits({ maxRunning, rate, weight }: KeyLimits): WireKeyLimits {
  return {
    $typeName: "millrace.v1.KeyLimits",
    ...(maxRunning !== undefined && { maxRunning }),
    ...(rate !== undefined && { rate: encodeRate(rate) }),
    ...(weight !== undefined && { weight }),
  };
}
