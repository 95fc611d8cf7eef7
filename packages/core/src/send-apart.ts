/** Stands for the result of an item that could not be sent. */
export class Unsent {
  /** The error of the item alone, or of the call with all items. */
  readonly error: unknown;

  constructor(error: unknown) {
    this.error = error;
  }
}

/**
 * Sends `items` by one call. When it fails with an error that `isShared` does not accept as the error of
 * every item, the items are sent again in halves, until a failing item is alone: it fails no others.
 *
 * @param send resolves with one result an item, in order; `again` says that some of the items may
 *   have taken effect by an earlier call.
 */
export async function sendApart<Item, Result>(
  items: readonly Item[],
  send: (items: readonly Item[], again: boolean) => Promise<readonly Result[]>,
  isShared: (error: unknown) => boolean,
  again = false,
): Promise<readonly (Result | Unsent)[]> {
  try {
    return await send(items, again);
  } catch (error) {
    if (items.length === 1 || isShared(error)) return items.map(() => new Unsent(error));
    const middle = items.length >> 1;
    return [
      ...(await sendApart(items.slice(0, middle), send, isShared, true)),
      ...(await sendApart(items.slice(middle), send, isShared, true)),
    ];
  }
}
