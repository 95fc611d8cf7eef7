import { closestName } from "./closest-name.ts";
import { type Duration, durationMs } from "./duration.ts";
import { type FieldViolation, MillraceError } from "./millrace-error.ts";
import { isPlainObject } from "./plain-object.ts";

// The most that one error names: enough to correct a request, and few enough for every transport.
const MAX_VIOLATIONS = 20;
const MAX_CHARACTERS = 1_200;
const MAX_FIELD_CHARACTERS = 100;
const MAX_DESCRIPTION_CHARACTERS = 300;

/** The name of every field that a `T` may have. */
export type FieldNames<T> = Readonly<Record<keyof T, true>>;

/**
 * Collects what is wrong with a request, so that its problems are named at once: the first 20 of them,
 * and how many there are besides.
 *
 * Fields that are only too large make the error `RESOURCE_EXHAUSTED`; any other violation makes it
 * `INVALID_ARGUMENT`.
 */
export class FieldCheck {
  #violations: FieldViolation[] | undefined;
  #characters = 0;
  #unnamed = 0;
  #malformed = false;

  /** Notes that `field` breaks a rule. */
  invalid(field: string, description: string): void {
    this.#malformed = true;
    this.#add({ field, description });
  }

  /** Notes that `field` is over a limit. */
  exceeds(field: string, actual: number | string, limit: number, unit: string): void {
    this.#add({
      field,
      description: `has ${actual} ${unit}, over the limit of ${limit} ${unit}; send less or raise the limit`,
    });
  }

  /**
   * An object that has no fields but `names`. An unknown field is never ignored: what the caller wanted
   * would silently not happen.
   *
   * @param what whose fields they are, for example "a job".
   * @param path where the object stands in the request. Defaults to the request itself.
   * @returns whether it is an object at all.
   */
  only<T>(
    value: unknown,
    names: Readonly<Record<keyof T, unknown>>,
    what: string,
    path = "",
  ): boolean {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      const rule = `must be an object with fields of ${what}, but is ${shown(value)}`;
      this.invalid(path === "" ? "options" : path, rule);
      return false;
    }
    for (const name in value) {
      if (Object.hasOwn(names, name)) continue;
      if (this.#isFull()) {
        this.#malformed = true;
        this.#unnamed++;
        continue;
      }
      const known = Object.keys(names);
      const meant = closestName(name, known);
      const hint = meant === undefined ? "" : ` (did you mean ${meant}?)`;
      const field = path === "" ? name : `${path}.${name}`;
      this.invalid(field, `is no field of ${what}${hint}; there are ${known.join(", ")}`);
    }
    return true;
  }

  /** An object whose values are texts, whatever their names. */
  strings(field: string, value: unknown): void {
    if (isPlainObject(value)) {
      for (const [key, text] of Object.entries(value as object)) {
        this.string(`${field}[${JSON.stringify(key)}]`, text);
      }
    } else {
      this.invalid(field, `must be an object whose values are strings, but is ${shown(value)}`);
    }
  }

  /** One of the texts that are allowed. */
  oneOf(field: string, value: unknown, allowed: readonly string[]): void {
    if (allowed.includes(value as string)) return;
    this.invalid(field, `must be one of ${allowed.join(", ")}, but is ${shown(value)}`);
  }

  /** A text; returns whether it is one. */
  string(field: string, value: unknown): value is string {
    if (typeof value === "string") return true;
    this.invalid(field, `must be a string, but is ${shown(value)}`);
    return false;
  }

  /** An AbortSignal, of any realm. */
  signal(field: string, value: unknown): void {
    const signal = value as AbortSignal | null;
    if (typeof signal?.addEventListener === "function" && "aborted" in signal) return;
    this.invalid(field, `must be an AbortSignal, but is ${shown(value)}`);
  }

  /** A whole number from `min` to `max`. */
  integer(field: string, value: number, min: number, max: number, unit = ""): void {
    if (Number.isInteger(value) && value >= min && value <= max) return;
    this.invalid(
      field,
      `must be a whole number from ${min} to ${max}${unit}, but is ${shown(value)}`,
    );
  }

  /** An array of `min` to `max` items; returns whether it is one, so that its items can be checked. */
  list(field: string, value: unknown, min: number, max: number): boolean {
    if (Array.isArray(value)) return this.count(field, value.length, min, max);
    this.invalid(field, `must be an array, but is ${shown(value)}`);
    return false;
  }

  /** A number of items from `min` to `max`; returns whether it is one. */
  count(field: string, items: number, min: number, max: number): boolean {
    if (items >= min && items <= max) return true;
    this.invalid(field, `must have ${min} to ${max} items, but has ${items}`);
    return false;
  }

  /** A length of time; returns it in milliseconds, NaN when it is none. */
  duration(field: string, value: Duration): number {
    try {
      return durationMs(value);
    } catch {
      this.invalid(
        field,
        `must be milliseconds as a number, or a number with a unit such as "30s", but is ${shown(value)}`,
      );
      return Number.NaN;
    }
  }

  /** A finite number from `min` to `max`. */
  number(field: string, value: number, min: number, max: number): void {
    if (typeof value === "number" && value >= min && value <= max) return;
    this.invalid(field, `must be from ${min} to ${max}, but is ${shown(value)}`);
  }

  /** Well-formed text of at most `maxBytes` bytes in UTF-8. */
  text(field: string, value: string, maxBytes: number, minBytes = 0): void {
    if (!this.string(field, value)) return;
    if (!value.isWellFormed()) {
      this.invalid(field, "must be well-formed Unicode, but has a lone surrogate");
    } else if (value.length < minBytes) {
      this.invalid(field, "must not be empty");
    } else if (value.length * 3 > maxBytes && utf8Bytes(value) > maxBytes) {
      this.invalid(field, `must have at most ${maxBytes} bytes, but has ${utf8Bytes(value)}`);
    }
  }

  /** Notes what `error` says of a part of the request, which stands at `path`. */
  within(path: string, error: MillraceError): void {
    if (error.code === "INVALID_ARGUMENT") this.#malformed = true;
    for (const { field, description } of error.violations) {
      this.#add({ field: `${path}.${field}`, description });
    }
  }

  /** The error that stands for all that was noted, or `undefined` when nothing was. */
  error(what: string): MillraceError | undefined {
    if (this.#violations === undefined) return undefined;
    const list = this.#violations.map((v) => `${v.field} ${v.description}`);
    if (this.#unnamed > 0) list.push(`and ${this.#unnamed.toLocaleString("en-US")} more`);
    return new MillraceError(
      this.#malformed ? "INVALID_ARGUMENT" : "RESOURCE_EXHAUSTED",
      `${what}: ${list.join("; ")}`,
      { violations: this.#violations },
    );
  }

  /** Throws what {@link error} returns, if anything. */
  throwIfInvalid(what: string): void {
    const error = this.error(what);
    if (error !== undefined) throw error;
  }

  #add({ field, description }: FieldViolation): void {
    if (this.#isFull()) {
      this.#unnamed++;
      return;
    }
    const violation = {
      field: abridged(field, MAX_FIELD_CHARACTERS),
      description: abridged(description, MAX_DESCRIPTION_CHARACTERS),
    };
    this.#characters += violation.field.length + violation.description.length;
    this.#violations ??= [];
    this.#violations.push(violation);
  }

  #isFull(): boolean {
    if (this.#violations === undefined) return false;
    return this.#violations.length >= MAX_VIOLATIONS || this.#characters >= MAX_CHARACTERS;
  }
}

/** The beginning of a `text` that has more than `maxCharacters`. */
function abridged(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text;
  return `${text.slice(0, maxCharacters).toWellFormed()}…`;
}

/** `value` as a message may show it: a text in quotes, and nothing at length. */
export function shown(value: unknown): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(abridged(value, 40));
    case "number":
      // What a value that has no number, such as a malformed duration, is read as.
      return Number.isNaN(value) ? "not a valid value" : String(value);
    case "object":
      if (value === null) return "null";
      if (Array.isArray(value)) return "an array";
      return isPlainObject(value) ? "an object" : `a ${value.constructor?.name ?? "object"}`;
    case "function":
      return "a function";
    case "bigint":
      return `the BigInt ${value}`;
    default:
      return String(value);
  }
}

const encoder = new TextEncoder();

/** How many bytes `text` has in UTF-8. */
export function utf8Bytes(text: string): number {
  return encoder.encode(text).length;
}
