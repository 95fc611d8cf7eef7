/**
 * How far a store keeps the order of a queue: over all of it, or within each of several partitions, of
 * which the jobs of one small call share one.
 */
export type QueueOrder = "queue" | "partition";
