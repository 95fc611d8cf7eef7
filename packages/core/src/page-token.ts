import { shortDigest } from "#short-digest";
import { decodeBase64url, encodeBase64url } from "./base64.ts";
import { FieldCheck } from "./field-check.ts";
import type { JobQuery } from "./job-query.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The place in a listing after which the next page starts; its form is the store's own. */
export type PageCursor = readonly (string | number)[];

/** The page token that leads to `cursor` in the listing of `query`. */
export function encodePageToken(query: JobQuery, cursor: PageCursor): string {
  return encodeBase64url(encoder.encode(JSON.stringify([filterDigest(query), ...cursor])));
}

/**
 * The cursor in the page token of `query`, or `undefined` when it has none. `isCursor` says whether
 * the decoded values have the store's form, and lead to a place of this query.
 *
 * @throws MillraceError `INVALID_ARGUMENT` when the token is not one, or of another query.
 */
export function decodePageToken<Cursor extends PageCursor>(
  query: JobQuery,
  isCursor: (cursor: PageCursor) => cursor is Cursor,
): Cursor | undefined {
  if (query.pageToken === undefined || query.pageToken === "") return undefined;
  const [digest, ...cursor] = parse(query.pageToken);
  if (digest === filterDigest(query) && isCursor(cursor)) return cursor;
  const check = new FieldCheck();
  check.invalid(
    "pageToken",
    "is not of this query; give the token of a page with the same filters, or none for the first page",
  );
  throw check.error("cannot list jobs");
}

function parse(token: string): PageCursor {
  try {
    const value: unknown = JSON.parse(decoder.decode(decodeBase64url(token)));
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

/**
 * The same for the same filters in any order, as maps have none on the wire, and for every view and size
 * of a page.
 */
function filterDigest(query: JobQuery): string {
  const { view: _, pageSize: __, pageToken: ___, statuses, metadata, ...rest } = query;
  return shortDigest(
    JSON.stringify([
      statuses && [...new Set(statuses)].sort(),
      metadata && sortedEntries(metadata),
      sortedEntries(rest),
    ]),
  );
}

function sortedEntries(object: object): [string, unknown][] {
  return Object.entries(object)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
