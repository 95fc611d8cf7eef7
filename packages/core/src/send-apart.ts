/** What became of one item: its result, or the error that it failed with alone. */
export type Sent<Result> = { readonly result: Result } | { readonly error: unknown };

/**
 * Sends `items` by one call. When that fails with what `isShared` does not take for the fate of
 * every item, they are sent in halves, until what fails stands alone: no item takes others along.
 *
 * @param send resolves with one result an item, in order; `again` says that some of the items may
 *   have taken effect by an earlier call.
 */
export async function sendApart<Item, Result>(
  items: readonly Item[],
  send: (items: readonly Item[], again: boolean) => Promise<readonly Result[]>,
  isShared: (error: unknown) => boolean,
  again = false,
): Promise<Sent<Result>[]> {
  try {
    return (await send(items, again)).map((result) => ({ result }));
  } catch (error) {
    if (items.length === 1 || isShared(error)) return items.map(() => ({ error }));
    const middle = items.length >> 1;
    return [
      ...(await sendApart(items.slice(0, middle), send, isShared, true)),
      ...(await sendApart(items.slice(middle), send, isShared, true)),
    ];
  }
}
