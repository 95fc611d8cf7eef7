/**
 * `items` in rounds without two items of the same job, so that the items of one job are handled in order.
 * Each item comes with its index in the call.
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
