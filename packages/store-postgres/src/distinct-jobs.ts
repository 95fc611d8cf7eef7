/**
 * `items` in rounds, in none of which two have the same job: what is done to one job in one call is
 * done in order. Each item comes with its place in the call.
 */
export function distinctJobs<Item extends { readonly jobId: string }>(
  items: readonly Item[],
): { readonly item: Item; readonly place: number }[][] {
  const rounds: { item: Item; place: number }[][] = [];
  const seen = new Map<string, number>();
  items.forEach((item, place) => {
    const round = seen.get(item.jobId) ?? 0;
    seen.set(item.jobId, round + 1);
    rounds[round] ??= [];
    rounds[round].push({ item, place });
  });
  return rounds;
}
