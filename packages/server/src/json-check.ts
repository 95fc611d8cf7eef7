import { isUtf8 } from "node:buffer";
import {
  type DescEnum,
  type DescField,
  type DescMessage,
  type DescOneof,
  ScalarType,
} from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { durationMs, FieldCheck, type Limits, MillraceError, shown } from "@millrace/core";
import { encodeError } from "@millrace/protocol";
import { type ItemLimit, itemLimit } from "./item-limit.ts";
import { fieldsByName, isJsonObject } from "./json-message.ts";

const DURATION = /^-?\d+(\.\d{1,9})?s$/;
const MAX_DURATION_SECONDS = 315_576_000_000;
const TIMESTAMP = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;
const FIRST_TIMESTAMP = Date.parse("0001-01-01T00:00:00Z");
const LAST_TIMESTAMP = Date.parse("9999-12-31T23:59:59.999Z");
const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;
const NUMBER = /^(-?\d[\d.eE+-]*|NaN|-?Infinity)$/;
const WHOLE_NUMBER = /^-?\d+$/;
const INT32 = [-(2n ** 31n), 2n ** 31n - 1n] as const;
const UINT32 = [0n, 2n ** 32n - 1n] as const;
const INT64 = [-(2n ** 63n), 2n ** 63n - 1n] as const;
const UINT64 = [0n, 2n ** 64n - 1n] as const;
/** The others are floating. */
const INTEGER_RANGES: ReadonlyMap<ScalarType, readonly [min: bigint, max: bigint]> = new Map([
  [ScalarType.INT32, INT32],
  [ScalarType.SINT32, INT32],
  [ScalarType.SFIXED32, INT32],
  [ScalarType.UINT32, UINT32],
  [ScalarType.FIXED32, UINT32],
  [ScalarType.INT64, INT64],
  [ScalarType.SINT64, INT64],
  [ScalarType.SFIXED64, INT64],
  [ScalarType.UINT64, UINT64],
  [ScalarType.FIXED64, UINT64],
]);
// The longest example that a message shows.
const MAX_EXAMPLE_CHARACTERS = 60;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
// "," "[" "{": each begins a value.
const OPENERS = new Uint8Array(128);
for (const byte of Buffer.from(",[{")) OPENERS[byte] = 1;

/**
 * A check of messages of `desc` in JSON, which tells what to write instead: the decoder's own messages
 * speak of its classes.
 *
 * It refuses more items in a field of the message than that may have, more than `maxValues` values in
 * all, text that is not UTF-8 or no JSON, and values that are not what their field wants.
 *
 * @returns a function that throws a ConnectError, INVALID_ARGUMENT or RESOURCE_EXHAUSTED.
 */
export function createJsonCheck(
  desc: DescMessage,
  limits: Limits,
  maxValues: number,
): (bytes: Uint8Array) => void {
  const check = createJsonValueCheck(desc, limits);
  return (bytes) => check(parseJson(bytes, maxValues));
}

/**
 * The value that a request in JSON is.
 *
 * @throws ConnectError when it is none, or has more than `maxValues` values in all.
 */
export function parseJson(bytes: Uint8Array, maxValues: number): unknown {
  if (!isUtf8(bytes)) throw invalid("the request is not valid JSON: it is not UTF-8");
  if (bytes.length > maxValues && hasMoreValues(bytes, maxValues)) {
    throw new ConnectError(
      `the request has more than ${maxValues} values, nested ones included; send less at once`,
      Code.ResourceExhausted,
    );
  }
  if (bytes.length === 0)
    throw invalid("the request is not valid JSON: it is empty; send {} at least");
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString());
  } catch (error) {
    throw invalid(`the request is not valid JSON: ${(error as Error).message}`);
  }
}

/**
 * The part of {@link createJsonCheck} that looks at a parsed value.
 *
 * @returns a function that throws a ConnectError, INVALID_ARGUMENT or RESOURCE_EXHAUSTED.
 */
export function createJsonValueCheck(desc: DescMessage, limits: Limits): (value: unknown) => void {
  const counted = new Map<DescField, ItemLimit>();
  for (const field of desc.fields) {
    if (field.fieldKind === "list" || field.fieldKind === "map") {
      counted.set(field, itemLimit(field, limits));
    }
  }
  const plan = planMessage(desc);
  return (value) => {
    const check = new FieldCheck();
    checkMessage(check, plan, value, "", counted);
    const error = check.error("the request is not valid");
    if (error !== undefined) throw encodeError(error);
  };
}

function invalid(message: string): ConnectError {
  return new ConnectError(message, Code.InvalidArgument);
}

/** Counts what begins a value outside of texts. */
function hasMoreValues(bytes: Uint8Array, max: number): boolean {
  let values = 0;
  let isText = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    if (byte === QUOTE) isText = !isText;
    else if (isText) {
      if (byte === BACKSLASH) i++;
    } else if (OPENERS[byte] === 1 && ++values > max) return true;
  }
  return false;
}

interface MessagePlan {
  readonly desc: DescMessage;
  /** By both names of each field, the one of JSON and the one of the proto. */
  readonly fields: ReadonlyMap<string, DescField>;
  /** Those of JSON. */
  readonly names: { readonly [name: string]: true };
}

const plans = new WeakMap<DescMessage, MessagePlan>();

function planMessage(desc: DescMessage): MessagePlan {
  let plan = plans.get(desc);
  if (plan === undefined) {
    const names = desc.fields.map(({ jsonName }) => [jsonName, true as const]);
    plan = { desc, fields: fieldsByName(desc.fields), names: Object.fromEntries(names) };
    plans.set(desc, plan);
  }
  return plan;
}

function checkMessage(
  check: FieldCheck,
  { desc, fields, names }: MessagePlan,
  value: unknown,
  path: string,
  counted: ReadonlyMap<DescField, ItemLimit>,
): void {
  if (!isJsonObject(value)) {
    check.invalid(path === "" ? "request" : path, `must be an object, but is ${shown(value)}`);
    return;
  }
  let chosen: Map<DescOneof, string> | undefined;
  for (const name in value) {
    const field = fields.get(name);
    const fieldPath = path === "" ? name : `${path}.${name}`;
    if (field === undefined) {
      check.only({ [name]: undefined }, names, desc.name, path);
      continue;
    }
    const given = value[name];
    // As good as left out.
    if (given === null) continue;
    if (field.oneof !== undefined) {
      chosen ??= new Map();
      const other = chosen.get(field.oneof);
      if (other !== undefined) check.invalid(fieldPath, `excludes ${other}; give one of them`);
      else chosen.set(field.oneof, fieldPath);
    }
    if (!checkCount(check, field, given, fieldPath, counted.get(field))) continue;
    if (field.fieldKind === "list") {
      (given as unknown[]).forEach((item, i) => {
        checkValue(check, field, item, `${fieldPath}[${i}]`);
      });
    } else if (field.fieldKind === "map") {
      for (const key in given) {
        const item = (given as Record<string, unknown>)[key];
        checkValue(check, field, item, `${fieldPath}[${JSON.stringify(key)}]`);
      }
    } else {
      checkValue(check, field, given, fieldPath);
    }
  }
}

/** Whether a list or a map is one, and within its limit; other fields are. */
function checkCount(
  check: FieldCheck,
  field: DescField,
  value: unknown,
  path: string,
  limit: ItemLimit | undefined,
): boolean {
  if (field.fieldKind === "list") {
    if (Array.isArray(value)) return isWithin(value.length, limit);
    check.invalid(path, `must be an array, but is ${shown(value)}`);
    return false;
  }
  if (field.fieldKind === "map") {
    if (isJsonObject(value))
      return limit === undefined || isWithin(Object.keys(value).length, limit);
    check.invalid(path, `must be an object, but is ${shown(value)}`);
    return false;
  }
  return true;
}

function isWithin(items: number, limit: ItemLimit | undefined): boolean {
  if (limit !== undefined && items > limit.max) throw encodeError(limit.error);
  return true;
}

function checkValue(check: FieldCheck, field: DescField, value: unknown, path: string): void {
  if (field.message !== undefined) {
    checkMessageValue(check, field.message, value, path);
  } else if (field.enum !== undefined) {
    checkEnum(check, field.enum, value, path);
  } else if (field.scalar !== undefined) {
    checkScalar(check, field.scalar, value, path);
  }
}

function checkMessageValue(
  check: FieldCheck,
  desc: DescMessage,
  value: unknown,
  path: string,
): void {
  switch (desc.typeName) {
    case "google.protobuf.Duration":
      if (isDuration(value)) return;
      check.invalid(
        path,
        `must be seconds, such as ${JSON.stringify(inSeconds(value))}, but is ${shown(value)}`,
      );
      return;
    case "google.protobuf.Timestamp":
      if (isTimestamp(value)) return;
      check.invalid(path, `must be a time such as "2030-01-31T09:00:00Z", but is ${shown(value)}`);
      return;
    default:
      checkMessage(check, planMessage(desc), value, path, NOTHING_COUNTED);
  }
}

const NOTHING_COUNTED: ReadonlyMap<DescField, ItemLimit> = new Map();

function isDuration(value: unknown): boolean {
  if (typeof value !== "string" || !DURATION.test(value)) return false;
  return Math.abs(Number.parseFloat(value)) <= MAX_DURATION_SECONDS;
}

function isTimestamp(value: unknown): boolean {
  const [, day] = (typeof value === "string" && TIMESTAMP.exec(value)) || [];
  if (day === undefined) return false;
  const ms = Date.parse(value as string);
  if (!(ms >= FIRST_TIMESTAMP && ms <= LAST_TIMESTAMP)) return false;
  // One that no calendar has, such as February 30, is read as a day of the next month.
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}

/** What was perhaps meant: "600s" for "10m". */
function inSeconds(value: unknown): string {
  try {
    return `${durationMs(value as number) / 1_000}s`;
  } catch (error) {
    if (error instanceof MillraceError) return "1.5s";
    throw error;
  }
}

function checkEnum(check: FieldCheck, desc: DescEnum, value: unknown, path: string): void {
  if (Number.isInteger(value)) return;
  const names = desc.values.map(({ name }) => name);
  if (names.includes(value as string)) return;
  // The first one stands for none.
  check.oneOf(path, value, names.slice(1));
}

function checkScalar(check: FieldCheck, scalar: ScalarType, value: unknown, path: string): void {
  switch (scalar) {
    case ScalarType.STRING:
      check.text(path, value as string, Number.POSITIVE_INFINITY);
      return;
    case ScalarType.BYTES:
      if (isBase64(value)) return;
      check.invalid(path, `must be bytes in base64${inBase64(value)}, but is ${shown(value)}`);
      return;
    case ScalarType.BOOL:
      if (typeof value === "boolean") return;
      check.invalid(path, `must be true or false, but is ${shown(value)}`);
      return;
    default:
      checkNumber(check, INTEGER_RANGES.get(scalar), value, path);
  }
}

function checkNumber(
  check: FieldCheck,
  range: readonly [min: bigint, max: bigint] | undefined,
  value: unknown,
  path: string,
): void {
  // A number may be in a text, such as one that is too large for JSON.
  const isText = typeof value === "string" && value.length < 40 && NUMBER.test(value);
  if (!isText && typeof value !== "number") {
    check.invalid(path, `must be a number, but is ${shown(value)}`);
    return;
  }
  if (range === undefined) return;
  const [min, max] = range;
  const number = isText && WHOLE_NUMBER.test(value) ? BigInt(value) : Number(value);
  const isWhole = typeof number === "bigint" || Number.isInteger(number);
  if (isWhole && number >= min && number <= max) return;
  check.invalid(path, `must be a whole number from ${min} to ${max}, but is ${shown(value)}`);
}

function isBase64(value: unknown): boolean {
  if (typeof value !== "string" || !BASE64.test(value)) return false;
  // A single character has six bits, and no byte.
  return value.replace(/=+$/, "").length % 4 !== 1;
}

/** The value itself as it has to be written, when it is short. */
function inBase64(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  if (text.length > MAX_EXAMPLE_CHARACTERS) return "";
  return `, such as ${JSON.stringify(Buffer.from(text).toString("base64"))} for ${text}`;
}
