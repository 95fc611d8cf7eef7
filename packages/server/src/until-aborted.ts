/** The items of `source` until it ends or `end` is aborted, also while it waits for the next one. */
export async function* untilAborted<T>(
  source: AsyncIterable<T>,
  end: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  const iterator = source[Symbol.asyncIterator]();
  const { promise: ended, resolve: stop } = Promise.withResolvers<void>();
  const onAbort = () => stop();
  end.addEventListener("abort", onAbort);
  if (end.aborted) stop();
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), ended]);
      if (next === undefined || next.done) return;
      yield next.value;
    }
  } finally {
    end.removeEventListener("abort", onAbort);
    // Not awaited: a source that waits would answer only after its next item.
    void iterator.return?.();
  }
}
