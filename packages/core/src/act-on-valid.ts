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
  const valid: Valid[] = [];
  /** By the items' places. Made when there is one: nearly all calls have none. */
  let refusals: Map<number, MillraceError> | undefined;
  for (let place = 0; place < items.length; place++) {
    const checked = check(items[place] as Item);
    if (checked instanceof MillraceError) {
      refusals ??= new Map();
      refusals.set(place, checked);
    } else {
      valid.push(checked);
    }
  }
  const answers = valid.length > 0 ? await act(valid) : [];
  if (refusals === undefined) return answers;
  let next = 0;
  return Array.from(items, (_, place) => {
    const error = refusals.get(place);
    return error === undefined ? (answers[next++] as Result) : { error };
  });
}
