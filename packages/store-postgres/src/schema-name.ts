import { MillraceError } from "@millrace/core";

/** What a `postgres://` URL says. */
export interface PostgresUrl {
  /** The URL for the driver, without what only Millrace reads. */
  readonly connectionString: string;
  readonly schema: string | undefined;
  /** Host and port, for people. */
  readonly host: string;
}

/** The schema that holds the jobs unless something else is said. */
export const DEFAULT_SCHEMA = "millrace";

/** Reads a URL, which may name the schema: `postgres://user@host/database?schema=queue`. */
export function parsePostgresUrl(text: string): PostgresUrl {
  if (!URL.canParse(text)) throw invalid("url", "is not a URL; use postgres://user@host/database");
  const url = new URL(text);
  const schema = url.searchParams.get("schema") ?? undefined;
  url.searchParams.delete("schema");
  const host = url.host === "" ? (url.searchParams.get("host") ?? "localhost") : url.host;
  return { connectionString: url.href, schema, host };
}

/** @throws MillraceError `INVALID_ARGUMENT` when `schema` cannot name a schema. */
export function checkSchemaName(schema: string): string {
  // Postgres cuts longer names off, and keeps pg_ for itself.
  if (/^[a-zA-Z_][a-zA-Z0-9_-]{0,62}$/.test(schema) && !schema.startsWith("pg_")) return schema;
  throw invalid(
    "schema",
    'must be 1 to 63 letters, digits, "_" or "-", starting with a letter, and not with "pg_"',
  );
}

function invalid(field: string, description: string): MillraceError {
  return new MillraceError("INVALID_ARGUMENT", `cannot use Postgres: ${field} ${description}`, {
    violations: [{ field, description }],
  });
}
