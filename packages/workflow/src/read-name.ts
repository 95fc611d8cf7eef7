import { type FieldCheck, shown } from "@millrace/core";

const NAME = /^[a-z][a-z0-9_-]{0,62}$/;
const NAME_RULE =
  "must be 1 to 63 small letters, digits, or any of _ and -, starting with a letter";

/** Whether `name` can be that of a workflow or a step; else it is noted. */
export function checkName(check: FieldCheck, field: string, name: unknown): name is string {
  if (typeof name === "string" && NAME.test(name)) return true;
  check.invalid(field, `${NAME_RULE}, but is ${shown(name)}`);
  return false;
}
