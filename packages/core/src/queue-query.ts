import { decodeBase64url, encodeBase64url } from "./base64url.ts";
import { FieldCheck, type FieldNames } from "./field-check.ts";
import { checkType, isType } from "./job-type.ts";
import { BOUNDS } from "./limits.ts";
import { STATS_MINUTES } from "./queue-activity.ts";
import type { QueueQuery, StatsQuery } from "./queue-store.ts";
import { ALL_TYPES } from "./queue-tally.ts";

const FIELDS: FieldNames<QueueQuery> = { pageSize: true, pageToken: true };
const STATS_FIELDS: FieldNames<StatsQuery> = { type: true, minutes: true };
const DEFAULT_STATS_MINUTES = 60;
/** Tells a token of this list from others, and this form of it from later ones. */
const TOKEN_HEAD = "queues ";

/** A query of queues as engines take it. */
export interface QueueCursor {
  /** The last name that was looked at; empty at the start. */
  readonly after: string;
  readonly limit: number;
}

/** @throws MillraceError `INVALID_ARGUMENT` that names every field at fault. */
export function checkQueueQuery(query: QueueQuery): QueueCursor {
  const check = new FieldCheck();
  let after = "";
  if (check.only(query, FIELDS, "a query of queues")) {
    const { pageSize, pageToken } = query;
    if (pageSize !== undefined) check.integer("pageSize", pageSize, 1, BOUNDS.maxQueuePageSize);
    if (pageToken !== undefined && check.string("pageToken", pageToken)) {
      after = decodeToken(check, pageToken);
    }
  }
  check.throwIfInvalid("cannot list queues");
  return { after, limit: query.pageSize ?? BOUNDS.maxQueuePageSize };
}

/** @throws MillraceError `INVALID_ARGUMENT`. */
export function checkQueueType(type: string): void {
  const check = new FieldCheck();
  checkType(check, "type", type);
  check.throwIfInvalid("cannot look at the queue");
}

/** A query of minutes with its defaults. */
export interface StatsWindow {
  /** A type, or `ALL_TYPES`. */
  readonly type: string;
  readonly minutes: number;
}

/** @throws MillraceError `INVALID_ARGUMENT` that names every field at fault. */
export function checkStatsQuery(query: StatsQuery): StatsWindow {
  const check = new FieldCheck();
  if (check.only(query, STATS_FIELDS, "a query of statistics")) {
    const { type, minutes } = query;
    if (type !== undefined) checkType(check, "type", type);
    if (minutes !== undefined) check.integer("minutes", minutes, 1, STATS_MINUTES);
  }
  check.throwIfInvalid("cannot tell the statistics");
  return { type: query.type ?? ALL_TYPES, minutes: query.minutes ?? DEFAULT_STATS_MINUTES };
}

/** The page token that leads behind the queue of this name. */
export function encodeQueueToken(last: string): string {
  return encodeBase64url(new TextEncoder().encode(TOKEN_HEAD + last));
}

function decodeToken(check: FieldCheck, token: string): string {
  if (token === "") return "";
  const text = textOf(token);
  const last = text.slice(TOKEN_HEAD.length);
  if (text.startsWith(TOKEN_HEAD) && isType(last)) return last;
  check.invalid(
    "pageToken",
    "is not of a list of queues; give the token of the page before, or none for the first page",
  );
  return "";
}

function textOf(token: string): string {
  try {
    return new TextDecoder().decode(decodeBase64url(token));
  } catch {
    return "";
  }
}
