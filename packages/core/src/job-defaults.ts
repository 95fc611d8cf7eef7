import type { Job } from "./job.ts";

/** Named priorities; any whole number from 0 to 100 will do. */
export const PRIORITY = { LOW: 1, NORMAL: 5, HIGH: 10, CRITICAL: 100 } as const;

/** What a job that does not say otherwise gets. */
export const JOB_DEFAULTS = {
  priority: PRIORITY.NORMAL,
  maxAttempts: 4,
  delivery: "AT_LEAST_ONCE",
  retentionMs: 86_400_000,
} as const satisfies Partial<Job>;
