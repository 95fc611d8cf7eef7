import {
  afterNotFound,
  groupOfJobNotFound,
  type JobSpec,
  MillraceError,
  partitionOf,
} from "@millrace/core";
import type { Partition } from "./partition.ts";
import type { Partitions } from "./partitions.ts";

const NO_IDS: readonly string[] = [];

/** The ids that a job names, with which it has to lie: of its group, and of the jobs that it comes after. */
export function namedIds({ join, groupId }: JobSpec): readonly string[] {
  if (groupId === undefined) return join?.jobIds ?? NO_IDS;
  return join === undefined ? [groupId] : [groupId, ...join.jobIds];
}

/**
 * Where a job is to lie that names others: with all of those, or else why it cannot be enqueued.
 * If it has a concurrency key, or else a unique key, its home must be that of the key, where the jobs of that
 * key are counted or its holder is known.
 */
export function namedHome(
  partitions: Partitions,
  spec: JobSpec,
  ids: readonly string[],
): Partition | MillraceError {
  const { type, unique, concurrencyKey, groupId } = spec;
  const numbers = [...new Set(ids.map(partitionOf))];
  if (numbers.length > 1) return severalPartitions(numbers, groupId);
  const [id = ""] = ids;
  const home = partitions.knownHome(id);
  if (home === undefined) return groupId === undefined ? afterNotFound(id) : groupOfJobNotFound(id);
  const key = concurrencyKey ?? unique?.key;
  if (key === undefined) return home;
  const ofKey = partitions.ofKey(type, key);
  if (ofKey === home) return home;
  const field = concurrencyKey === undefined ? "unique.key" : "concurrencyKey";
  return keyElsewhere(field, ofKey.number, home.number, groupId);
}

function severalPartitions(
  numbers: readonly (number | undefined)[],
  groupId: string | undefined,
): MillraceError {
  const named = groupId === undefined ? "names jobs" : "names, with the group, jobs";
  const description = `${named} of the partitions ${numbers.join(", ")} (an id begins with that number), but what a job waits for must lie in one, because a step sees one partition alone; enqueue those jobs by one call, which puts them into one, or each after the one before`;
  return new MillraceError("INVALID_ARGUMENT", `cannot enqueue: after ${description}`, {
    violations: [{ field: "after", description }],
  });
}

/** What is not known of a key in another partition than its own, and what to leave out. */
const UNKNOWN = {
  "unique.key": ["who holds the key", "unique"],
  concurrencyKey: ["how many jobs of the key run", "it"],
} as const;

function keyElsewhere(
  field: keyof typeof UNKNOWN,
  ofKey: number,
  home: number,
  groupId: string | undefined,
): MillraceError {
  const [named, other] =
    groupId === undefined ? ["after names jobs", "after"] : ["groupId names a group", "groupId"];
  const [what, its] = UNKNOWN[field];
  const description = `belongs to the partition ${ofKey}, but ${named} of the partition ${home} (an id begins with that number), where it is not known ${what}; leave out ${its} or ${other}, or keep such jobs in a Redis with one partition`;
  return new MillraceError("INVALID_ARGUMENT", `cannot enqueue: ${field} ${description}`, {
    violations: [{ field, description }],
  });
}
