import { FieldCheck, type FieldNames } from "./field-check.ts";
import { checkType } from "./job-type.ts";
import { BOUNDS } from "./limits.ts";
import { decodeNameToken, type NameCursor } from "./name-token.ts";
import { STATS_MINUTES } from "./queue-activity.ts";
import type { QueueQuery, StatsQuery } from "./queue-store.ts";
import { ALL_TYPES } from "./queue-tally.ts";

const FIELDS: FieldNames<QueueQuery> = { pageSize: true, pageToken: true };
const STATS_FIELDS: FieldNames<StatsQuery> = { type: true, minutes: true };
const DEFAULT_STATS_MINUTES = 60;

/** @throws MillraceError `INVALID_ARGUMENT` that names every field at fault. */
export function checkQueueQuery(query: QueueQuery): NameCursor {
  const check = new FieldCheck();
  let after = "";
  if (check.only(query, FIELDS, "a query of queues")) {
    const { pageSize, pageToken } = query;
    if (pageSize !== undefined) check.integer("pageSize", pageSize, 1, BOUNDS.maxQueuePageSize);
    if (pageToken !== undefined && check.string("pageToken", pageToken)) {
      after = decodeNameToken(check, "queues", pageToken);
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
