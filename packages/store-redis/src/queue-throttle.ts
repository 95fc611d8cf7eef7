import type { EpochMs } from "@millrace/core";

/** That the attempt of a job had its queue throttled. */
export interface QueueThrottle {
  readonly type: string;
  readonly at: EpochMs;
  readonly until: EpochMs;
  readonly jobId: string;
}
