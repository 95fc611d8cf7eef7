import { MillraceError, type SettingsChange } from "@millrace/core";
import type { Partition } from "./partition.ts";
import type { KeptSettings } from "./partition-settings.ts";
import type { Partitions } from "./partitions.ts";

/**
 * Changes the settings of a queue in each partition: the first one decides, and the others get copies.
 *
 * @throws MillraceError `UNAVAILABLE`: when the first one fails, nothing has changed; else the message says
 *   in which partitions it has not.
 */
export async function configureAll(
  partitions: Partitions,
  type: string,
  change: SettingsChange,
): Promise<void> {
  await partitions.all();
  await partitions.refresh();
  let [first, ...others] = partitions.known as readonly [Partition, ...Partition[]];
  const kept = await first.settings.change(type, change, others.length === 0);
  for (let done = 0; done < others.length; ) {
    await copyToAll(type, kept, others.slice(done), partitions.known.length);
    done = others.length;
    // One that has come meanwhile may have got the settings of before.
    await partitions.refresh();
    [first, ...others] = partitions.known as readonly [Partition, ...Partition[]];
  }
  if (others.length > 0) await first.settings.copy(type, kept);
  if (change.limits !== undefined && others.length > 0) {
    await partitions.grants.limitsChanged(type, change.limits);
  }
  if (change.throttled === null) {
    await Promise.all(partitions.known.map(({ settings }) => settings.endKeyWaits(type)));
  }
}

async function copyToAll(
  type: string,
  kept: KeptSettings,
  others: readonly Partition[],
  all: number,
): Promise<void> {
  const copies = await Promise.allSettled(others.map((each) => each.settings.copy(type, kept)));
  const failed = others.filter((_, i) => copies[i]?.status === "rejected");
  if (failed.length === 0) return;
  const [cause] = copies.flatMap((copy) => (copy.status === "rejected" ? [copy.reason] : []));
  const names = failed.map(({ number }) => number).join(", ");
  throw new MillraceError(
    "UNAVAILABLE",
    `the settings of the queue ${type} have changed in ${all - failed.length} of ${all} partitions: ${failed.length === 1 ? "partition" : "partitions"} ${names} did not answer, and may go on as before (${cause instanceof Error ? cause.message : String(cause)}); repeat the call`,
    { cause },
  );
}
