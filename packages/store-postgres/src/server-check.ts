import { MillraceError } from "@millrace/core";

/** What a server says of itself. */
export interface ServerFacts {
  /** As a number: 140011 for 14.11. */
  readonly version: number;
  /** For people. */
  readonly name: string;
  readonly isStandby: boolean;
  /** Whether the sessions of this role in this database may only read. */
  readonly isReadOnly: boolean;
  /** Of the database, such as `UTF8`. */
  readonly encoding: string;
}

/** The oldest Postgres that the store supports. */
export const OLDEST_POSTGRES = 14;

/** What to do about a role or a database whose sessions may only read. */
export const READ_ONLY =
  "default_transaction_read_only is on, as some hosts set it when the disk is full; make room, then turn it off for the role and the database";

/** @throws MillraceError `FAILED_PRECONDITION` when jobs cannot be kept there. */
export function checkServer(
  { version, name, isStandby, isReadOnly, encoding }: ServerFacts,
  host: string,
): void {
  if (version < OLDEST_POSTGRES * 10_000) {
    throw unusable(
      host,
      `it is Postgres ${name}, but at least ${OLDEST_POSTGRES} is needed; upgrade it`,
    );
  }
  if (isStandby) {
    throw unusable(host, "it is a standby, which can only be read; name the primary in the URL");
  }
  if (isReadOnly) throw unusable(host, READ_ONLY);
  if (encoding !== "UTF8") {
    throw unusable(
      host,
      `its database has the encoding ${encoding}, which cannot hold every text; create one with UTF8 (createdb --encoding=UTF8 --template=template0), and name that in the URL`,
    );
  }
}

/** The error for a Postgres with which someone has to put something right first. */
export function unusable(host: string, why: string, cause?: unknown): MillraceError {
  return new MillraceError("FAILED_PRECONDITION", `cannot use Postgres at ${host}: ${why}`, {
    cause,
  });
}
