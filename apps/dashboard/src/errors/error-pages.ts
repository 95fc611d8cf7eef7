import type { ErrorGroup, ErrorGroupPage } from "@millrace/client";

/** The errors that several pages have told of together. */
export interface ErrorSummary extends Omit<ErrorGroupPage, "groups" | "nextPageToken"> {
  /** The largest first. */
  readonly groups: readonly ErrorGroup[];
}

/** Adds pages up, group by group. */
export function summaryOf(pages: readonly ErrorGroupPage[], isOfOneType: boolean): ErrorSummary {
  const groups = new Map<string, ErrorGroup>();
  for (const page of pages) {
    for (const group of page.groups) {
      const known = groups.get(group.id);
      groups.set(group.id, known === undefined ? group : together(known, group));
    }
  }
  const sum = (of: (page: ErrorGroupPage) => number) =>
    pages.reduce((total, page) => total + of(page), 0);
  return {
    groups: [...groups.values()].sort(largestFirst),
    otherJobs: sum(({ otherJobs }) => otherJobs),
    lookedAt: sum(({ lookedAt }) => lookedAt),
    // Each page of a type tells of all its jobs; each page of all types of those that are its own.
    jobs: isOfOneType ? (pages.at(-1)?.jobs ?? 0) : sum(({ jobs }) => jobs),
    more: pages.some(({ more }) => more),
  };
}

export function jobsOf({ failed, retrying }: ErrorGroup): number {
  return failed + retrying;
}

function largestFirst(one: ErrorGroup, other: ErrorGroup): number {
  return jobsOf(other) - jobsOf(one) || other.lastSeenAt - one.lastSeenAt;
}

function together(one: ErrorGroup, other: ErrorGroup): ErrorGroup {
  const later = other.lastSeenAt > one.lastSeenAt ? other : one;
  return {
    ...later,
    failed: one.failed + other.failed,
    retrying: one.retrying + other.retrying,
    firstSeenAt: Math.min(one.firstSeenAt, other.firstSeenAt),
  };
}
