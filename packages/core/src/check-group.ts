import { specOf } from "./check-enqueue.ts";
import { type ChildRequest, checkChildren, childFault } from "./children.ts";
import type { JobSpec } from "./enqueue.ts";
import { FieldCheck, type FieldNames } from "./field-check.ts";
import { type CreateGroupRequest, GROUP_CALLBACKS, type GroupCallback } from "./group.ts";
import { JOB_DEFAULTS } from "./job-defaults.ts";
import type { JoinRule } from "./join.ts";
import { BOUNDS, type Limits } from "./limits.ts";

/** A group to create, checked; its jobs and callbacks have neither ids nor the group's id yet. */
export interface PlannedGroup {
  readonly sealed: boolean;
  readonly retentionMs: number;
  readonly jobs: readonly JobSpec[];
  readonly callbacks: readonly { readonly callback: GroupCallback; readonly spec: JobSpec }[];
}

/** By which rule a callback waits for its group. */
export const CALLBACK_RULES: { readonly [Callback in GroupCallback]: JoinRule } = {
  onCompleted: "COMPLETED",
  onFailed: "FAILED",
  onFinished: "FINISHED",
};

const CREATE_FIELDS: FieldNames<CreateGroupRequest> = {
  jobs: true,
  sealed: true,
  onCompleted: true,
  onFailed: true,
  onFinished: true,
  retentionMs: true,
};

const CANNOT = "cannot create a group";

/** @throws MillraceError `INVALID_ARGUMENT` or `RESOURCE_EXHAUSTED` that names every field at fault. */
export function checkCreateGroup(request: CreateGroupRequest, limits: Limits): PlannedGroup {
  const check = new FieldCheck();
  if (!check.only(request, CREATE_FIELDS, "a group")) check.throwIfInvalid(CANNOT);
  const { jobs = [], sealed = false, retentionMs = JOB_DEFAULTS.retentionMs } = request;
  checkChildren(check, jobs, limits, "jobs");
  if (typeof sealed !== "boolean") check.invalid("sealed", "must be true or false");
  check.integer("retentionMs", retentionMs, BOUNDS.minRetentionMs, BOUNDS.maxRetentionMs, " ms");
  const callbacks: { callback: GroupCallback; request: ChildRequest }[] = [];
  for (const callback of GROUP_CALLBACKS) {
    const job = request[callback];
    if (job === undefined) continue;
    const fault = childFault(job, limits);
    if (fault === undefined) callbacks.push({ callback, request: job });
    else check.within(callback, fault);
  }
  check.throwIfInvalid(CANNOT);
  return {
    sealed,
    retentionMs,
    jobs: jobs.map(specOf),
    callbacks: callbacks.map(({ callback, request }) => ({ callback, spec: specOf(request) })),
  };
}
