/** Whole numbers in ascending order as text: `0-4,7`. */
export function rangesOf(ascending: Iterable<number>): string {
  const ranges: string[] = [];
  let first: number | undefined;
  let last = 0;
  const close = () => {
    if (first !== undefined) ranges.push(first === last ? `${first}` : `${first}-${last}`);
  };
  for (const number of ascending) {
    if (first === undefined || number !== last + 1) {
      close();
      first = number;
    }
    last = number;
  }
  close();
  return ranges.join(",");
}

/** The numbers of `ranges`, in ascending order. */
export function numbersOf(ranges: string): number[] {
  if (ranges === "") return [];
  return ranges.split(",").flatMap((range) => {
    const [first = 0, last = first] = range.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}

/** The ranges of numbers in any order, each counted once. */
export function rangesOfAny(numbers: Iterable<number>): string {
  return rangesOf([...new Set(numbers)].sort((one, other) => one - other));
}
