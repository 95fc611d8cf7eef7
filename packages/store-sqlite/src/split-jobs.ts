import { splitBySize } from "@millrace/core";
import type { NewJob } from "./operation.ts";

/** What one transaction takes of an enqueue call: other calls wait meanwhile. */
const BOUNDS = { maxItems: 1_000, maxBytes: 4 * 1024 * 1024 };

/** `jobs` in order, in parts that are no larger, unless one job is by itself. */
export function splitJobs(jobs: readonly NewJob[]): NewJob[][] {
  return [...splitBySize(jobs, ({ job }) => job.payload.length, BOUNDS)];
}
