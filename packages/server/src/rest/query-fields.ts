import { type DescField, ScalarType } from "@bufbuild/protobuf";
import type { FieldCheck } from "@millrace/core";
import { fieldsByName } from "../json-message.ts";
import { enumValue } from "./rest-json.ts";

const MAP_ENTRY = /^([A-Za-z_]\w*)\[(.*)\]$/s;

/**
 * Those of `fields` that `query` gives, in proto3's JSON: lists by repetition, lists of enums by commas
 * as well, entries of a map as `metadata[key]=value`.
 *
 * @param known names that are the route's own, which are passed over.
 */
export function queryFields(
  check: FieldCheck,
  fields: readonly DescField[],
  query: URLSearchParams,
  known: ReadonlySet<string>,
): Record<string, unknown> {
  const byName = fieldsByName(fields);
  const json: Record<string, unknown> = {};
  const maps = new Map<string, [key: string, value: string][]>();
  for (const name of new Set(query.keys())) {
    if (known.has(name)) continue;
    const [, mapName = name, key] = MAP_ENTRY.exec(name) ?? [];
    const field = byName.get(mapName);
    const values = query.getAll(name);
    if (
      field === undefined ||
      isMessage(field) ||
      (field.fieldKind === "map") !== (key !== undefined)
    ) {
      check.only({ [name]: undefined }, namesOf(fields, known), "the query", "");
    } else if (field.fieldKind === "list") {
      json[field.jsonName] = values.flatMap((value) => listItems(field, value));
    } else if (values.length > 1) {
      check.invalid(name, "must be given once");
    } else if (key === undefined) {
      json[field.jsonName] = scalarJson(field, values[0] as string);
    } else {
      const entries = maps.get(field.jsonName) ?? [];
      maps.set(field.jsonName, [...entries, [key, values[0] as string]]);
    }
  }
  for (const [name, entries] of maps) json[name] = Object.fromEntries(entries);
  return json;
}

/** Times and durations are texts in JSON; other messages have no place in a query. */
function isMessage({ message }: DescField): boolean {
  return message !== undefined && !message.typeName.startsWith("google.protobuf.");
}

function listItems(field: DescField, value: string): unknown[] {
  if (field.enum === undefined) return [scalarJson(field, value)];
  return value.split(",").map((item) => scalarJson(field, item));
}

function scalarJson({ enum: desc, scalar }: DescField, value: string): unknown {
  if (desc !== undefined) return /^\d+$/.test(value) ? Number(value) : enumValue(desc, value);
  if (scalar === ScalarType.BOOL && (value === "true" || value === "false")) {
    return value === "true";
  }
  return value;
}

function namesOf(fields: readonly DescField[], known: ReadonlySet<string>): Record<string, true> {
  const names = fields
    .filter((field) => !isMessage(field))
    .map(({ jsonName, fieldKind }) => (fieldKind === "map" ? `${jsonName}[key]` : jsonName));
  return Object.fromEntries([...names, ...known].map((name) => [name, true] as const));
}
