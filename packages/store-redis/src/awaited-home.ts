import {
  afterNotFound,
  type JobSpec,
  type JoinSpec,
  MillraceError,
  partitionOf,
} from "@millrace/core";
import type { Partition } from "./partition.ts";
import type { Partitions } from "./partitions.ts";

/**
 * Where a job is to lie that comes after others: with all of those, or else why it cannot be enqueued.
 * If it has a unique key, its home must be that of the key, where the holder of the key is known.
 */
export function awaitedHome(
  partitions: Partitions,
  { type, unique }: JobSpec,
  { jobIds }: JoinSpec,
): Partition | MillraceError {
  const numbers = [...new Set(jobIds.map(partitionOf))];
  if (numbers.length > 1) return severalPartitions(numbers);
  const [id = ""] = jobIds;
  const home = partitions.knownHome(id);
  if (home === undefined) return afterNotFound(id);
  if (unique === undefined) return home;
  const ofKey = partitions.ofKey(type, unique.key);
  return ofKey === home ? home : keyElsewhere(ofKey.number, home.number);
}

function severalPartitions(numbers: readonly (number | undefined)[]): MillraceError {
  const description = `names jobs of the partitions ${numbers.join(", ")} (an id begins with that number), but what a job waits for must lie in one, because a step sees one partition alone; enqueue those jobs by one call, which puts them into one, or each after the one before`;
  return new MillraceError("INVALID_ARGUMENT", `cannot enqueue: after ${description}`, {
    violations: [{ field: "after", description }],
  });
}

function keyElsewhere(ofKey: number, home: number): MillraceError {
  const description = `belongs to the partition ${ofKey}, but after names jobs of the partition ${home} (an id begins with that number), where it is not known who holds the key; leave out unique or after, or keep such jobs in a Redis with one partition`;
  return new MillraceError("INVALID_ARGUMENT", `cannot enqueue: unique.key ${description}`, {
    violations: [{ field: "unique.key", description }],
  });
}
