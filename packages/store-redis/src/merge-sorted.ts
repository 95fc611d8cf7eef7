/** The values of several sequences that are each in order, in order. All are read ahead by one. */
export async function* mergeSorted<Value>(
  sequences: readonly AsyncIterator<Value>[],
  compare: (a: Value, b: Value) => number,
): AsyncGenerator<Value> {
  const heads = await Promise.all(sequences.map((sequence) => sequence.next()));
  for (;;) {
    let first = -1;
    heads.forEach((head, i) => {
      const least = heads[first];
      if (!head.done && (!least || least.done || compare(head.value, least.value) < 0)) first = i;
    });
    const head = heads[first];
    if (head === undefined || head.done) return;
    yield head.value;
    heads[first] = await (sequences[first] as AsyncIterator<Value>).next();
  }
}
