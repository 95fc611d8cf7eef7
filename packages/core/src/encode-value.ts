import type { FieldCheck } from "./field-check.ts";
import { isPlainObject } from "./plain-object.ts";

const encoder = new TextEncoder();

/**
 * The bytes of a payload or a result. An ArrayBuffer, a SharedArrayBuffer and every view of one, such
 * as a Buffer, a DataView or a Float32Array, are the bytes that they hold in memory; any other value
 * becomes JSON in UTF-8.
 *
 * What JSON would lose, at any depth, is noted in `check` with what to write instead: a Map, which
 * becomes `{}`, a function, which is left out, NaN, which becomes `null`, bytes within JSON, and the
 * like. An object with a `toJSON` method, such as a Date, is what that returns.
 *
 * @returns the bytes, or `undefined` when `value` is, and when something was noted.
 */
export function encodeValue(
  check: FieldCheck,
  field: string,
  value: unknown,
): Uint8Array | undefined {
  if (value === undefined) return undefined;
  const bytes = bytesOf(value);
  if (bytes !== undefined) return bytes;
  try {
    const json: string | undefined = JSON.stringify(value);
    const lost = findLost(field, value);
    if (lost !== undefined) check.invalid(lost.path, lost.rule);
    else if (json === undefined) check.invalid(field, "has no form in JSON");
    else return encoder.encode(json);
  } catch (error) {
    // A cycle, a BigInt, or what a toJSON method has thrown.
    const lost = findLostInCycles(field, value);
    check.invalid(lost?.path ?? field, lost?.rule ?? `has no form in JSON: ${firstLine(error)}`);
  }
  return undefined;
}

function findLostInCycles(field: string, value: unknown): Lost | undefined {
  try {
    return findLost(field, value, new Set());
  } catch {
    return undefined;
  }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
}

/** Whether {@link encodeValue} takes `value` for bytes, rather than for what becomes JSON. */
export function isBytes(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return ArrayBuffer.isView(value) || kindOf(value).endsWith("ArrayBuffer");
}

function bytesOf(value: unknown): Uint8Array | undefined {
  if (value instanceof Uint8Array && !isShared(value.buffer)) return value;
  if (ArrayBuffer.isView(value)) {
    const { buffer, byteOffset, byteLength } = value;
    return unshared(new Uint8Array(buffer, byteOffset, byteLength));
  }
  const kind = kindOf(value);
  if (kind !== "ArrayBuffer" && kind !== "SharedArrayBuffer") return undefined;
  return unshared(new Uint8Array(value as ArrayBufferLike));
}

/** Other threads may write to shared memory: copy it, so that the bytes cannot change later. */
function unshared(bytes: Uint8Array): Uint8Array {
  return isShared(bytes.buffer) ? bytes.slice() : bytes;
}

function isShared(buffer: ArrayBufferLike): boolean {
  return kindOf(buffer) === "SharedArrayBuffer";
}

interface Lost {
  readonly path: string;
  readonly rule: string;
}

/**
 * The first part of `value` that JSON would leave out, empty or change beyond recognition. `seen` is
 * needed for what may have cycles.
 */
function findLost(path: string, value: unknown, seen?: Set<object>): Lost | undefined {
  if (typeof value !== "object" || value === null) {
    const rule = typeof value === "number" ? ruleOfNumber(value) : PRIMITIVE_RULES[typeof value];
    return rule === undefined || hasToJson(value) ? undefined : { path, rule };
  }
  if (seen?.has(value)) return undefined;
  seen?.add(value);
  if (hasToJson(value)) return isInvalidDate(value) ? { path, rule: INVALID_DATE } : undefined;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const lost = findLost("", value[i], seen);
      if (lost !== undefined) return within(`${path}[${i}]`, lost);
    }
    return undefined;
  }
  const rule = isPlainObject(value) ? undefined : ruleOfClass(value);
  if (rule !== undefined) return { path, rule };
  for (const key of Object.keys(value)) {
    const lost = findLost("", (value as Record<string, unknown>)[key], seen);
    if (lost !== undefined) return within(`${path}${accessTo(key)}`, lost);
  }
  return undefined;
}

/** Paths are put together on the way back, because nearly every value is in order. */
function within(path: string, { path: inner, rule }: Lost): Lost {
  return { path: `${path}${inner}`, rule };
}

/** How a path goes on to `key` of an object or an array. */
export function accessTo(key: PropertyKey): string {
  if (typeof key !== "string") return `[${String(key)}]`;
  return /^[a-zA-Z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

const PRIMITIVE_RULES: { readonly [type: string]: string } = {
  function: "is a function, which JSON leaves out; leave it out, or send what it returns",
  symbol: "is a symbol, which JSON leaves out; send a string",
  bigint: "is a BigInt, which JSON does not have; send String(value)",
};

function ruleOfNumber(value: number): string | undefined {
  if (Number.isFinite(value)) return undefined;
  return `is ${value}, which becomes null in JSON; send null if that is meant, or a text`;
}

const INVALID_DATE =
  "is an invalid Date, which becomes null in JSON; send null if that is meant, or a valid Date";

function isInvalidDate(value: object): boolean {
  return kindOf(value) === "Date" && Number.isNaN((value as Date).getTime());
}

const CLASS_RULES: { readonly [kind: string]: string } = {
  Map: "is a Map, which becomes {} in JSON; send Object.fromEntries(map)",
  Set: "is a Set, which becomes {} in JSON; send [...set]",
  Promise: "is a Promise, which becomes {} in JSON; await it",
  Error: "is an Error, whose message JSON leaves out; send { message: error.message }",
  Blob: "is a Blob, which becomes {} in JSON; send await blob.arrayBuffer()",
  File: "is a File, which becomes {} in JSON; send await file.arrayBuffer()",
  RegExp: "is a RegExp, which becomes {} in JSON; send its source",
};
const BOXED: ReadonlySet<string> = new Set(["Boolean", "String", "BigInt"]);

function ruleOfClass(value: object): string | undefined {
  const kind = kindOf(value);
  const rule = CLASS_RULES[value instanceof Error ? "Error" : kind];
  if (rule !== undefined) return rule;
  if (bytesOf(value) !== undefined) {
    return "is bytes within JSON; send them as base64, or bytes alone";
  }
  if (kind === "Number") return ruleOfNumber(Number(value));
  if (BOXED.has(kind) || Object.keys(value).length > 0) return undefined;
  const name = value.constructor?.name || kind;
  return `is an instance of ${name} without fields that JSON sees, which becomes {}; give it a toJSON method, or send a plain object`;
}

function hasToJson(value: unknown): boolean {
  return typeof (value as { toJSON?: unknown } | null | undefined)?.toJSON === "function";
}

/** As the language names it, also for what comes from another realm, such as a test runner's. */
function kindOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}
