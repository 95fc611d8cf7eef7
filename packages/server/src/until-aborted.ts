import { LATE, systemClock, within } from "@millrace/core";

/** The items of `source` until it ends or `end` is aborted, also while it waits for the next one. */
export async function* untilAborted<T>(
  source: AsyncIterable<T>,
  end: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  const iterator = source[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await within(systemClock, Number.POSITIVE_INFINITY, iterator.next(), end);
      if (next === LATE || next.done) return;
      yield next.value;
    }
  } finally {
    // Not awaited: a source that waits would answer only after its next item.
    void iterator.return?.();
  }
}
