import { MillraceError } from "@millrace/core";

/** The schema that holds the jobs unless something else is said. */
export const DEFAULT_SCHEMA = "millrace";

/** @throws MillraceError `INVALID_ARGUMENT` when `schema` cannot name a schema. */
export function checkSchemaName(schema: string): string {
  // Postgres cuts longer names off, and keeps pg_ for itself.
  if (/^[a-zA-Z_][a-zA-Z0-9_-]{0,62}$/.test(schema) && !schema.startsWith("pg_")) return schema;
  const description =
    'must be 1 to 63 letters, digits, "_" or "-", starting with a letter, and not with "pg_"';
  throw new MillraceError("INVALID_ARGUMENT", `cannot use Postgres: schema ${description}`, {
    violations: [{ field: "schema", description }],
  });
}
