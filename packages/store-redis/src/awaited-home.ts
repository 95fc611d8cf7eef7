import { afterNotFound, type JoinSpec, MillraceError, partitionOf } from "@millrace/core";
import type { Partition } from "./partition.ts";
import type { Partitions } from "./partitions.ts";

/** Where a job is to lie that comes after others: with all of those, or else why it cannot be enqueued. */
export function awaitedHome(
  partitions: Partitions,
  { jobIds }: JoinSpec,
): Partition | MillraceError {
  const numbers = [...new Set(jobIds.map(partitionOf))];
  if (numbers.length > 1) return severalPartitions(numbers);
  const [id = ""] = jobIds;
  return partitions.knownHome(id) ?? afterNotFound(id);
}

function severalPartitions(numbers: readonly (number | undefined)[]): MillraceError {
  const description = `names jobs of the partitions ${numbers.join(", ")} (an id begins with that number), but what a job waits for must lie in one, because a step sees one partition alone; enqueue those jobs by one call, which puts them into one, or each after the one before`;
  return new MillraceError("INVALID_ARGUMENT", `cannot enqueue: after ${description}`, {
    violations: [{ field: "after", description }],
  });
}
