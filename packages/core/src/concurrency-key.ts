import type { EpochMs } from "./clock.ts";
import { FieldCheck, type FieldNames } from "./field-check.ts";
import { checkType } from "./job-type.ts";
import type { TurnKeepers } from "./key-on-failure.ts";
import { BOUNDS } from "./limits.ts";
import { decodeNameToken, type NameCursor } from "./name-token.ts";
import { checkRate, type Rate } from "./rate.ts";

/** What is set for one concurrency key of a queue. */
export interface KeyLimits {
  /**
   * How many of its jobs run at most, 1 to 1,000,000, in place of what the queue says by `keyMaxRunning`.
   * Absent for that.
   */
  readonly maxRunning?: number | undefined;
  /**
   * How many of its attempts may start in a time, in place of what the queue says by `keyRate`. What was counted
   * counts for its time, whichever of the two holds. Absent for that of the queue.
   */
  readonly rate?: Rate | undefined;
  /** How many turns it gets for one turn of a key without a weight, 0.01 to 1,000. Absent for 1. */
  readonly weight?: number | undefined;
}

/**
 * How a concurrency key stands in its queue.
 *
 * - `READY`: it has pending jobs, and takes its turns.
 * - `FULL`: it has pending jobs, and as many running ones as it may.
 * - `THROTTLED`: none of its jobs is leased up to a time, because the attempt of one was throttled, or because
 *   as many have started as its rate lets.
 * - `HALTED`: none of its jobs is leased, because one that has failed keeps its turn (see `KeyOnFailure`) and is not
 *   pending: it waits for its retry, runs again, or has failed for good.
 * - `IDLE`: it has no pending job.
 */
export type KeyStatus = (typeof KEY_STATUSES)[number];

export const KEY_STATUSES = ["READY", "FULL", "THROTTLED", "HALTED", "IDLE"] as const;

/** A concurrency key of a queue. */
export interface ConcurrencyKey {
  readonly key: string;
  readonly status: KeyStatus;
  /** How many of its jobs are pending; at most 10,000 are counted. */
  readonly pending: number;
  /** How many of its jobs run; at most 10,000 are counted. */
  readonly running: number;
  /** Until when it is throttled, by the store's clock. */
  readonly until?: EpochMs;
  /** The jobs that keep its turn, because an attempt of theirs has failed: the first 10. Absent without any. */
  readonly keptBy?: readonly string[];
  /** What is set for it. Absent when nothing is. */
  readonly limits?: KeyLimits;
}

/** Up to which number the jobs of a key are counted. */
export const COUNTED_JOBS_OF_KEY = 10_000;

/** Which concurrency keys to list. */
export interface KeyQuery {
  /** Defaults to all. */
  readonly statuses?: readonly KeyStatus[] | undefined;
  /** The most keys a page has, 1 to 100. Defaults to 100. */
  readonly pageSize?: number | undefined;
  /** Where to go on: the `nextPageToken` of the page before. Defaults to the start. */
  readonly pageToken?: string | undefined;
}

/** A page of concurrency keys. */
export interface KeyPage {
  readonly keys: readonly ConcurrencyKey[];
  /**
   * Where the next page starts; absent on the last one. A page can be short, even empty, and still have a next
   * one.
   */
  readonly nextPageToken?: string;
}

/** What tells how a key stands. */
export interface KeyFacts {
  readonly pending: number;
  readonly running: number;
  readonly until?: EpochMs | undefined;
  readonly keepers?: TurnKeepers | undefined;
  readonly limits?: KeyLimits | undefined;
}

/** A key as it is told, where `keyMaxRunning` is the limit of those that have none of their own. */
export function describeKey(
  key: string,
  { pending, running, until, keepers, limits = {} }: KeyFacts,
  keyMaxRunning: number | undefined,
): ConcurrencyKey {
  const limit = limits.maxRunning ?? keyMaxRunning ?? Number.POSITIVE_INFINITY;
  const turn = running < limit ? "READY" : "FULL";
  const next = until !== undefined ? "THROTTLED" : pending === 0 ? "IDLE" : turn;
  const status = keepers === undefined || keepers.anyPending ? next : "HALTED";
  return {
    key,
    status,
    pending: Math.min(pending, COUNTED_JOBS_OF_KEY),
    running: Math.min(running, COUNTED_JOBS_OF_KEY),
    ...(until !== undefined && { until }),
    ...(keepers && { keptBy: keepers.jobIds }),
    ...(hasKeyLimits(limits) && { limits }),
  };
}

/** Whether anything is set. */
export function hasKeyLimits({ maxRunning, rate, weight }: KeyLimits): boolean {
  return maxRunning !== undefined || rate !== undefined || weight !== undefined;
}

const LIMITS: FieldNames<KeyLimits> = { maxRunning: true, rate: true, weight: true };
const QUERY: FieldNames<KeyQuery> = { statuses: true, pageSize: true, pageToken: true };
const MIN_WEIGHT = 0.01;
const MAX_WEIGHT = 1_000;

/**
 * @param what cannot be done, for example "cannot resume the concurrency key".
 * @throws MillraceError `INVALID_ARGUMENT` that names every field at fault.
 */
export function checkKey(type: string, key: string, what: string): void {
  const check = new FieldCheck();
  checkType(check, "type", type);
  check.text("key", key, BOUNDS.concurrencyKeyBytes, 1);
  check.throwIfInvalid(what);
}

/** @throws MillraceError `INVALID_ARGUMENT` that names every field at fault. */
export function checkKeyLimits(type: string, key: string, limits: KeyLimits): void {
  const check = new FieldCheck();
  checkType(check, "type", type);
  check.text("key", key, BOUNDS.concurrencyKeyBytes, 1);
  if (check.only(limits, LIMITS, "the limits of a concurrency key")) {
    const { maxRunning, rate, weight } = limits;
    if (maxRunning === 0) {
      check.invalid("maxRunning", "must be at least 1, but is 0; pause the queue instead");
    } else if (maxRunning !== undefined) {
      check.integer("maxRunning", maxRunning, 1, BOUNDS.maxRunning);
    }
    if (rate !== undefined) checkRate(check, "rate", rate);
    if (weight !== undefined) check.number("weight", weight, MIN_WEIGHT, MAX_WEIGHT);
  }
  check.throwIfInvalid("cannot limit the concurrency key");
}

/** A query of keys with its defaults. */
export interface KeyCursor extends NameCursor {
  readonly statuses: readonly KeyStatus[];
}

/** @throws MillraceError `INVALID_ARGUMENT` that names every field at fault. */
export function checkKeyQuery(type: string, query: KeyQuery): KeyCursor {
  const check = new FieldCheck();
  let after = "";
  checkType(check, "type", type);
  if (check.only(query, QUERY, "a query of concurrency keys")) {
    const { statuses, pageSize, pageToken } = query;
    if (statuses !== undefined) checkStatuses(check, statuses);
    if (pageSize !== undefined) check.integer("pageSize", pageSize, 1, BOUNDS.maxQueuePageSize);
    if (pageToken !== undefined && check.string("pageToken", pageToken)) {
      after = decodeNameToken(check, "keys", pageToken);
    }
  }
  check.throwIfInvalid("cannot list concurrency keys");
  const { statuses = [], pageSize = BOUNDS.maxQueuePageSize } = query;
  return { after, limit: pageSize, statuses: statuses.length === 0 ? KEY_STATUSES : statuses };
}

function checkStatuses(check: FieldCheck, statuses: readonly KeyStatus[]): void {
  if (!check.list("statuses", statuses, 0, KEY_STATUSES.length)) return;
  if (statuses.every((status) => KEY_STATUSES.includes(status))) return;
  check.invalid("statuses", `must be some of ${KEY_STATUSES.join(", ")}`);
}
