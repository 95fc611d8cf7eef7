import { limitsWholeQueue } from "@millrace/core";
import type { Partition } from "./partition.ts";

/** How many types are looked up at a time. */
const STEP = 100;

/**
 * Copies the settings of all queues from one partition to others that are to join it. Limits of whole queues are kept
 * by grants from then on.
 */
export async function copyAllSettings(from: Partition, to: readonly Partition[]): Promise<void> {
  let next = "";
  for (;;) {
    const types = (await from.types(next, [], STEP)).map(({ type }) => type);
    const looks = types.length === 0 ? [] : await from.look(types);
    for (const [i, { kept, settings }] of looks.entries()) {
      if (kept.revision === 0) continue;
      const type = types[i] as string;
      const copied = limitsWholeQueue(settings.limits) ? await from.settings.part(type) : kept;
      await Promise.all(to.map((each) => each.settings.copy(type, copied)));
    }
    if (types.length < STEP) return;
    next = `${types.at(-1)}\u0001`;
  }
}
