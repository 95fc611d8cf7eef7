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
 * If it has a concurrency key, or else a unique key, its home must be that of the key, where the jobs of that
 * key are counted or its holder is known.
 */
export function awaitedHome(
  partitions: Partitions,
  { type, unique, concurrencyKey }: JobSpec,
  { jobIds }: JoinSpec,
): Partition | MillraceError {
  const numbers = [...new Set(jobIds.map(partitionOf))];
  if (numbers.length > 1) return severalPartitions(numbers);
  const [id = ""] = jobIds;
  const home = partitions.knownHome(id);
  if (home === undefined) return afterNotFound(id);
  const key = concurrencyKey ?? unique?.key;
  if (key === undefined) return home;
  const ofKey = partitions.ofKey(type, key);
  if (ofKey === home) return home;
  const field = concurrencyKey === undefined ? "unique.key" : "concurrencyKey";
  return keyElsewhere(field, ofKey.number, home.number);
}

function severalPartitions(numbers: readonly (number | undefined)[]): MillraceError {
  const description = `names jobs of the partitions ${numbers.join(", ")} (an id begins with that number), but what a job waits for must lie in one, because a step sees one partition alone; enqueue those jobs by one call, which puts them into one, or each after the one before`;
  return new MillraceError("INVALID_ARGUMENT", `cannot enqueue: after ${description}`, {
    violations: [{ field: "after", description }],
  });
}

/** What is not known of a key in another partition than its own. */
const UNKNOWN = {
  "unique.key": "who holds the key; leave out unique or after",
  concurrencyKey: "how many jobs of the key run; leave out one of both",
} as const;

function keyElsewhere(field: keyof typeof UNKNOWN, ofKey: number, home: number): MillraceError {
  const description = `belongs to the partition ${ofKey}, but after names jobs of the partition ${home} (an id begins with that number), where it is not known ${UNKNOWN[field]}, or keep such jobs in a Redis with one partition`;
  return new MillraceError("INVALID_ARGUMENT", `cannot enqueue: ${field} ${description}`, {
    violations: [{ field, description }],
  });
}
