import type { DescField } from "@bufbuild/protobuf";

/** Whether a value of JSON is an object, as a message is. */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Fields by both names that JSON may give them: their own of JSON, and that of the proto. */
export function fieldsByName(fields: readonly DescField[]): ReadonlyMap<string, DescField> {
  return new Map(
    fields.flatMap((field): [string, DescField][] => [
      [field.jsonName, field],
      [field.name, field],
    ]),
  );
}
