import type { NewJob } from "./operation.ts";

/** What one transaction takes of an enqueue call: other calls wait meanwhile. */
const MAX_JOBS = 1_000;
const MAX_BYTES = 4 * 1024 * 1024;

/** `jobs` in order, in parts that are no larger, unless one job is by itself. */
export function splitJobs(jobs: readonly NewJob[]): NewJob[][] {
  const parts: NewJob[][] = [];
  let part: NewJob[] = [];
  let bytes = 0;
  for (const job of jobs) {
    const size = job.job.payload.length;
    if (part.length === MAX_JOBS || (part.length > 0 && bytes + size > MAX_BYTES)) {
      parts.push(part);
      part = [];
      bytes = 0;
    }
    part.push(job);
    bytes += size;
  }
  if (part.length > 0) parts.push(part);
  return parts;
}
