import { shown } from "./field-check.ts";
import { MillraceError } from "./millrace-error.ts";

/** @throws MillraceError `INVALID_ARGUMENT` when `items` are no array. */
export function checkItems(items: unknown): void {
  if (Array.isArray(items)) return;
  const message = `the items of a call must be an array, but are ${shown(items)}`;
  throw new MillraceError("INVALID_ARGUMENT", message);
}

/** The errors of the refused items of a call; the other items take effect without them. */
export class Refusals {
  /** By the index of the item. Created with the first error, because nearly all calls have none. */
  #errors: Map<number, MillraceError> | undefined;

  /** Notes why the item at `place` is refused. */
  add(place: number, error: MillraceError): void {
    this.#errors ??= new Map();
    this.#errors.set(place, error);
  }

  /** The result of each item of the call, made of `results`, those of the items that are in order. */
  among<Result>(results: Result[]): (Result | { readonly error: MillraceError })[] {
    const errors = this.#errors;
    if (errors === undefined) return results;
    let next = 0;
    return Array.from({ length: results.length + errors.size }, (_, place) => {
      const error = errors.get(place);
      return error === undefined ? (results[next++] as Result) : { error };
    });
  }
}
