import { type JobFilter, type JobStatus, queryTerm } from "@millrace/core";

/** What a list of jobs can be asked for by a link. */
export interface LinkedJobs extends Pick<JobFilter, "type" | "workerId" | "errorContains"> {
  readonly status?: JobStatus | undefined;
}

/** The address of the list of jobs that are meant. */
export function jobsLink({ type, status, workerId, errorContains }: LinkedJobs): string {
  const terms = [
    type !== undefined && queryTerm("type", type),
    status !== undefined && queryTerm("status", status.toLowerCase()),
    workerId !== undefined && queryTerm("worker", workerId),
    errorContains !== undefined && queryTerm("error", errorContains),
  ].filter((term) => term !== false);
  return terms.length === 0 ? "/jobs" : `/jobs?q=${encodeURIComponent(terms.join(" "))}`;
}
