import { decodeBase64url, encodeBase64url } from "./base64.ts";
import type { FieldCheck } from "./field-check.ts";

/** What is listed page by page, by names. */
export type ListOfNames =
  | "queues"
  | "workers"
  | "operations"
  | "schedules"
  | "group"
  | "errors"
  | "keys"
  | "runs"
  | "workflows";

/** Where a page of a list of names begins, as engines take it. */
export interface NameCursor {
  /** The last name that was looked at; empty at the start. */
  readonly after: string;
  readonly limit: number;
}

/** The page token that leads behind the name `last`. */
export function encodeNameToken(list: ListOfNames, last: string): string {
  return encodeBase64url(new TextEncoder().encode(`${list} ${last}`));
}

/** The name behind which `token` leads; empty for none. Notes when it is no token of the list. */
export function decodeNameToken(check: FieldCheck, list: ListOfNames, token: string): string {
  if (token === "") return "";
  const text = textOf(token);
  if (text.startsWith(`${list} `)) return text.slice(list.length + 1);
  check.invalid(
    "pageToken",
    `is not of a list of ${list}; give the token of the page before, or none for the first page`,
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
