import { type Settlement, splitBySize } from "@millrace/core";

/** What one settle script takes: Redis serves nobody else while it runs. */
const BOUNDS = { maxSize: 4 * 1024 * 1024 };

/** `items` in order, in parts that are no larger, unless one item is by itself, as each with children is. */
export function splitSettlements(items: readonly Settlement[]): Settlement[][] {
  return [...splitBySize(items, sizeOf, BOUNDS)];
}

/** About how many bytes the outcome has. */
function sizeOf({ outcome }: Settlement): number {
  if (outcome.kind === "completed") {
    // Whoever completes with children has a script alone.
    if (outcome.enqueue !== undefined) return Number.POSITIVE_INFINITY;
    return outcome.result?.length ?? 0;
  }
  if (outcome.kind === "failed") return outcome.message.length + (outcome.details?.length ?? 0);
  return 0;
}
