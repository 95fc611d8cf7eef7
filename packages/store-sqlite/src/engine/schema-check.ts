import { DatabaseSync } from "node:sqlite";
import { MillraceError } from "@millrace/core";

/** Every table with its columns, every index and every trigger, in words. */
const DESCRIBE = `
SELECT concat('the table ', name) FROM sqlite_schema WHERE type = 'table'
UNION ALL
SELECT concat('the column ', t.name, '.', c.name, ' ', c.type, iif(c."notnull", ' NOT NULL', ''))
FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'
UNION ALL
SELECT concat('the index ', i.name, ' of ', i.tbl_name, ' (', (
  SELECT group_concat(c.name, ', ') FROM pragma_index_info(i.name) c
), ')')
FROM sqlite_schema i WHERE i.type = 'index'
UNION ALL
SELECT concat('the trigger ', name, ' of ', tbl_name) FROM sqlite_schema WHERE type = 'trigger'
`;

/** How many parts an error names. */
const MAX_NAMED = 3;

/**
 * Checks that the database has everything that `steps` create. Another program may have changed it, and
 * without an index it would only be slow, with no error. Additional tables and indexes are allowed.
 *
 * @throws MillraceError `FAILED_PRECONDITION` that names what is missing.
 */
export function checkSchema(database: DatabaseSync, steps: readonly string[], file: string): void {
  const model = new DatabaseSync(":memory:");
  for (const step of steps) model.exec(step);
  const present = new Set(describe(database));
  const missing = describe(model).filter((part) => !present.has(part));
  model.close();
  if (missing.length === 0) return;
  const named = missing.slice(0, MAX_NAMED).join("; ");
  const more = missing.length > MAX_NAMED ? ` (and ${missing.length - MAX_NAMED} more)` : "";
  throw new MillraceError(
    "FAILED_PRECONDITION",
    `${file} is not as Millrace made it, it lacks ${named}${more}: put that back, restore the file from a backup, or name another file`,
  );
}

function describe(database: DatabaseSync): string[] {
  const statement = database.prepare(DESCRIBE);
  statement.setReturnArrays(true);
  return (statement.all() as unknown as [string][]).map(([part]) => part);
}
