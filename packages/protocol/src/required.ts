import { MillraceError } from "@millrace/core";

/** @throws MillraceError `INTERNAL` when an answer lacks what every server sends. */
export function required<T>(value: T | undefined, what: string): T {
  if (value !== undefined) return value;
  throw new MillraceError(
    "INTERNAL",
    `the server's answer lacks ${what}; use a client and a server of the same version`,
  );
}
