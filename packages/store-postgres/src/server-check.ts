import { MillraceError } from "@millrace/core";

/** What a server says of itself. */
export interface ServerFacts {
  /** As a number: 140011 for 14.11. */
  readonly version: number;
  /** For people. */
  readonly name: string;
  readonly isStandby: boolean;
}

/** The oldest Postgres that the store supports. */
export const OLDEST_POSTGRES = 14;

/** @throws MillraceError `FAILED_PRECONDITION` when jobs cannot be kept there. */
export function checkServer({ version, name, isStandby }: ServerFacts, host: string): void {
  if (version < OLDEST_POSTGRES * 10_000) {
    throw unusable(
      host,
      `it is Postgres ${name}, but at least ${OLDEST_POSTGRES} is needed; upgrade it`,
    );
  }
  if (isStandby) {
    throw unusable(host, "it is a standby, which can only be read; name the primary in the URL");
  }
}

/** The error for a Postgres with which someone has to put something right first. */
export function unusable(host: string, why: string, cause?: unknown): MillraceError {
  return new MillraceError("FAILED_PRECONDITION", `cannot use Postgres at ${host}: ${why}`, {
    cause,
  });
}
