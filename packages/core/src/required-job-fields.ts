import type { Job } from "./job.ts";

type RequiredField = {
  [Field in keyof Required<Job>]: undefined extends Job[Field] ? never : Field;
}[keyof Job];

const REQUIRED: Readonly<Record<RequiredField, true>> = {
  ...{ id: true, type: true, payload: true, status: true, priority: true },
  ...{ attempt: true, maxAttempts: true, backoff: true, delivery: true, retentionMs: true },
  ...{ metadata: true, runAt: true, createdAt: true, updatedAt: true, errors: true },
  ...{ cancelRequested: true, sequence: true },
};

/** The fields that every job has. */
export const REQUIRED_JOB_FIELDS = Object.keys(REQUIRED) as readonly RequiredField[];
