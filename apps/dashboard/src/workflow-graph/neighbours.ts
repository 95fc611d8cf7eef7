import type { GraphLayout } from "./graph-layout.ts";

export type Side = "left" | "right" | "up" | "down";

/** The step that an arrow leads to from `id`; from nowhere it is the first. */
export function neighbourOf(
  { steps }: GraphLayout,
  id: string | undefined,
  side: Side,
): string | undefined {
  const from = steps.find((step) => step.id === id);
  if (from === undefined) return steps[0]?.id;
  const isAcross = side === "left" || side === "right";
  const sign = side === "left" || side === "up" ? -1 : 1;
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const { id: other, x, y } of steps) {
    const along = sign * (isAcross ? x - from.x : y - from.y);
    const aside = Math.abs(isAcross ? y - from.y : x - from.x);
    if (along < 1) continue;
    // What lies straight ahead is meant before what is merely near.
    const distance = along + 3 * aside;
    if (distance < least) {
      least = distance;
      best = other;
    }
  }
  return best;
}
