import { decodeBase64url, encodeBase64url } from "./base64url.ts";
import { FieldCheck, type FieldNames } from "./field-check.ts";
import { checkType, isType } from "./job-type.ts";
import { BOUNDS } from "./limits.ts";
import type { QueueQuery } from "./queue-store.ts";

const FIELDS: FieldNames<QueueQuery> = { pageSize: true, pageToken: true };
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
