import { type FieldViolation, MillraceError } from "./millrace-error.ts";

/**
 * Collects what is wrong with a request, so that every problem is named at once.
 *
 * Fields that are only too large make the error `RESOURCE_EXHAUSTED`; any other violation makes it
 * `INVALID_ARGUMENT`.
 */
export class FieldCheck {
  #violations: FieldViolation[] | undefined;
  #malformed = false;

  /** Notes that `field` breaks a rule. */
  invalid(field: string, description: string): void {
    this.#malformed = true;
    this.#add({ field, description });
  }

  /** Notes that `field` is over a limit. */
  exceeds(field: string, actual: number, limit: number, unit: string): void {
    this.#add({
      field,
      description: `has ${actual} ${unit}, over the limit of ${limit} ${unit}; send less or raise the limit`,
    });
  }

  /** A whole number from `min` to `max`. */
  integer(field: string, value: number, min: number, max: number, unit = ""): void {
    if (Number.isInteger(value) && value >= min && value <= max) return;
    this.invalid(
      field,
      `must be a whole number from ${min} to ${max}${unit}, but is ${shown(value)}`,
    );
  }

  /** A list of `min` to `max` items. */
  count(field: string, items: number, min: number, max: number): void {
    if (items >= min && items <= max) return;
    this.invalid(field, `must have ${min} to ${max} items, but has ${items}`);
  }

  /** A finite number from `min` to `max`. */
  number(field: string, value: number, min: number, max: number): void {
    if (value >= min && value <= max) return;
    this.invalid(field, `must be from ${min} to ${max}, but is ${shown(value)}`);
  }

  /** Well-formed text of at most `maxBytes` bytes in UTF-8. */
  text(field: string, value: string, maxBytes: number, minBytes = 0): void {
    if (!value.isWellFormed()) {
      this.invalid(field, "must be well-formed Unicode, but has a lone surrogate");
    } else if (value.length < minBytes) {
      this.invalid(field, "must not be empty");
    } else if (value.length * 3 > maxBytes && utf8Bytes(value) > maxBytes) {
      this.invalid(field, `must have at most ${maxBytes} bytes, but has ${utf8Bytes(value)}`);
    }
  }

  /** The error that stands for all that was noted, or `undefined` when nothing was. */
  error(what: string): MillraceError | undefined {
    if (this.#violations === undefined) return undefined;
    const list = this.#violations.map((v) => `${v.field} ${v.description}`).join("; ");
    return new MillraceError(
      this.#malformed ? "INVALID_ARGUMENT" : "RESOURCE_EXHAUSTED",
      `${what}: ${list}`,
      { violations: this.#violations },
    );
  }

  /** Throws what {@link error} returns, if anything. */
  throwIfInvalid(what: string): void {
    const error = this.error(what);
    if (error !== undefined) throw error;
  }

  #add(violation: FieldViolation): void {
    this.#violations ??= [];
    this.#violations.push(violation);
  }
}

// NaN is what a value that has no number, such as a malformed duration, is read as.
function shown(value: number): string {
  return Number.isNaN(value) ? "not a valid value" : String(value);
}

const encoder = new TextEncoder();

/** How many bytes `text` has in UTF-8. */
export function utf8Bytes(text: string): number {
  return encoder.encode(text).length;
}
