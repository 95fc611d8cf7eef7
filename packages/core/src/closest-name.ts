/**
 * The name of `known` that whoever wrote `name` has probably meant: `delay` for `delayMs` or `dealy`,
 * `statuses` for `status`; `undefined` when none is near.
 */
export function closestName(name: string, known: readonly string[]): string | undefined {
  const wanted = plain(name);
  let closest: string | undefined;
  let least = Math.ceil(Math.max(wanted.length, 3) / 3) + 1;
  for (const candidate of known) {
    const form = plain(candidate);
    // This also keeps the cost low for a name that is as long as a whole request.
    const ending = Math.abs(wanted.length - form.length);
    if (ending >= least && !isBeginning(wanted, form)) continue;
    const distance = isBeginning(wanted, form)
      ? Math.min(ending, OF_AN_ENDING)
      : editDistance(wanted, form);
    if (distance < least) {
      least = distance;
      closest = candidate;
    }
  }
  return closest;
}

// Less likely than one wrong letter, more than two.
const OF_AN_ENDING = 1.5;

/** Whether one is the other with an ending, such as a plural's or a unit's. */
function isBeginning(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return short.length >= 3 && long.startsWith(short);
}

/** The letters without separators and case: `max_attempts`, `max-attempts`, `maxAttempts`. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/** How many letters must be added, left out, replaced or swapped to make one word of the other. */
function editDistance(one: string, other: string): number {
  let above = Array.from({ length: other.length + 1 }, (_, i) => i);
  let aboveThat: readonly number[] = [];
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const replaced = (above[j - 1] as number) + (one[i - 1] === other[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      const swapped = isSwap ? (aboveThat[j - 2] as number) + 1 : replaced;
      row.push(Math.min((above[j] as number) + 1, (row[j - 1] as number) + 1, replaced, swapped));
    }
    aboveThat = above;
    above = row;
  }
  return above[other.length] as number;
}
