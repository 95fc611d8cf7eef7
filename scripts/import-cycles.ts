/**
 * The cycles of a graph of files: for each set of files that all lead to one another, a shortest way
 * round from its first file.
 *
 * @param graph which files each file imports; those that are not in it are passed over.
 */
export function findCycles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const cycles: string[][] = [];
  const told = new Set<string>();
  for (const file of graph.keys()) {
    if (told.has(file)) continue;
    const cycle = shortestCycle(graph, file);
    if (cycle === undefined) continue;
    cycles.push(cycle);
    const reached = reachable(graph, file);
    for (const other of reached) if (reachable(graph, other).has(file)) told.add(other);
  }
  return cycles;
}

/** The files of a shortest way from `start` back to it, `start` first and not repeated. */
function shortestCycle(
  graph: ReadonlyMap<string, readonly string[]>,
  start: string,
): string[] | undefined {
  const ways: string[][] = [[start]];
  const seen = new Set<string>();
  for (const way of ways) {
    for (const next of graph.get(way.at(-1) as string) ?? []) {
      if (next === start) return way;
      if (seen.has(next) || !graph.has(next)) continue;
      seen.add(next);
      ways.push([...way, next]);
    }
  }
  return undefined;
}

function reachable(graph: ReadonlyMap<string, readonly string[]>, start: string): Set<string> {
  const reached = new Set<string>();
  const open = [start];
  for (const file of open) {
    for (const next of graph.get(file) ?? []) {
      if (reached.has(next)) continue;
      reached.add(next);
      open.push(next);
    }
  }
  return reached;
}
