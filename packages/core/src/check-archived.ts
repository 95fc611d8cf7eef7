import type { ArchivedJob, ArchivedRun } from "./archive-store.ts";
import { enqueueFault } from "./check-enqueue.ts";
import { FieldCheck, shown } from "./field-check.ts";
import type { Group } from "./group.ts";
import { JOB_FIELD_NAMES, JOB_FIELDS, type Job, MAX_ERRORS, MAX_LOG_LINES } from "./job.ts";
import { isJobId } from "./job-id.ts";
import { isFinal, JOB_STATUSES } from "./job-status.ts";
import { JOIN_RULES } from "./join.ts";
import { BOUNDS, type Limits } from "./limits.ts";
import type { MillraceError } from "./millrace-error.ts";
import { isPlainObject } from "./plain-object.ts";
import { REQUIRED_JOB_FIELDS } from "./required-job-fields.ts";

const CANNOT = "cannot restore";
const HOLDS = ["FINISHED", "STARTED", "COMPLETED", "TTL"] as const;
const WHOLE = Number.MAX_SAFE_INTEGER;

/** What is wrong with a record of a job, which may come from anywhere; undefined when nothing is. */
export function archivedJobFault(
  { job, standing }: ArchivedJob,
  limits: Limits,
): MillraceError | undefined {
  const check = new FieldCheck();
  if (!check.only(job, JOB_FIELDS, "a job", "job")) return check.error(CANNOT);
  checkId(check, "id", job.id);
  check.oneOf("status", job.status, JOB_STATUSES);
  for (const field of JOB_FIELD_NAMES) checkKind(check, field, job[field]);
  const misshapen = check.error(CANNOT);
  if (misshapen !== undefined) return misshapen;
  const spec = enqueueFault(requestOf(job), limits);
  if (spec !== undefined) check.within("job", spec);
  check.integer("attempt", job.attempt, 0, WHOLE);
  check.integer("sequence", job.sequence, 1, WHOLE);
  if (job.result !== undefined && job.result.length > limits.resultBytes) {
    check.exceeds("result", job.result.length, limits.resultBytes, "bytes");
  }
  checkStatusFields(check, job, standing.keepsTurn);
  checkReports(check, job);
  check.integer("standing.token", standing.token, 0, WHOLE);
  if ((job.idempotencyKey === undefined) !== (standing.fingerprint === undefined)) {
    check.invalid("standing.fingerprint", "must go with idempotencyKey; give both or none");
  }
  checkHold(check, job, standing);
  return check.error(CANNOT);
}

/** The fields that an enqueue would check, as one would have them. */
function requestOf(job: Job) {
  const { type, payload, contentType, priority, maxAttempts, backoff, timeoutMs, uniqueKey } = job;
  const { idempotencyKey, concurrencyKey, delivery, metadata, traceContext, expiresInMs } = job;
  return {
    ...{ type, payload, contentType, priority, maxAttempts, backoff, timeoutMs, idempotencyKey },
    ...{ concurrencyKey, delivery, metadata, traceContext, expiresInMs, runAt: job.runAt },
    retentionMs: job.retentionMs,
    ...(uniqueKey !== undefined && { unique: { key: uniqueKey } }),
  };
}

function checkKind(check: FieldCheck, field: keyof Job, value: unknown): void {
  if (value === undefined) {
    if (REQUIRED.has(field)) check.invalid(field, "is missing");
    return;
  }
  switch (JOB_FIELDS[field].kind) {
    case "text":
    case "choice":
      check.string(field, value);
      return;
    case "bytes":
      if (!(value instanceof Uint8Array)) check.invalid(field, "must be bytes");
      return;
    case "boolean":
      if (typeof value !== "boolean")
        check.invalid(field, `must be true or false, but is ${shown(value)}`);
      return;
    case "number":
      if (!Number.isSafeInteger(value))
        check.invalid(field, `must be a whole number, but is ${shown(value)}`);
      return;
    case "time":
      checkTime(check, field, value);
      return;
    case "labels":
      check.strings(field, value);
      return;
    case "object":
      if (typeof value !== "object" || value === null)
        check.invalid(field, `must be an object, but is ${shown(value)}`);
  }
}

const REQUIRED: ReadonlySet<keyof Job> = new Set(REQUIRED_JOB_FIELDS);

function checkTime(check: FieldCheck, field: string, value: unknown): void {
  if (Number.isInteger(value) && Math.abs(value as number) <= BOUNDS.maxTime) return;
  check.invalid(field, `must be whole milliseconds since 1970, but is ${shown(value)}`);
}

/** What a job has in some statuses alone. */
function checkStatusFields(check: FieldCheck, job: Job, keepsTurn = false): void {
  const { status, finishedAt, leaseExpiresAt, waitsFor, workerId, startedAt } = job;
  const goesWith = (field: string, value: unknown, isThere: boolean, when: string) => {
    if ((value !== undefined) === isThere) return;
    check.invalid(
      field,
      isThere
        ? `is missing, though the job ${when}`
        : `is there, though the job does not do so: it ${when}`,
    );
  };
  const is = `is ${status}`;
  goesWith("finishedAt", finishedAt, isFinal(status), is);
  goesWith("leaseExpiresAt", leaseExpiresAt, status === "RUNNING", is);
  goesWith("waitsFor", waitsFor, status === "BLOCKED", is);
  if (status === "RUNNING" && (workerId === undefined || startedAt === undefined)) {
    check.invalid("workerId", "and startedAt are missing, though the job is RUNNING");
  }
  if (finishedAt !== undefined && finishedAt !== job.updatedAt) {
    check.invalid("finishedAt", "must be updatedAt, as nothing changes a job that has finished");
  }
  goesWith("expiresAt", job.expiresAt, isFinal(status) && !(status === "FAILED" && keepsTurn), is);
  if (waitsFor === undefined) return;
  check.oneOf("waitsFor.rule", waitsFor.rule, JOIN_RULES);
  if (!check.list("waitsFor.jobIds", waitsFor.jobIds, 1, BOUNDS.maxAfter)) return;
  for (const [i, id] of waitsFor.jobIds.entries()) checkId(check, `waitsFor.jobIds[${i}]`, id);
  if (waitsFor.count !== waitsFor.jobIds.length) {
    check.invalid(
      "waitsFor.count",
      `must be ${waitsFor.jobIds.length}, as there are ids in waitsFor.jobIds`,
    );
  }
  if (waitsFor.delayMs !== undefined) {
    check.integer("waitsFor.delayMs", waitsFor.delayMs, 0, BOUNDS.maxDelayMs, " ms");
  }
}

/** What attempts have left behind. */
function checkReports(
  check: FieldCheck,
  { errors, log, progress, groupId, parentId, run }: Job,
): void {
  if (check.list("errors", errors, 0, MAX_ERRORS)) {
    for (const [i, error] of errors.entries()) {
      if (!check.only(error, ERROR, "an error", `errors[${i}]`)) continue;
      check.integer(`errors[${i}].attempt`, error.attempt, 0, WHOLE);
      check.string(`errors[${i}].message`, error.message);
      check.string(`errors[${i}].workerId`, error.workerId);
      if (error.details !== undefined) check.string(`errors[${i}].details`, error.details);
      checkTime(check, `errors[${i}].at`, error.at);
    }
  }
  if (log !== undefined && check.list("log", log, 1, MAX_LOG_LINES)) {
    for (const [i, line] of log.entries()) {
      if (!check.only(line, LINE, "a line of a log", `log[${i}]`)) continue;
      check.integer(`log[${i}].attempt`, line.attempt, 0, WHOLE);
      check.string(`log[${i}].text`, line.text);
      checkTime(check, `log[${i}].at`, line.at);
    }
  }
  if (progress !== undefined) {
    check.number("progress.fraction", progress.fraction, 0, 1);
    if (progress.message !== undefined) check.string("progress.message", progress.message);
  }
  if (groupId !== undefined) checkId(check, "groupId", groupId);
  if (parentId !== undefined) checkId(check, "parentId", parentId);
  if (run === undefined) return;
  checkId(check, "run.id", run.id);
  check.integer("run.epoch", run.epoch, 1, WHOLE);
  if (run.index !== undefined) check.integer("run.index", run.index, 0, WHOLE);
  if (!/^\S+$/.test(run.step)) check.invalid("run.step", "must be the name of a step");
}

const ERROR = { attempt: true, message: true, details: true, at: true, workerId: true };
const LINE = { at: true, attempt: true, text: true };

function checkHold(
  check: FieldCheck,
  job: Job,
  { unique, keepsTurn }: ArchivedJob["standing"],
): void {
  if ((job.uniqueKey === undefined) !== (unique === undefined)) {
    check.invalid("standing.unique", "must go with uniqueKey; give both or none");
  }
  if (keepsTurn && job.concurrencyKey === undefined) {
    check.invalid("standing.keepsTurn", "must go with concurrencyKey; give both or none");
  }
  if (unique === undefined) return;
  check.oneOf("standing.unique.hold", unique.hold, HOLDS);
  const isTimed = unique.hold === "TTL" && unique.holds;
  if ((unique.endsAt !== undefined) !== isTimed) {
    check.invalid(
      "standing.unique.endsAt",
      "must say when a hold by TTL ends, and goes with no other",
    );
  } else if (unique.endsAt !== undefined) checkTime(check, "standing.unique.endsAt", unique.endsAt);
}

const GROUP = {
  ...{ id: true, sealed: true, counts: true, createdAt: true, finishedAt: true, expiresAt: true },
  ...{ retentionMs: true, callbacks: true },
};

export function archivedGroupFault(group: Group): MillraceError | undefined {
  const check = new FieldCheck();
  if (!check.only(group, GROUP, "a group", "group")) return check.error(CANNOT);
  const { id, sealed, counts, createdAt, finishedAt, expiresAt, retentionMs, callbacks } = group;
  checkId(check, "id", id);
  if (typeof sealed !== "boolean")
    check.invalid("sealed", `must be true or false, but is ${shown(sealed)}`);
  for (const place of ["open", "completed", "failed", "cancelled"] as const) {
    check.integer(`counts.${place}`, counts?.[place], 0, WHOLE);
  }
  checkTime(check, "createdAt", createdAt);
  if (finishedAt !== undefined) checkTime(check, "finishedAt", finishedAt);
  if (expiresAt !== undefined) checkTime(check, "expiresAt", expiresAt);
  check.integer("retentionMs", retentionMs, BOUNDS.minRetentionMs, BOUNDS.maxRetentionMs, " ms");
  if (isPlainObject(callbacks)) {
    for (const [name, job] of Object.entries(callbacks)) checkId(check, `callbacks.${name}`, job);
  } else check.invalid("callbacks", `must be an object, but is ${shown(callbacks)}`);
  return check.error(CANNOT);
}

export function archivedRunFault({
  stored,
  key,
  wakeAt,
  news,
}: ArchivedRun): MillraceError | undefined {
  const check = new FieldCheck();
  checkId(check, "id", stored.id);
  check.integer("version", stored.version, 1, WHOLE);
  checkTime(check, "createdAt", stored.createdAt);
  for (const field of ["workflow", "state", "record"] as const) check.string(field, stored[field]);
  if (!/^\S+$/.test(stored.workflow)) check.invalid("workflow", "must be the name of a workflow");
  if (!/^\S+$/.test(stored.state)) check.invalid("state", "must be a word");
  if (key !== undefined) check.text("key", key, BOUNDS.idempotencyKeyBytes * 2, 1);
  if (wakeAt !== undefined) checkTime(check, "wakeAt", wakeAt);
  for (const [i, each] of news.entries()) {
    checkTime(check, `news[${i}].at`, each.at);
    if (each.kind === "told") check.string(`news[${i}].text`, each.text);
    else checkId(check, `news[${i}].jobId`, each.jobId);
  }
  return check.error(CANNOT);
}

function checkId(check: FieldCheck, field: string, id: unknown): void {
  if (isJobId(id as string)) return;
  check.invalid(
    field,
    `must have the form of a job's id, such as "0-V1StGXR8Z5jdHi6B", but is ${shown(id)}`,
  );
}
