import { FieldCheck, type FieldNames } from "./field-check.ts";
import type { GroupQuery } from "./group.ts";
import { BOUNDS } from "./limits.ts";
import { decodeNameToken, type NameCursor } from "./name-token.ts";

const FIELDS: FieldNames<GroupQuery> = { pageSize: true, pageToken: true };
const DEFAULT_PAGE_SIZE = 50;

/** @throws MillraceError `INVALID_ARGUMENT`. */
export function checkGroupQuery(query: GroupQuery): NameCursor {
  const check = new FieldCheck();
  if (!check.only(query, FIELDS, "a query of a group's jobs")) {
    check.throwIfInvalid("cannot list the jobs of a group");
  }
  const { pageSize = DEFAULT_PAGE_SIZE, pageToken = "" } = query;
  check.integer("pageSize", pageSize, 1, BOUNDS.maxPageSize);
  const isText = check.string("pageToken", pageToken);
  const after = isText ? decodeNameToken(check, "group", pageToken) : "";
  check.throwIfInvalid("cannot list the jobs of a group");
  return { after, limit: pageSize };
}
