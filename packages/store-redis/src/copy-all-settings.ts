import { limitInParts, limitsWholeQueue } from "@millrace/core";
import type { Partition } from "./partition.ts";

/** How many types are looked up at a time. */
const STEP = 100;

/**
 * Copies the settings of all queues from one partition to others that are to join it.
 *
 * @throws MillraceError `FAILED_PRECONDITION` when a queue has a limit, which several could not keep.
 */
export async function copyAllSettings(from: Partition, to: readonly Partition[]): Promise<void> {
  let next = "";
  for (;;) {
    const types = (await from.types(next, [], STEP)).map(({ type }) => type);
    const looks = types.length === 0 ? [] : await from.look(types);
    const limited = types.find((_, i) => limitsWholeQueue(looks[i]?.settings.limits));
    if (limited !== undefined) throw limitInParts(limited, to.length + 1);
    const set = looks.map(({ kept }, i) => ({ kept, type: types[i] as string }));
    for (const { type, kept } of set.filter(({ kept }) => kept.revision > 0)) {
      await Promise.all(to.map((each) => each.settings.copy(type, kept)));
    }
    if (types.length < STEP) return;
    next = `${types.at(-1)}\u0001`;
  }
}
