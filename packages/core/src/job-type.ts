import { type FieldCheck, shown } from "./field-check.ts";

const TYPE_NAME = /^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$/;

/** Whether `text` is the name of a job type. */
export function isType(text: string): boolean {
  return TYPE_NAME.test(text);
}

/** Notes when `type` is not the name of a job type. */
export function checkType(check: FieldCheck, field: string, type: string): void {
  if (typeof type === "string" && TYPE_NAME.test(type)) return;
  check.invalid(
    field,
    `must be 1 to 128 letters, digits, or any of "._:-", starting with a letter or digit, but is ${shown(type)}`,
  );
}
