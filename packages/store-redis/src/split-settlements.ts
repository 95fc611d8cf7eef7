import type { Settlement } from "@millrace/core";

/** The bytes that one settle script takes: Redis serves nobody else while it runs. */
const MAX_BYTES = 4 * 1024 * 1024;

/** `items` in order, in parts that are no larger, unless one item is by itself. */
export function splitSettlements(items: readonly Settlement[]): Settlement[][] {
  const parts: Settlement[][] = [];
  let part: Settlement[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = sizeOf(item);
    if (part.length > 0 && bytes + size > MAX_BYTES) {
      parts.push(part);
      part = [];
      bytes = 0;
    }
    part.push(item);
    bytes += size;
  }
  if (part.length > 0) parts.push(part);
  return parts;
}

/** About how many bytes the outcome has. */
function sizeOf({ outcome }: Settlement): number {
  if (outcome.kind === "completed") return outcome.result?.length ?? 0;
  if (outcome.kind === "failed") return outcome.message.length + (outcome.details?.length ?? 0);
  return 0;
}
