/**
 * Calls `act` with the items of each group, for all groups at the same time. The results are in the order
 * of the items.
 */
export async function inGroups<Item, Group, Result>(
  items: readonly Item[],
  groupOf: (item: Item) => Group,
  act: (group: Group, part: readonly Item[]) => Promise<readonly Result[]>,
): Promise<Result[]> {
  const places = new Map<Group, number[]>();
  items.forEach((item, place) => {
    const group = groupOf(item);
    const known = places.get(group);
    if (known === undefined) places.set(group, [place]);
    else known.push(place);
  });
  const results: Result[] = [];
  const acts = [...places].map(async ([group, of]) => {
    const part = await act(
      group,
      of.map((place) => items[place] as Item),
    );
    of.forEach((place, i) => {
      results[place] = part[i] as Result;
    });
  });
  await Promise.all(acts);
  return results;
}
