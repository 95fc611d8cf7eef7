import {
  create,
  type DescMessage,
  fromBinary,
  fromJson,
  type MessageShape,
  toBinary,
  toJson,
} from "@bufbuild/protobuf";
import {
  BOUNDS,
  type ExtendItem,
  GAP_RULES,
  JOB_STATUSES,
  type JobFilter,
  type JobQuery,
  type JobUpdate,
  type Lease,
  type LeaseRequest,
  OPERATION_ACTIONS,
  OPERATION_STATES,
  type Operation,
  OVERLAP_RULES,
  type PreviewRequest,
  REASON_KINDS,
  type Reason,
  type ScheduleSpec,
  type SettleResult,
} from "@millrace/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  decodeEnqueueBatchResult,
  decodeEnqueueRequest,
  decodeEnqueueResponse,
  encodeEnqueueBatchResult,
  encodeEnqueueRequest,
  encodeEnqueueResponse,
} from "./enqueue-codec.ts";
import { decodeExplanation, encodeExplanation } from "./explain-codec.ts";
import {
  decodeExtendRequest,
  decodeExtendResult,
  encodeExtendRequest,
  encodeExtendResult,
} from "./extend-codec.ts";
import { JobSchema } from "./gen/millrace/v1/job_pb.ts";
import {
  EnqueueBatchResultSchema,
  EnqueueRequestSchema,
  EnqueueResponseSchema,
  ExplainJobResponseSchema,
  GetJobRequestSchema,
  JobEventSchema,
  ListJobsRequestSchema,
  ListJobsResponseSchema,
  UpdateJobRequestSchema,
  WatchJobRequestSchema,
} from "./gen/millrace/v1/job_service_pb.ts";
import { OperationSchema } from "./gen/millrace/v1/operation_service_pb.ts";
import { PauseQueueRequestSchema } from "./gen/millrace/v1/queue_service_pb.ts";
import {
  PreviewScheduleRequestSchema,
  PreviewScheduleResponseSchema,
} from "./gen/millrace/v1/schedule_service_pb.ts";
import {
  ExtendRequestSchema,
  LeaseRequestSchema,
  LeaseSchema,
  SettleItemSchema,
  SettleResultSchema,
} from "./gen/millrace/v1/worker_service_pb.ts";
import { decodeGetOptions, encodeGetRequest } from "./get-codec.ts";
import { decodeJob, encodeJob } from "./job-codec.ts";
import { decodeJobPage, decodeJobQuery, encodeJobPage, encodeJobQuery } from "./job-query-codec.ts";
import { decodeLease, decodeLeaseRequest, encodeLease, encodeLeaseRequest } from "./lease-codec.ts";
import { decodeOperation, encodeOperation } from "./operation-codec.ts";
import { decodeHoldOptions, encodeHoldRequest } from "./queue-codec.ts";
import {
  decodePreview,
  decodePreviewRequest,
  encodePreview,
  encodePreviewRequest,
} from "./schedule-request-codec.ts";
import {
  decodeSettlement,
  decodeSettleResult,
  encodeSettlement,
  encodeSettleResult,
} from "./settle-codec.ts";
import {
  anyText,
  basicJob,
  bytes,
  contentType,
  counter,
  job,
  metadata,
  outcome,
  progress,
  status,
  text,
  time,
  typeName,
} from "./test/arbitrary-jobs.ts";
import { enqueueRequest } from "./test/arbitrary-requests.ts";
import { decodeJobUpdate, encodeJobUpdate } from "./update-codec.ts";
import {
  decodeJobEvent,
  decodeWatchRequest,
  encodeJobEvent,
  encodeWatchRequest,
} from "./watch-codec.ts";

const jobUpdate: fc.Arbitrary<JobUpdate> = fc
  .tuple(
    fc.record(
      { priority: fc.nat(100), metadata },
      { noNullPrototype: true, requiredKeys: ["metadata"] },
    ),
    fc.oneof(
      fc.constant({}),
      fc.record({ runAt: time }, { noNullPrototype: true }),
      fc.record({ delayMs: fc.nat(BOUNDS.maxDelayMs) }, { noNullPrototype: true }),
    ),
    fc.oneof(
      fc.constant({}),
      fc.record(
        { payload: bytes, contentType },
        { noNullPrototype: true, requiredKeys: ["payload"] },
      ),
    ),
  )
  .map((parts) => Object.assign({}, ...parts));

const view = fc.constantFrom("BASIC" as const, "FULL" as const);

const count = fc.nat();
const jobFilter: fc.Arbitrary<JobFilter> = fc.record(
  {
    type: fc.constant("a"),
    statuses: fc.uniqueArray(fc.constantFrom(...JOB_STATUSES), { minLength: 1 }),
    metadata: fc.constant({ team: "growth" }),
    createdAfter: time,
    createdBefore: time,
    errorContains: fc.constant("refused"),
    workerId: fc.constant("w"),
    idPrefix: fc.constant("0-"),
    attemptMin: fc.integer({ min: 1, max: BOUNDS.maxAttempts }),
  },
  { noNullPrototype: true, requiredKeys: [] },
);
const operation: fc.Arbitrary<Operation> = fc.record(
  {
    id: fc.constant("op-0000000000000000"),
    action: fc.constantFrom(...OPERATION_ACTIONS),
    filter: jobFilter,
    reason: anyText,
    dryRun: fc.boolean(),
    expectCount: count,
    maxPerSecond: count,
    state: fc.constantFrom(...OPERATION_STATES),
    matched: count,
    more: fc.boolean(),
    done: count,
    skipped: count,
    failed: count,
    errors: fc.array(
      fc.record(
        {
          code: fc.constantFrom("FAILED_PRECONDITION", "DATA_LOSS"),
          count,
          samples: fc.array(
            fc.record({ jobId: fc.constant("0-a"), message: anyText }, { noNullPrototype: true }),
          ),
        },
        { noNullPrototype: true },
      ),
    ),
    refusal: fc.constant("why"),
    startedAt: time,
    endedAt: time,
  },
  {
    noNullPrototype: true,
    requiredKeys: [
      ...(["id", "action", "filter", "reason", "dryRun", "state", "matched", "more"] as const),
      ...(["done", "skipped", "failed", "errors", "startedAt"] as const),
    ],
  },
);

const extendItem: fc.Arbitrary<ExtendItem> = fc.record(
  { jobId: text, token: counter, progress },
  { noNullPrototype: true, requiredKeys: ["jobId", "token"] },
);

const leaseRequest: fc.Arbitrary<LeaseRequest> = fc.record(
  {
    types: fc.array(typeName, { minLength: 1, maxLength: 3 }),
    maxJobs: fc.integer({ min: 1, max: 1000 }),
    leaseMs: fc.integer({ min: BOUNDS.minLeaseMs, max: BOUNDS.maxLeaseMs }),
    waitMs: fc.nat(BOUNDS.maxWaitMs),
    workerId: text,
    withResults: fc.constant(true),
  },
  {
    noNullPrototype: true,
    requiredKeys: ["types", "maxJobs", "leaseMs", "waitMs", "workerId"],
  },
);

const sinceEpoch = fc.integer({ min: 0, max: BOUNDS.maxRunAt - 1 });

const scheduleSpec: fc.Arbitrary<ScheduleSpec> = fc.record(
  {
    cron: fc.array(text, { minLength: 1, maxLength: 3 }),
    every: fc.array(
      fc.record(
        {
          intervalMs: fc.integer({ min: 1_000, max: BOUNDS.maxDelayMs }),
          phaseMs: fc.nat(999),
        },
        { noNullPrototype: true, requiredKeys: ["intervalMs"] },
      ),
      { minLength: 1, maxLength: 3 },
    ),
    zone: fc.string({ minLength: 1, maxLength: 20 }),
    exceptCron: fc.array(text, { minLength: 1, maxLength: 3 }),
    exceptDates: fc.constant(["2027-12-25"]),
    startAt: sinceEpoch,
    endAt: fc.constant(BOUNDS.maxRunAt),
    onGap: fc.constantFrom(...GAP_RULES),
    onOverlap: fc.constantFrom(...OVERLAP_RULES),
    jitterMs: fc.nat(86_400_000),
  },
  { noNullPrototype: true, requiredKeys: ["cron"] },
);

const previewRequest: fc.Arbitrary<PreviewRequest> = fc.record(
  {
    spec: scheduleSpec,
    after: sinceEpoch,
    count: fc.integer({ min: 1, max: 1_000 }),
    name: fc.string({ minLength: 1, maxLength: 30 }),
  },
  { noNullPrototype: true, requiredKeys: ["spec"] },
);

const jobQuery: fc.Arbitrary<JobQuery> = fc.record(
  {
    type: typeName,
    statuses: fc.array(status, { minLength: 1, maxLength: 3 }),
    metadata: fc.dictionary(text, anyText, { minKeys: 1, maxKeys: 3, noNullPrototype: true }),
    createdAfter: time,
    createdBefore: time,
    pageSize: fc.integer({ min: 1, max: 1000 }),
    pageToken: text,
    view,
    errorContains: text,
    workerId: text,
    idPrefix: fc.string({ minLength: 1, maxLength: 64 }),
    attemptMin: fc.integer({ min: 1, max: 1000 }),
    reversed: fc.constant(true),
  },
  { noNullPrototype: true, requiredKeys: [] },
);

/** `message` after a trip over the wire, in both encodings that it can take. */
function wired<Desc extends DescMessage>(desc: Desc, message: MessageShape<Desc>) {
  return [
    fromBinary(desc, toBinary(desc, message)),
    fromJson(desc, toJson(desc, message)),
  ] as const;
}

function roundTrips<Domain, Desc extends DescMessage>(
  arbitrary: fc.Arbitrary<Domain>,
  desc: Desc,
  encode: (value: Domain) => MessageShape<Desc>,
  decode: (wire: MessageShape<Desc>) => unknown,
): void {
  fc.assert(
    fc.property(arbitrary, (value) => {
      for (const wire of wired(desc, encode(value))) expect(decode(wire)).toStrictEqual(value);
    }),
  );
}

const signal = AbortSignal.abort();

describe("what is encoded decodes to itself, in binary and in JSON", () => {
  it("jobs", () => roundTrips(job, JobSchema, encodeJob, decodeJob));

  it("jobs by the view BASIC", () => roundTrips(basicJob, JobSchema, encodeJob, decodeJob));

  it("the options of a get", () =>
    roundTrips(
      fc.record(
        { view, waitMs: fc.integer({ min: 0, max: BOUNDS.maxWaitMs }) },
        { noNullPrototype: true, requiredKeys: [] },
      ),
      GetJobRequestSchema,
      (options) => encodeGetRequest("1-a", options),
      decodeGetOptions,
    ));

  it("enqueue requests", () =>
    roundTrips(enqueueRequest, EnqueueRequestSchema, encodeEnqueueRequest, decodeEnqueueRequest));

  it("pauses and drains of queues", () =>
    roundTrips(
      fc.record(
        { reason: anyText, by: anyText, until: time },
        { noNullPrototype: true, requiredKeys: ["reason", "by"] },
      ),
      PauseQueueRequestSchema,
      (options) => create(PauseQueueRequestSchema, encodeHoldRequest("a", options, "cannot pause")),
      decodeHoldOptions,
    ));

  it("previews of schedules", () => {
    roundTrips(
      previewRequest,
      PreviewScheduleRequestSchema,
      encodePreviewRequest,
      decodePreviewRequest,
    );
    const firing = fc.record(
      {
        nominal: time,
        due: time,
        local: text,
        note: fc.constantFrom("gap: shifted" as const, "overlap: first of two"),
      },
      { noNullPrototype: true, requiredKeys: ["nominal", "due", "local"] },
    );
    roundTrips(fc.array(firing), PreviewScheduleResponseSchema, encodePreview, decodePreview);
  });
  it("operations", () => roundTrips(operation, OperationSchema, encodeOperation, decodeOperation));

  it("enqueue responses", () =>
    roundTrips(
      fc.record(
        { job, created: fc.boolean(), replicas: fc.nat(16), replaced: fc.constant(true as const) },
        { noNullPrototype: true, requiredKeys: ["job", "created"] },
      ),
      EnqueueResponseSchema,
      encodeEnqueueResponse,
      decodeEnqueueResponse,
    ));

  it("results of a batch, but for the payload, which the request has", () => {
    const payload = new Uint8Array([1, 2, 3]);
    roundTrips(
      fc.record(
        {
          job: job.map((one) => ({ ...one, payload })),
          created: fc.boolean(),
          replicas: fc.nat(16),
          replaced: fc.constant(true as const),
        },
        { noNullPrototype: true, requiredKeys: ["job", "created"] },
      ),
      EnqueueBatchResultSchema,
      (result) => {
        const wire = encodeEnqueueBatchResult(result);
        expect(wire.enqueued).toMatchObject({ job: { payload: new Uint8Array() } });
        return wire;
      },
      (wire) => decodeEnqueueBatchResult(wire, { payload }),
    );
  });

  it("updates", () =>
    roundTrips(
      jobUpdate,
      UpdateJobRequestSchema,
      (update) => create(UpdateJobRequestSchema, { id: "a", ...encodeJobUpdate(update) }),
      decodeJobUpdate,
    ));

  it("explanations", () => {
    const count = fc.integer({ min: 0, max: 1_000_000 });
    const reason: fc.Arbitrary<Reason> = fc.record(
      {
        kind: fc.constantFrom(...REASON_KINDS),
        sentence: fc.string(),
        at: time,
        count,
        limit: count,
        jobIds: fc.array(fc.constantFrom("0-a", "0-b"), { maxLength: 10 }),
      },
      { noNullPrototype: true, requiredKeys: ["kind", "sentence", "jobIds"] },
    );
    return roundTrips(
      fc.record(
        { reasons: fc.array(reason, { maxLength: 3 }), estimatedStart: time },
        { noNullPrototype: true, requiredKeys: ["reasons"] },
      ),
      ExplainJobResponseSchema,
      encodeExplanation,
      decodeExplanation,
    );
  });

  it("lease requests", () =>
    roundTrips(
      leaseRequest.map((request) => ({ ...request, signal })),
      LeaseRequestSchema,
      encodeLeaseRequest,
      (wire) => decodeLeaseRequest(wire, signal),
    ));

  it("leases", () =>
    roundTrips(
      fc.record(
        { job, token: counter, expiresAt: time },
        { noNullPrototype: true },
      ) satisfies fc.Arbitrary<Lease>,
      LeaseSchema,
      encodeLease,
      decodeLease,
    ));

  it("extensions", () =>
    roundTrips(
      fc.record(
        {
          items: fc.array(extendItem, { maxLength: 3 }),
          leaseMs: fc.integer({ min: BOUNDS.minLeaseMs, max: BOUNDS.maxLeaseMs }),
        },
        { noNullPrototype: true },
      ),
      ExtendRequestSchema,
      (extension) => encodeExtendRequest(extension, "w1"),
      decodeExtendRequest,
    ));

  it("extend results", () => {
    for (const result of ["OK", "LEASE_LOST", "CANCEL_REQUESTED", "NOT_EXTENDED"] as const) {
      expect(decodeExtendResult(encodeExtendResult(result, "1-a"))).toBe(result);
    }
  });

  it("settlements", () =>
    roundTrips(
      fc.record({ jobId: text, token: counter, outcome }, { noNullPrototype: true }),
      SettleItemSchema,
      encodeSettlement,
      decodeSettlement,
    ));

  it("settle results", () =>
    roundTrips(
      fc.record({ status }, { noNullPrototype: true }) satisfies fc.Arbitrary<SettleResult>,
      SettleResultSchema,
      encodeSettleResult,
      decodeSettleResult,
    ));

  it("job queries", () =>
    roundTrips(jobQuery, ListJobsRequestSchema, encodeJobQuery, decodeJobQuery));

  it("pages", () =>
    roundTrips(
      fc.record(
        {
          jobs: fc.array(job, { maxLength: 3 }),
          nextPageToken: text,
          end: fc.constantFrom("LAST" as const, "FULL" as const, "BOUND" as const),
          lookedAt: fc.nat(10_000),
          asOf: time,
        },
        { noNullPrototype: true, requiredKeys: ["jobs", "end", "lookedAt", "asOf"] },
      ),
      ListJobsResponseSchema,
      encodeJobPage,
      decodeJobPage,
    ));

  it("watch requests", () =>
    roundTrips(
      fc.record(
        { id: text, afterSequence: counter, view, signal: fc.constant(signal) },
        { noNullPrototype: true, requiredKeys: ["id", "afterSequence", "signal"] },
      ),
      WatchJobRequestSchema,
      encodeWatchRequest,
      (wire) => decodeWatchRequest(wire, signal),
    ));

  it("job events", () =>
    roundTrips(
      fc.record({ sequence: counter, job }, { noNullPrototype: true }),
      JobEventSchema,
      encodeJobEvent,
      decodeJobEvent,
    ));
});
