import type { Lease } from "@millrace/core";

/**
 * How far a store keeps the order of a queue: over all of it, or within each of several partitions, of
 * which the jobs of one small call share one.
 */
export type QueueOrder = "queue" | "partition";

/** Leases of one call by their types where the order is that of each partition; else as they came. */
export function inTypeOrder(leases: readonly Lease[], order: QueueOrder): readonly Lease[] {
  if (order === "queue") return leases;
  return leases.toSorted((a, b) => (a.job.type < b.job.type ? -1 : 1));
}
