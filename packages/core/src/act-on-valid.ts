import { shown } from "./field-check.ts";
import { MillraceError } from "./millrace-error.ts";

/** @throws MillraceError `INVALID_ARGUMENT` when `items` are no array. */
export function checkItems(items: unknown): void {
  if (Array.isArray(items)) return;
  const message = `the items of a call must be an array, but are ${shown(items)}`;
  throw new MillraceError("INVALID_ARGUMENT", message);
}

/**
 * Has `act` work on what `check` makes of the items, all of them at once, unless there is none.
 *
 * @returns for each item, in order, its result, or the error for which `check` has refused it.
 */
export async function actOnValid<Item, Valid, Result>(
  items: readonly Item[],
  check: (item: Item) => Valid | MillraceError,
  act: (valid: readonly Valid[]) => Promise<Result[]>,
): Promise<(Result | { readonly error: MillraceError })[]> {
  checkItems(items);
  const results: (Result | { readonly error: MillraceError })[] = [];
  const valid: Valid[] = [];
  const places: number[] = [];
  items.forEach((item, place) => {
    const checked = check(item);
    if (checked instanceof MillraceError) {
      results[place] = { error: checked };
    } else {
      valid.push(checked);
      places.push(place);
    }
  });
  if (valid.length === 0) return results;
  const answers = await act(valid);
  // Nearly always.
  if (valid.length === items.length) return answers;
  answers.forEach((answer, i) => {
    results[places[i] as number] = answer;
  });
  return results;
}
