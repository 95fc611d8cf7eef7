import {
  type AttemptError,
  type Backoff,
  type BasicJob,
  BOUNDS,
  type ChildRequest,
  JOB_STATUSES,
  JOIN_RULES,
  type Job,
  type LogLine,
  type Outcome,
  type Progress,
  REQUIRED_JOB_FIELDS,
  type RunStep,
  THROTTLE_SCOPES,
  type TraceContext,
  type WaitsFor,
} from "@millrace/core";
import fc from "fast-check";

// Text from all of Unicode: a codec must not care what is in it.
export const text = fc.string({ unit: "binary", minLength: 1, maxLength: 20 });
export const anyText = fc.string({ unit: "binary", maxLength: 20 });
export const bytes = fc.uint8Array({ maxLength: 50 });
export const time = fc.integer({ min: -62_135_596_800_000, max: BOUNDS.maxRunAt });
export const lengthMs = fc.integer({ min: 0, max: BOUNDS.maxBackoffMs });
export const share = fc.double({ min: 0, max: 1, noNaN: true }).map((x) => x + 0);
export const typeName = fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,30}$/);
export const metadata = fc.dictionary(text, anyText, { maxKeys: 4, noNullPrototype: true });
export const counter = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
export const status = fc.constantFrom(...JOB_STATUSES);
export const delivery = fc.constantFrom("AT_LEAST_ONCE" as const, "AT_MOST_ONCE" as const);

export const progress: fc.Arbitrary<Progress> = fc.record(
  { fraction: share, message: text },
  { noNullPrototype: true, requiredKeys: ["fraction"] },
);

export const backoff: fc.Arbitrary<Backoff> = fc.record(
  {
    initialMs: lengthMs,
    multiplier: fc.double({ min: 1, max: 100, noNaN: true }),
    maxMs: lengthMs,
    jitter: share,
  },
  { noNullPrototype: true },
);

export const attemptError: fc.Arbitrary<AttemptError> = fc.record(
  { attempt: fc.nat(1000), message: anyText, details: text, at: time, workerId: anyText },
  { noNullPrototype: true, requiredKeys: ["attempt", "message", "at", "workerId"] },
);

export const logLine: fc.Arbitrary<LogLine> = fc.record(
  { at: time, attempt: fc.nat(1000), text: anyText },
  { noNullPrototype: true },
);

export const contentType = fc.constantFrom("text/plain; charset=utf-8", "application/octet-stream");
export const traceContext: fc.Arbitrary<TraceContext> = fc.record(
  {
    traceparent: fc.constant("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
    tracestate: fc.string({ minLength: 1, maxLength: 512 }),
  },
  { noNullPrototype: true, requiredKeys: ["traceparent"] },
);

const waitsFor: fc.Arbitrary<WaitsFor> = fc.record(
  {
    rule: fc.constantFrom(...JOIN_RULES),
    count: fc.nat(100),
    jobIds: fc.array(text, { maxLength: 3 }),
    delayMs: lengthMs,
  },
  { noNullPrototype: true, requiredKeys: ["rule", "count", "jobIds"] },
);

const runStep: fc.Arbitrary<RunStep> = fc.record(
  { id: text, step: text, index: fc.nat(100_000), epoch: fc.nat(9) },
  { noNullPrototype: true, requiredKeys: ["id", "step", "epoch"] },
);

/** Of every field: one that is added to a job must be added here. */
export const JOB_FIELD_VALUES = {
  contentType,
  traceContext,
  id: text,
  type: typeName,
  payload: bytes,
  status,
  priority: fc.nat(100),
  attempt: fc.nat(1000),
  maxAttempts: fc.nat(1000),
  backoff,
  delivery,
  timeoutMs: lengthMs,
  expiresInMs: lengthMs,
  startBy: time,
  retentionMs: lengthMs,
  idempotencyKey: text,
  uniqueKey: text,
  concurrencyKey: text,
  parentId: text,
  groupId: text,
  run: runStep,
  metadata,
  runAt: time,
  createdAt: time,
  updatedAt: time,
  startedAt: time,
  finishedAt: time,
  expiresAt: time,
  result: bytes,
  errors: fc.array(attemptError, { maxLength: 3 }),
  progress,
  log: fc.array(logLine, { minLength: 1, maxLength: 3 }),
  workerId: text,
  leaseExpiresAt: time,
  cancelRequested: fc.boolean(),
  cancelReason: text,
  waitsFor,
  sequence: counter,
} as const satisfies {
  readonly [Field in keyof Required<Job>]: fc.Arbitrary<Required<Job>[Field]>;
};

export const job: fc.Arbitrary<Job> = fc.record(JOB_FIELD_VALUES, {
  noNullPrototype: true,
  requiredKeys: [...REQUIRED_JOB_FIELDS],
});

export const basicJob: fc.Arbitrary<BasicJob> = fc
  .tuple(
    job,
    fc.record(
      { payloadBytes: fc.nat(), payloadPreview: bytes, resultBytes: fc.nat() },
      { noNullPrototype: true, requiredKeys: ["payloadBytes", "payloadPreview"] },
    ),
  )
  .map(([{ result: _result, log: _log, ...rest }, leftOut]) => ({
    ...rest,
    payload: new Uint8Array(),
    ...leftOut,
  }));

const child: fc.Arbitrary<ChildRequest> = fc.record(
  {
    type: typeName,
    payload: fc.uint8Array({ minLength: 1, maxLength: 50 }),
    contentType,
    delayMs: lengthMs,
    priority: fc.nat(100),
    metadata: fc.dictionary(text, anyText, { minKeys: 1, maxKeys: 2, noNullPrototype: true }),
  },
  { noNullPrototype: true, requiredKeys: ["type"] },
);

/** Without jobs to enqueue and steps to add. */
export const plainOutcome: fc.Arbitrary<Outcome> = fc.oneof(
  fc.record(
    { kind: fc.constant("completed" as const), result: bytes },
    { noNullPrototype: true, requiredKeys: ["kind"] },
  ),
  fc.record(
    {
      kind: fc.constant("failed" as const),
      message: anyText,
      details: text,
      permanent: fc.constant(true),
      retryAfterMs: lengthMs,
    },
    { noNullPrototype: true, requiredKeys: ["kind", "message"] },
  ),
  fc.record(
    { kind: fc.constant("snoozed" as const), delayMs: lengthMs },
    { noNullPrototype: true },
  ),
  fc.record(
    {
      kind: fc.constant("throttled" as const),
      retryAfterMs: lengthMs,
      scope: fc.constantFrom(...THROTTLE_SCOPES),
    },
    { noNullPrototype: true },
  ),
  fc.record(
    { kind: fc.constant("released" as const), started: fc.boolean() },
    { noNullPrototype: true },
  ),
);

export const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  { arbitrary: plainOutcome, weight: 4 },
  {
    arbitrary: fc.record(
      {
        kind: fc.constant("completed" as const),
        result: bytes,
        enqueue: fc.array(child, { minLength: 1, maxLength: 3 }),
      },
      { noNullPrototype: true, requiredKeys: ["kind", "enqueue"] },
    ),
    weight: 1,
  },
  {
    arbitrary: fc.record(
      { kind: fc.constant("completed" as const), result: bytes, addSteps: text },
      { noNullPrototype: true, requiredKeys: ["kind", "addSteps"] },
    ),
    weight: 1,
  },
);
