import { isFinal, type Job, type Unique } from "@millrace/core";

/** What ends the hold on each of the unique keys that operations name. */
export const UNIQUE_KEYS = [
  { key: "k", until: "FINISHED" },
  { key: "b:k {é}\0", until: "COMPLETED" },
  { key: ":b:k", until: "STARTED" },
] as const satisfies Unique[];

/**
 * Checks that of the jobs of a unique key that is held at least until they have finished one is under way at
 * most, with one that is to succeed it at most.
 */
export function requireOneHolder(jobs: readonly Job[]): void {
  const seen = new Set<string>();
  const held = new Set<string>(
    UNIQUE_KEYS.filter(({ until }) => until !== "STARTED").map(({ key }) => key),
  );
  for (const { id, type, status, uniqueKey = "" } of jobs) {
    if (!held.has(uniqueKey) || isFinal(status)) continue;
    const place = `${type} ${uniqueKey} ${status === "BLOCKED" ? "successor" : "holder"}`;
    if (seen.has(place)) throw new Error(`job ${id} is one too many: ${place}`);
    seen.add(place);
  }
}
