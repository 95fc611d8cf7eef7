import { closestName } from "@millrace/core";
import { usageError } from "../cli-error.ts";
import { formatJson } from "./lossless-json.ts";

/** @throws CliError when a path begins with none of `known`. */
export function checkFields(paths: readonly string[], known: readonly string[]): void {
  for (const path of paths) {
    const [name = ""] = path.split(".", 1);
    if (known.includes(name)) continue;
    const meant = closestName(name, known);
    const hint = meant === undefined ? "" : `; did you mean ${meant}?`;
    throw usageError(
      `--fields: there is no field ${name}${hint}`,
      `there are ${known.join(", ")}`,
      "--fields",
    );
  }
}

/** What stands at a path such as `payload.to`; `undefined` where there is nothing. */
export function fieldAt(item: object, path: string): unknown {
  let value: unknown = item;
  for (const name of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name))
      return undefined;
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return value;
}

/** `item` with the fields at `paths` alone, nested as they were. */
export function pickFields(item: object, paths: readonly string[]): object {
  const picked: Record<string, unknown> = {};
  for (const path of paths) {
    const value = fieldAt(item, path);
    if (value === undefined) continue;
    const names = path.split(".");
    const last = names.pop() as string;
    let place = picked;
    for (const name of names) {
      const inner = Object.hasOwn(place, name) ? place[name] : undefined;
      const next = { ...(typeof inner === "object" && inner !== null ? inner : {}) };
      define(place, name, next);
      place = next as Record<string, unknown>;
    }
    define(place, last, value);
  }
  return picked;
}

/** Also for names that an object has by itself, such as `__proto__`. */
function define(object: object, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true });
}

/** A value in a cell of a table. */
export function cellText(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : formatJson(value);
}
