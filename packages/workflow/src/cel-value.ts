import { type CelInput, type CelValue, isCelList, isCelMap } from "@bufbuild/cel";
import { pay } from "./cel-meter.ts";
import { isJsonObject, type Json } from "./json.ts";

const MAX_CHARACTERS = 1024 * 1024;
const TIMESTAMP = "google.protobuf.Timestamp";
const DURATION = "google.protobuf.Duration";

const converted = new WeakMap<object, CelInput>();

/**
 * `value` as expressions take it: objects as maps, whatever names they have, as CEL takes some for messages of protobuf.
 * The same object is converted once, as it does not change.
 */
export function toCelInput(value: Json): CelInput {
  if (typeof value !== "object" || value === null) return value;
  const known = converted.get(value);
  if (known !== undefined) return known;
  const input: CelInput = isJsonObject(value)
    ? new Map(Object.entries(value).map(([name, field]) => [name, toCelInput(field)]))
    : (value as readonly Json[]).map(toCelInput);
  converted.set(value, input);
  return input;
}

/** The JSON of what an expression gave. @throws Error when JSON has no form for it, or it is over 1 MiB. */
export function fromCel(value: CelValue): Json {
  let characters = 0;
  const add = (more: number) => {
    characters += more;
    if (characters > MAX_CHARACTERS) throw new Error("makes more than 1 MiB");
  };
  const convert = (part: CelValue): Json => {
    pay(1);
    switch (typeof part) {
      case "string":
        add(part.length);
        return part;
      case "number":
        if (!Number.isFinite(part)) throw new Error(`makes ${part}, which JSON has no form for`);
        add(8);
        return part;
      case "boolean":
        add(4);
        return part;
      case "bigint":
        add(8);
        return Number(part);
      default:
        if (part === null) return null;
    }
    if (isCelList(part)) return Array.from(part, convert);
    if (isCelMap(part)) {
      const fields = Array.from(part.entries(), ([name, field]): [string, Json] => {
        if (typeof name !== "string")
          throw new Error("makes an object with a name that is no text");
        add(name.length);
        return [name, convert(field)];
      });
      return Object.fromEntries(fields);
    }
    return textOf(part);
  };
  return convert(value);
}

/** A time by ISO 8601, or a length in seconds. */
function textOf(value: CelValue): string {
  if (typeof value === "object" && value !== null && "message" in value) {
    const { $typeName, seconds, nanos } = value.message as unknown as {
      readonly $typeName: string;
      readonly seconds: bigint;
      readonly nanos: number;
    };
    const ms = Number(seconds) * 1_000 + nanos / 1_000_000;
    if ($typeName === TIMESTAMP) return new Date(ms).toISOString();
    if ($typeName === DURATION) return `${ms / 1_000}s`;
  }
  throw new Error("makes what JSON has no form for");
}
