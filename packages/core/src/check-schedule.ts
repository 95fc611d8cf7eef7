import { ENQUEUE_FIELDS } from "./check-enqueue.ts";
import { FieldCheck, type FieldNames } from "./field-check.ts";
import { checkType } from "./job-type.ts";
import { BOUNDS } from "./limits.ts";
import { MillraceError } from "./millrace-error.ts";
import { decodeNameToken } from "./name-token.ts";
import {
  type Backfill,
  type BackfillOptions,
  CATCH_UP_POLICIES,
  type DeleteScheduleOptions,
  OVERLAP_POLICIES,
  type OverlapPolicy,
  type ScheduleDefinition,
  type ScheduleJob,
  type SchedulePauseOptions,
  type SchedulePolicy,
  type ScheduleQuery,
  type ScheduleResumeOptions,
  type ScheduleState,
  type ScheduleTriggerOptions,
  type UpsertOptions,
} from "./schedule.ts";
import { checkScheduleSpec, checkTime } from "./schedule-spec.ts";

const DEFINITION: FieldNames<ScheduleDefinition> = {
  name: true,
  spec: true,
  policy: true,
  job: true,
  managedBy: true,
  metadata: true,
};

const POLICY: FieldNames<SchedulePolicy> = {
  overlap: true,
  maxBuffered: true,
  catchUp: true,
  catchUpWindowMs: true,
  maxCatchUp: true,
  pauseAfterFailures: true,
  maxFirings: true,
};

const JOB: FieldNames<ScheduleJob> = {
  type: true,
  payload: true,
  contentType: true,
  priority: true,
  maxAttempts: true,
  backoff: true,
  timeoutMs: true,
  expiresInMs: true,
  delivery: true,
  metadata: true,
  retentionMs: true,
  concurrencyKey: true,
};

const UPSERT: FieldNames<UpsertOptions> = { ifRevision: true, sourceVersion: true };

/** Bounds of a policy that are part of the contract. */
export const SCHEDULE_POLICY_BOUNDS = {
  maxBuffered: 99,
  maxCatchUp: 1_000,
  maxFailures: 1_000,
  maxFirings: 1_000_000_000,
  metadataEntries: 64,
  metadataBytes: 8 * 1_024,
} as const;

/** @throws MillraceError `INVALID_ARGUMENT` for what is no name of a schedule. */
export function checkScheduleName(name: string, what: string): void {
  const check = new FieldCheck();
  checkType(check, "name", name);
  check.throwIfInvalid(what);
}

/**
 * The form of a definition; what zones and patterns mean, and the job itself, are not looked at.
 *
 * @throws MillraceError `INVALID_ARGUMENT` that names every field at fault.
 */
export function checkScheduleDefinition(
  definition: ScheduleDefinition,
  options: UpsertOptions = {},
): void {
  const check = new FieldCheck();
  if (check.only(definition, DEFINITION, "a schedule")) {
    const { name, spec, policy, job, managedBy, metadata } = definition;
    checkType(check, "name", name);
    checkScheduleSpec(check, "spec", spec);
    if (policy !== undefined) checkPolicy(check, policy);
    checkJobFields(check, job);
    if (managedBy !== undefined) check.text("managedBy", managedBy, BOUNDS.byBytes, 1);
    if (metadata !== undefined) check.strings("metadata", metadata);
  }
  if (check.only(options, UPSERT, "the options of an upsert")) {
    const { ifRevision, sourceVersion } = options;
    const most = Number.MAX_SAFE_INTEGER;
    if (ifRevision !== undefined) check.integer("ifRevision", ifRevision, 0, most);
    if (sourceVersion !== undefined) check.integer("sourceVersion", sourceVersion, 0, most);
  }
  check.throwIfInvalid("cannot upsert the schedule");
}

/** The error of an upsert whose job was refused: by its place in the definition. */
export function scheduledJobRefused({ code, violations: refused }: MillraceError): MillraceError {
  const violations = refused.map((each) => ({ ...each, field: `job.${each.field}` }));
  const told = violations.map(({ field, description }) => `${field} ${description}`).join("; ");
  return new MillraceError(code, `cannot upsert the schedule: ${told}`, { violations });
}

function checkPolicy(check: FieldCheck, policy: SchedulePolicy): void {
  if (!check.only(policy, POLICY, "the policy of a schedule", "policy")) return;
  const { overlap, catchUp, catchUpWindowMs } = policy;
  const bounds = SCHEDULE_POLICY_BOUNDS;
  const integer = (name: keyof SchedulePolicy, min: number, max: number) => {
    const value = policy[name];
    if (value !== undefined) check.integer(`policy.${name}`, value as number, min, max);
  };
  if (overlap !== undefined) check.oneOf("policy.overlap", overlap, OVERLAP_POLICIES);
  if (catchUp !== undefined) check.oneOf("policy.catchUp", catchUp, CATCH_UP_POLICIES);
  if (catchUpWindowMs !== undefined) {
    check.integer("policy.catchUpWindowMs", catchUpWindowMs, 0, BOUNDS.maxDelayMs, " ms");
  }
  integer("maxBuffered", 1, bounds.maxBuffered);
  integer("maxCatchUp", 1, bounds.maxCatchUp);
  integer("pauseAfterFailures", 0, bounds.maxFailures);
  integer("maxFirings", 0, bounds.maxFirings);
}

function checkJobFields(check: FieldCheck, job: ScheduleJob): void {
  const given = typeof job === "object" && job !== null ? Object.keys(job) : [];
  const isDecided = (name: string) => name in ENQUEUE_FIELDS && !(name in JOB);
  const decided = given.filter((name) => isDecided(name) && Reflect.get(job, name) !== undefined);
  for (const name of decided) {
    check.invalid(`job.${name}`, "cannot be said of the jobs of a schedule; leave it out");
  }
  if (decided.length === 0) check.only(job, { ...JOB, ...ENQUEUE_FIELDS }, "a job", "job");
}

const QUERY: FieldNames<ScheduleQuery> = {
  state: true,
  managedBy: true,
  pageSize: true,
  pageToken: true,
};

const PAUSE: FieldNames<SchedulePauseOptions> = { by: true, note: true };
const DELETE: FieldNames<DeleteScheduleOptions> = { sourceVersion: true };
const RESUME: FieldNames<ScheduleResumeOptions> = { catchUp: true };
const TRIGGER: FieldNames<ScheduleTriggerOptions> = { overlap: true };
const STATES: readonly ScheduleState[] = ["ACTIVE", "PAUSED", "ENDED"];
const MAX_PAGE_SIZE = 100;

/**
 * @returns behind which name the page begins.
 * @throws MillraceError `INVALID_ARGUMENT` that names every field at fault.
 */
export function checkScheduleQuery(query: ScheduleQuery, pageToken = ""): string {
  const check = new FieldCheck();
  let after = "";
  if (check.only(query, QUERY, "a query for schedules")) {
    const { state, managedBy, pageSize } = query;
    if (state !== undefined) check.oneOf("state", state, STATES);
    if (managedBy !== undefined) check.text("managedBy", managedBy, BOUNDS.byBytes, 1);
    if (pageSize !== undefined) check.integer("pageSize", pageSize, 1, MAX_PAGE_SIZE);
    if (check.string("pageToken", pageToken))
      after = decodeNameToken(check, "schedules", pageToken);
  }
  check.throwIfInvalid("cannot list schedules");
  return after;
}

/** @throws MillraceError `INVALID_ARGUMENT` that names every field at fault. */
export function checkScheduleDelete(
  name: string,
  options: DeleteScheduleOptions,
): { sourceVersion: number } {
  const { sourceVersion = Number.MAX_SAFE_INTEGER } = options ?? {};
  const check = new FieldCheck();
  checkType(check, "name", name);
  if (check.only(options, DELETE, "the options of a delete")) {
    check.integer("sourceVersion", sourceVersion, 0, Number.MAX_SAFE_INTEGER);
  }
  check.throwIfInvalid("cannot delete the schedule");
  return { sourceVersion };
}

/** @throws MillraceError `INVALID_ARGUMENT` that names every field at fault. */
export function checkSchedulePause(
  name: string,
  options: SchedulePauseOptions,
): Required<{ by: string; note: string }> {
  const check = new FieldCheck();
  checkType(check, "name", name);
  if (check.only(options, PAUSE, "the options of a pause")) {
    if (options.by !== undefined) check.text("by", options.by, BOUNDS.byBytes);
    if (options.note !== undefined) check.text("note", options.note, BOUNDS.reasonBytes);
  }
  check.throwIfInvalid("cannot pause the schedule");
  const { by = "", note = "" } = options;
  return { by, note };
}

/** @throws MillraceError `INVALID_ARGUMENT` that names every field at fault. */
export function checkScheduleResume(
  name: string,
  options: ScheduleResumeOptions,
): { catchUp: boolean } {
  const check = new FieldCheck();
  checkType(check, "name", name);
  check.only(options, RESUME, "the options of a resume");
  check.throwIfInvalid("cannot resume the schedule");
  return { catchUp: options.catchUp === true };
}

/** A backfill as it is asked for, with its defaults. */
export type AskedBackfill = Pick<Backfill, "from" | "to" | "overlap" | "again">;

const BACKFILL: FieldNames<BackfillOptions> = { from: true, to: true, overlap: true, again: true };

/** @throws MillraceError `INVALID_ARGUMENT` that names every field at fault. */
export function checkBackfill(name: string, options: BackfillOptions): AskedBackfill {
  const check = new FieldCheck();
  checkType(check, "name", name);
  if (check.only(options, BACKFILL, "the options of a backfill")) {
    const { from, to, overlap, again = false } = options;
    checkTime(check, "from", from);
    checkTime(check, "to", to);
    if (to < from) check.invalid("to", "must not be earlier than from, or there is nothing to do");
    if (overlap !== undefined) check.oneOf("overlap", overlap, OVERLAP_POLICIES);
    if (typeof again !== "boolean") check.invalid("again", "must be true or false");
  }
  check.throwIfInvalid("cannot backfill the schedule");
  const { from, to, overlap = "BUFFER_ALL", again = false } = options;
  return { from, to, overlap, again };
}

/** @throws MillraceError `INVALID_ARGUMENT` that names every field at fault. */
export function checkScheduleTrigger(
  name: string,
  options: ScheduleTriggerOptions,
): { overlap: OverlapPolicy } {
  const check = new FieldCheck();
  checkType(check, "name", name);
  if (check.only(options, TRIGGER, "the options of a trigger") && options.overlap !== undefined) {
    check.oneOf("overlap", options.overlap, OVERLAP_POLICIES);
  }
  check.throwIfInvalid("cannot trigger the schedule");
  return { overlap: options.overlap ?? "ALLOW" };
}
