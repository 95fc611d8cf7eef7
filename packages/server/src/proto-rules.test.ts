import {
  create,
  type DescField,
  type DescMessage,
  getOption,
  hasOption,
  type MessageShape,
  toJson,
} from "@bufbuild/protobuf";
import { createValidator } from "@bufbuild/protovalidate";
import {
  type FieldRules,
  FieldRulesSchema,
  field as fieldRules,
} from "@bufbuild/protovalidate/gen/buf/validate/validate_pb.js";
import {
  BOUNDS,
  checkBackfill,
  checkSignalLink,
  checkTopics,
  MillraceError,
  type OperationAction,
  purgeRequest,
} from "@millrace/core";
import {
  AddStepsRequestSchema,
  BackfillScheduleRequestSchema,
  CancelBackfillRequestSchema,
  CancelGroupRequestSchema,
  CancelJobRequestSchema,
  CancelJobsRequestSchema,
  CancelRunRequestSchema,
  CreateGroupRequestSchema,
  CreateSignalLinkRequestSchema,
  DeleteJobRequestSchema,
  DeleteJobsRequestSchema,
  DeleteScheduleRequestSchema,
  DrainQueueRequestSchema,
  decodeBackfillRequest,
  decodeChangeOptions,
  decodeCreateGroup,
  decodeDuration,
  decodeEnqueueRequest,
  decodeErrorGroupQuery,
  decodeExtendRequest,
  decodeGetOptions,
  decodeGroupQuery,
  decodeHeartbeat,
  decodeHoldOptions,
  decodeJobQuery,
  decodeJobUpdate,
  decodeJson,
  decodeKeyLimits,
  decodeKeyQuery,
  decodeLeaseRequest,
  decodeLimits,
  decodeOperationQuery,
  decodeOperationRequest,
  decodeOverlap,
  decodePreviewRequest,
  decodePurgeOptions,
  decodeQueueQuery,
  decodeRetryMode,
  decodeRunQuery,
  decodeScheduleQuery,
  decodeSettlement,
  decodeStartRun,
  decodeStatsQuery,
  decodeTimestamp,
  decodeTopics,
  decodeUpsertRequest,
  decodeWatchRequest,
  decodeWorkerQuery,
  EnqueueRequestSchema,
  ErrorService,
  ExplainJobRequestSchema,
  ExtendRequestSchema,
  encodeDuration,
  encodeTimestamp,
  GetJobRequestSchema,
  GetQueueRequestSchema,
  GetScheduleRequestSchema,
  GetStatsRequestSchema,
  GetStepResultRequestSchema,
  GetWorkflowRequestSchema,
  GroupService,
  HeartbeatRequestSchema,
  JobService,
  LeaseRequestSchema,
  ListErrorGroupsRequestSchema,
  ListFiringsRequestSchema,
  ListGroupJobsRequestSchema,
  ListJobsRequestSchema,
  ListKeysRequestSchema,
  ListOperationsRequestSchema,
  ListQueuesRequestSchema,
  ListRunEventsRequestSchema,
  ListRunsRequestSchema,
  ListSchedulesRequestSchema,
  ListWorkersRequestSchema,
  ListWorkflowsRequestSchema,
  OperationService,
  PauseQueueRequestSchema,
  PauseRunRequestSchema,
  PauseScheduleRequestSchema,
  PreviewScheduleRequestSchema,
  PurgeQueueRequestSchema,
  QueueService,
  RerunRunRequestSchema,
  ResumeKeyRequestSchema,
  ResumeQueueRequestSchema,
  ResumeRunRequestSchema,
  ResumeScheduleRequestSchema,
  RetryJobRequestSchema,
  RetryJobsRequestSchema,
  RetryStepRequestSchema,
  ScheduleService,
  ServerService,
  SetKeyLimitsRequestSchema,
  SetQueueLimitsRequestSchema,
  SettleJobRequestSchema,
  SettleRequestSchema,
  SignalRunRequestSchema,
  SkipStepRequestSchema,
  StartRunRequestSchema,
  SubscribeRequestSchema,
  TriggerScheduleRequestSchema,
  UpdateJobRequestSchema,
  UpsertScheduleRequestSchema,
  WatchJobRequestSchema,
  WatchRunRequestSchema,
  WatchService,
  WorkerService,
  WorkflowService,
} from "@millrace/protocol";
import { previewSchedule, Schedules } from "@millrace/schedule";
import { MemoryStore } from "@millrace/store-memory";
import { Runs, type Steps } from "@millrace/workflow";
import { describe, expect, test } from "vitest";

// The numbers in the protos are what documents and clients of other languages go by; those of the domain
// are what is refused. Each rule is tried at its bound and beyond it, on both sides.

type Path = readonly DescField[];
type Fields = { readonly [name: string]: unknown };

const validator = createValidator();
const store = new MemoryStore();
const schedules = new Schedules(store);
const runs = new Runs(store);
const jobId = "0-0000000000000000";

const TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

/** What makes each message valid besides the field that is tried. */
const BASES: { readonly [name: string]: Fields } = {
  EnqueueRequest: { type: "a" },
  Unique: { key: "k" },
  LeaseRequest: { types: ["a"], workerId: "w", maxJobs: 1 },
  TraceContext: { traceparent: TRACEPARENT },
  ExtendItem: { jobId, token: 1n },
  SettleItem: { jobId, token: 1n, outcome: { case: "released", value: {} } },
  SettleJobRequest: { jobId, token: 1n, outcome: { case: "released", value: {} } },
  UpdateJobRequest: { id: jobId, payload: new Uint8Array(1) },
  GetWorkflowRequest: { name: "w" },
  StartRunRequest: { name: "w" },
  WatchRunRequest: { id: jobId },
  CancelRunRequest: { id: jobId },
  PauseRunRequest: { id: jobId },
  ResumeRunRequest: { id: jobId },
  SignalRunRequest: { id: jobId, name: "s" },
  CreateSignalLinkRequest: { id: jobId, name: "s" },
  SignalAnswer: { label: "a" },
  RerunRunRequest: { id: jobId },
  RetryStepRequest: { id: jobId, step: "a" },
  SkipStepRequest: { id: jobId, step: "a" },
  AddStepsRequest: { id: jobId, steps: new TextEncoder().encode("{}") },
  ListRunEventsRequest: { id: jobId },
  GetStepResultRequest: { id: jobId, step: "a" },
  CancelJobRequest: { id: jobId },
  RetryJobRequest: { id: jobId },
  DeleteJobRequest: { id: jobId },
  CancelGroupRequest: { id: jobId },
  ListGroupJobsRequest: { id: jobId },
  GetJobRequest: { id: jobId },
  ExplainJobRequest: { id: jobId },
  WatchJobRequest: { id: jobId },
  HeartbeatRequest: { workerId: "w", types: ["a"] },
  PauseQueueRequest: { type: "a" },
  DrainQueueRequest: { type: "a" },
  SetQueueLimitsRequest: { type: "a" },
  SetKeyLimitsRequest: { type: "a", key: "k" },
  ResumeKeyRequest: { type: "a", key: "k" },
  ListKeysRequest: { type: "a" },
  Rate: { limit: 1, period: { seconds: 1n } },
  PreviewScheduleRequest: { spec: { cron: ["* * * * *"] } },
  Schedule: { name: "a", spec: { cron: ["* * * * *"] }, job: { type: "a" } },
  DeleteScheduleRequest: { name: "a" },
  PauseScheduleRequest: { name: "a" },
  TriggerScheduleRequest: { name: "a" },
  BackfillScheduleRequest: { name: "a", from: {}, to: { seconds: 7258118400n } },
  UpsertScheduleRequest: {
    schedule: { name: "a", spec: { cron: ["* * * * *"] }, job: { type: "a" } },
  },
  ScheduleSpec: { cron: ["* * * * *"] },
  ScheduleInterval: { interval: { seconds: 315619200n } },
  Topic: { subject: { case: "queue", value: "a" } },
  JobFilter: { type: "a", idPrefix: "0-" },
  PurgeQueueRequest: { type: "a" },
  RetryJobsRequest: { filter: { type: "a" } },
  CancelJobsRequest: { filter: { type: "a" } },
  DeleteJobsRequest: { filter: { type: "a" } },
};

/** What a field is refused without. */
const COMPANIONS: { readonly [field: string]: Fields } = {
  "EnqueueRequest.afterRule": { after: [jobId] },
  "Rate.burst": { limit: 1_000_000 },
  // ON_CONFLICT_REPLACE.
  "Unique.maxWait": { onConflict: 3 },
};

type StartRequest = MessageShape<
  typeof RetryJobsRequestSchema | typeof CancelJobsRequestSchema | typeof DeleteJobsRequestSchema
>;

/** JOB_STATUS_CANCELLED. */
const CANCELLED = 8;

/** Only counts the jobs, since a store has few operations at a time. */
const start = async (action: OperationAction, request: StartRequest) => {
  const { filter } = request;
  // The statuses that a deletion must name.
  if (action === "DELETE" && filter?.statuses.length === 0) filter.statuses = [CANCELLED];
  await store.operations.start(decodeOperationRequest(action, { ...request, dryRun: true }));
};

/** What the domain makes of a message. */
const CALLS: { readonly [name: string]: (fields: Fields) => Promise<unknown> } = {
  EnqueueRequest: async (fields) => {
    const request = decodeEnqueueRequest(create(EnqueueRequestSchema, fields));
    return throwFirst(await store.enqueue([request]));
  },
  LeaseRequest: (fields) =>
    store.lease(decodeLeaseRequest(create(LeaseRequestSchema, fields), AbortSignal.abort())),
  ExtendRequest: (fields) => {
    const { items, leaseMs } = decodeExtendRequest(create(ExtendRequestSchema, fields));
    return store.extend(items, leaseMs);
  },
  SettleRequest: async (fields) => {
    const items = create(SettleRequestSchema, fields).items.map((item) => {
      const settlement = decodeSettlement(item);
      if (settlement instanceof MillraceError) throw settlement;
      return settlement;
    });
    throwFirst(await store.settle(items));
  },
  SettleJobRequest: async (fields) => {
    const settlement = decodeSettlement(create(SettleJobRequestSchema, fields));
    if (settlement instanceof MillraceError) throw settlement;
    throwFirst(await store.settle([settlement]));
  },
  ExplainJobRequest: (fields) => store.explain(create(ExplainJobRequestSchema, fields).id),
  UpdateJobRequest: async (fields) => {
    const request = create(UpdateJobRequestSchema, fields);
    return store.update(request.id, decodeJobUpdate(request), decodeChangeOptions(request));
  },
  CancelJobRequest: (fields) => {
    const { id, reason, ifSequence } = create(CancelJobRequestSchema, fields);
    return store.cancel(id, reason, decodeChangeOptions({ ifSequence }));
  },
  RetryJobRequest: (fields) => {
    const { id, ifSequence } = create(RetryJobRequestSchema, fields);
    return store.redrive(id, decodeChangeOptions({ ifSequence }));
  },
  DeleteJobRequest: (fields) => {
    const { id, ifSequence } = create(DeleteJobRequestSchema, fields);
    return store.delete(id, decodeChangeOptions({ ifSequence }));
  },
  GetJobRequest: (fields) => {
    const request = create(GetJobRequestSchema, fields);
    return store.get(jobId, decodeGetOptions(request));
  },
  ListJobsRequest: async (fields) =>
    store.list(decodeJobQuery(create(ListJobsRequestSchema, fields))),
  WatchJobRequest: async (fields) => {
    const request = create(WatchJobRequestSchema, fields);
    await store.watch(decodeWatchRequest(request, AbortSignal.abort())).next();
  },
  ListErrorGroupsRequest: async (fields) =>
    store.errors.listGroups(decodeErrorGroupQuery(create(ListErrorGroupsRequestSchema, fields))),
  SubscribeRequest: async (fields) =>
    checkTopics(decodeTopics(create(SubscribeRequestSchema, fields))),
  HeartbeatRequest: async (fields) =>
    store.workers.heartbeat(decodeHeartbeat(create(HeartbeatRequestSchema, fields), "server")),
  ListWorkersRequest: async (fields) =>
    store.workers.list(decodeWorkerQuery(create(ListWorkersRequestSchema, fields))),
  ListQueuesRequest: async (fields) =>
    store.queues.list(decodeQueueQuery(create(ListQueuesRequestSchema, fields))),
  GetQueueRequest: async (fields) => store.queues.get(create(GetQueueRequestSchema, fields).type),
  PauseQueueRequest: async (fields) => {
    const request = create(PauseQueueRequestSchema, fields);
    await store.queues.pause(request.type, decodeHoldOptions(request));
  },
  ResumeQueueRequest: async (fields) =>
    store.queues.resume(create(ResumeQueueRequestSchema, fields).type),
  DrainQueueRequest: async (fields) => {
    const request = create(DrainQueueRequestSchema, fields);
    await store.queues.drain(request.type, decodeHoldOptions(request));
  },
  SetQueueLimitsRequest: async (fields) => {
    const { type, limits } = create(SetQueueLimitsRequestSchema, fields);
    await store.queues.setLimits(type, limits === undefined ? {} : decodeLimits(limits));
  },
  SetKeyLimitsRequest: async (fields) => {
    const { type, key, limits = {} } = create(SetKeyLimitsRequestSchema, fields);
    await store.queues.setKeyLimits(type, key, decodeKeyLimits(limits));
  },
  ResumeKeyRequest: async (fields) => {
    const { type, key } = create(ResumeKeyRequestSchema, fields);
    await store.queues.resumeKey(type, key);
  },
  ListKeysRequest: async (fields) => {
    const request = create(ListKeysRequestSchema, fields);
    await store.queues.listKeys(request.type, decodeKeyQuery(request));
  },
  PreviewScheduleRequest: async (fields) =>
    previewSchedule(decodePreviewRequest(create(PreviewScheduleRequestSchema, fields)), 0),
  RetryJobsRequest: (fields) => start("RETRY", create(RetryJobsRequestSchema, fields)),
  CancelJobsRequest: (fields) => start("CANCEL", create(CancelJobsRequestSchema, fields)),
  DeleteJobsRequest: (fields) => start("DELETE", create(DeleteJobsRequestSchema, fields)),
  PurgeQueueRequest: async (fields) => {
    const request = create(PurgeQueueRequestSchema, fields);
    const purge = purgeRequest(request.type, decodePurgeOptions(request));
    await store.operations.start({ ...purge, dryRun: true });
  },
  CreateGroupRequest: async (fields) => {
    await store.queues.resume("a");
    await store.groups.create(decodeCreateGroup(create(CreateGroupRequestSchema, fields)));
  },
  CancelGroupRequest: async (fields) => {
    const { id, reason } = create(CancelGroupRequestSchema, fields);
    await store.groups.cancel(id, reason);
  },
  ListGroupJobsRequest: async (fields) => {
    const request = create(ListGroupJobsRequestSchema, fields);
    await store.groups.listJobs(request.id, decodeGroupQuery(request));
  },
  ListOperationsRequest: async (fields) =>
    store.operations.list(decodeOperationQuery(create(ListOperationsRequestSchema, fields))),
  UpsertScheduleRequest: async (fields) => {
    const { definition, options } = decodeUpsertRequest(
      create(UpsertScheduleRequestSchema, fields),
    );
    const { ifRevision } = options;
    await schedules.upsert(definition, options).catch((error: MillraceError) => {
      // It may be at any other one.
      if (ifRevision === undefined || error.code !== "FAILED_PRECONDITION") throw error;
    });
  },
  GetScheduleRequest: async (fields) =>
    schedules.get(create(GetScheduleRequestSchema, fields).name),
  ListSchedulesRequest: async (fields) =>
    schedules.list(decodeScheduleQuery(create(ListSchedulesRequestSchema, fields))),
  DeleteScheduleRequest: async (fields) => {
    const { name, sourceVersion } = create(DeleteScheduleRequestSchema, fields);
    const how = sourceVersion === undefined ? {} : { sourceVersion: Number(sourceVersion) };
    await schedules.delete(name, how);
  },
  PauseScheduleRequest: async (fields) => {
    const { name, by, note } = create(PauseScheduleRequestSchema, fields);
    await schedules.pause(name, { by, note });
  },
  ResumeScheduleRequest: async (fields) =>
    schedules.resume(create(ResumeScheduleRequestSchema, fields).name),
  TriggerScheduleRequest: async (fields) => {
    const { name, overlap } = create(TriggerScheduleRequestSchema, fields);
    await schedules.trigger(name, { overlap: decodeOverlap(overlap) });
  },
  BackfillScheduleRequest: async (fields) => {
    const request = create(BackfillScheduleRequestSchema, fields);
    checkBackfill(request.name, decodeBackfillRequest(request));
  },
  CancelBackfillRequest: async (fields) =>
    schedules.cancelBackfill(create(CancelBackfillRequestSchema, fields).name),
  ListFiringsRequest: async (fields) =>
    schedules.firings(create(ListFiringsRequestSchema, fields).name),
  GetWorkflowRequest: async (fields) => {
    const { name, version } = create(GetWorkflowRequestSchema, fields);
    await runs.getWorkflow(name, version);
  },
  ListWorkflowsRequest: async (fields) => {
    const { pageSize } = create(ListWorkflowsRequestSchema, fields);
    await runs.listWorkflows(pageSize === 0 ? {} : { pageSize });
  },
  StartRunRequest: async (fields) => {
    const request = create(StartRunRequestSchema, fields);
    await runs.start(request.name, decodeStartRun(request));
  },
  ListRunsRequest: async (fields) =>
    runs.list(decodeRunQuery(create(ListRunsRequestSchema, fields))),
  WatchRunRequest: async (fields) => {
    const { id, afterSequence } = create(WatchRunRequestSchema, fields);
    await runs.watch(id, Number(afterSequence)).next();
  },
  CancelRunRequest: async (fields) => {
    const { id, reason, by } = create(CancelRunRequestSchema, fields);
    await runs.tell(id, { kind: "cancel", reason, by });
  },
  PauseRunRequest: async (fields) => {
    const { id, by } = create(PauseRunRequestSchema, fields);
    await runs.tell(id, { kind: "pause", by });
  },
  ResumeRunRequest: async (fields) => {
    const { id, by } = create(ResumeRunRequestSchema, fields);
    await runs.tell(id, { kind: "resume", by });
  },
  SignalRunRequest: async (fields) => {
    const { id, name, signalId, by } = create(SignalRunRequestSchema, fields);
    await runs.signal(id, name, null, { ...(signalId !== "" && { signalId }), by });
  },
  CreateSignalLinkRequest: async (fields) => {
    const { id, name, text, answers, expiresIn } = create(CreateSignalLinkRequestSchema, fields);
    checkSignalLink(name, {
      text,
      answers: answers.map(({ label, payload }) => ({
        label,
        payload: decodeJson(payload, "payload"),
      })),
      ...(expiresIn !== undefined && { expiresInMs: decodeDuration(expiresIn) }),
    });
    await runs.checkSignal(id, name);
  },
  RerunRunRequest: async (fields) => {
    const { id, from, by } = create(RerunRunRequestSchema, fields);
    await runs.tell(id, { kind: "rerun", from: from.length > 0 ? from : "FAILED", by });
  },
  RetryStepRequest: async (fields) => {
    const { id, step, mode, by } = create(RetryStepRequestSchema, fields);
    await runs.tell(id, { kind: "retry", step, how: decodeRetryMode(mode), by });
  },
  SkipStepRequest: async (fields) => {
    const { id, step, by } = create(SkipStepRequestSchema, fields);
    await runs.tell(id, { kind: "skip", step, result: null, by });
  },
  AddStepsRequest: async (fields) => {
    const { id, steps, by } = create(AddStepsRequestSchema, fields);
    await runs.tell(id, { kind: "add", steps: decodeJson(steps, "steps") as Steps, by });
  },
  ListRunEventsRequest: async (fields) => {
    const { id, afterSequence, limit } = create(ListRunEventsRequestSchema, fields);
    await runs.history(id, Number(afterSequence), limit === 0 ? undefined : limit);
  },
  GetStepResultRequest: async (fields) => {
    const { id, step, fromItem } = create(GetStepResultRequestSchema, fields);
    await runs.stepResult(id, step, fromItem);
  },
  GetStatsRequest: async (fields) =>
    store.queues.stats(decodeStatsQuery(create(GetStatsRequestSchema, fields))),
};

/** Rules that the server alone keeps, with a number that they must have. */
const ON_THE_WIRE_ALONE: { readonly [path: string]: number } = {
  "GetJobRequest.id": 1,
  "RetryJobRequest.id": 1,
  "DeleteJobRequest.id": 1,
  "CancelJobRequest.id": 1,
  "ExplainJobRequest.id": 1,
  "UpdateJobRequest.id": 1,
  "WatchJobRequest.id": 1,
  "SettleRequest.items.job_id": 1,
  "SettleJobRequest.job_id": 1,
  "SettleJobRequest.token": 0,
  "ExtendRequest.worker_id": BOUNDS.workerIdBytes,
  "GetOperationRequest.id": 1,
  "CancelGroupRequest.id": 1,
  "GetGroupRequest.id": 1,
  "ListGroupJobsRequest.id": 1,
  "RetryGroupRequest.id": 1,
  "SealGroupRequest.id": 1,
  "StopOperationRequest.id": 1,
  // The domain says RESOURCE_EXHAUSTED.
  "StartRunRequest.metadata": 64,
  "GetRunRequest.id": 1,
  "WatchRunRequest.id": 1,
  "CancelRunRequest.id": 1,
  "CreateSignalLinkRequest.id": 1,
  // The domain looks at what the bytes say.
  "CreateSignalLinkRequest.answers.payload": 256,
  "PauseRunRequest.id": 1,
  "ResumeRunRequest.id": 1,
  "SignalRunRequest.id": 1,
  "RerunRunRequest.id": 1,
  "RetryStepRequest.id": 1,
  "SkipStepRequest.id": 1,
  "AddStepsRequest.id": 1,
  "ListRunEventsRequest.id": 1,
  "GetStepResultRequest.id": 1,
  "DeleteRunRequest.id": 1,
  "RetryStepRequest.step": 1,
  "SkipStepRequest.step": 1,
  "GetStepResultRequest.step": 1,
  "AddStepsRequest.steps": 1,
  // Only those of finished jobs, of which the bounds know nothing.
  "RetryJobsRequest.filter.statuses": BOUNDS.maxQueryStatuses,
};

function throwFirst([result]: readonly object[]): void {
  if (result !== undefined && "error" in result) throw result.error;
}

/** Whether the domain takes the message, as far as its form is concerned. */
async function domainTakes(name: string, fields: Fields): Promise<boolean> {
  try {
    await CALLS[name]?.(fields);
    return true;
  } catch (error) {
    const { code } = error as MillraceError;
    if (code === "NOT_FOUND" || code === "LEASE_LOST") return true;
    expect(code).toBe("INVALID_ARGUMENT");
    return false;
  }
}

/** The fields that have rules, of `desc` and of what is in it; a request within another is tried by itself. */
function ruledPaths(desc: DescMessage, before: Path = []): Path[] {
  return desc.fields.flatMap((field) => {
    const path = [...before, field];
    const inner = field.message?.typeName.startsWith("millrace.") ? field.message : undefined;
    return [
      ...(valuesToTry(field).length > 0 ? [path] : []),
      ...(inner === undefined || inner.name in CALLS ? [] : ruledPaths(inner, path)),
    ];
  });
}

/** A message of `desc` with `value` at the end of `path`. */
function withValue(desc: DescMessage, [field, ...rest]: Path, value: unknown): Fields {
  if (field === undefined) return value as Fields;
  const base = { ...BASES[desc.name], ...COMPANIONS[`${desc.name}.${field.localName}`] };
  let set = value;
  if (rest.length > 0) {
    const inner = withValue(field.message as DescMessage, rest, value);
    set = field.fieldKind === "list" ? [inner] : inner;
  }
  return field.oneof === undefined
    ? { ...base, [field.localName]: set }
    : { ...base, [field.oneof.localName]: { case: field.localName, value: set } };
}

/** Values at the bounds of the field's rules, and next to them. */
function valuesToTry(field: DescField): unknown[] {
  const rules = hasOption(field, fieldRules) ? getOption(field, fieldRules) : undefined;
  return rules === undefined ? [] : valuesOf(rules, field);
}

function valuesOf({ type: { case: kind, value: rules } }: FieldRules, field: DescField): unknown[] {
  switch (kind) {
    case "string":
      return [
        ...(rules.pattern === "" ? [] : NAMES),
        ...around(Number(rules.minLen), 1).map((n) => "a".repeat(n)),
        ...around(Number(rules.minBytes), 1).map((n) => "a".repeat(n)),
        // Two bytes each.
        ...around(Number(rules.maxBytes) / 2, 1).map((n) => "é".repeat(n)),
      ];
    case "int32":
    case "uint32":
      return bounds(rules).flatMap((bound) => around(bound, 1, true));
    case "double":
      return bounds(rules).flatMap((bound) => around(bound, 0.01, true));
    case "int64":
      return bounds(rules).flatMap((bound) => around(bound, 1, true).map(BigInt));
    case "duration":
      return bounds(rules, decodeDuration)
        .flatMap((boundMs) => around(boundMs, 1, true))
        .map((ms) => encodeDuration(ms, "bound"));
    case "timestamp":
      return bounds(rules, decodeTimestamp)
        .flatMap((bound) => around(bound, 1, true))
        .map((time) => encodeTimestamp(time, "bound"));
    case "enum":
      return [1, 99, ...rules.in, ...rules.notIn];
    case "map":
      return [
        ...(rules.keys === undefined ? [] : valuesOf(rules.keys, field).map((key) => mapOf([key]))),
        ...around(Number(rules.maxPairs), 1).map((n) => mapOf([...Array(n).keys()])),
      ];
    case "repeated": {
      const items = rules.items === undefined ? [] : valuesOf(rules.items, field);
      const bounds = [rules.minItems, rules.maxItems].flatMap((bound) => around(Number(bound), 1));
      return [...items.map((item) => [item]), ...bounds.map((n) => Array(n).fill(itemOf(field)))];
    }
    default:
      return [];
  }
}

/** Of every kind that a pattern may ask for, and of none. */
const NAMES = [
  jobId,
  ...["", "a", "A0._:-", "-a", "a b", "é", "a".repeat(128), "a".repeat(129)],
  ...["text/plain; charset=utf-8", "a/", "a/b c", `a/${"b".repeat(254)}`, `a/${"b".repeat(255)}`],
  ...[TRACEPARENT, TRACEPARENT.toUpperCase(), `${TRACEPARENT}0`],
  ...["a".repeat(512), "a".repeat(513)],
];

interface Bounded {
  readonly greaterThan: { readonly value?: unknown };
  readonly lessThan: { readonly value?: unknown };
}

/** The bounds of a number, or of what `toNumber` makes one of. */
function bounds(rules: Bounded, toNumber: (bound: never) => number = Number): number[] {
  return [rules.greaterThan.value, rules.lessThan.value]
    .filter((bound) => bound !== undefined)
    .map((bound) => toNumber(bound as never));
}

/** Nothing for 0, by which a rule of lengths is left out, unless `zeroCounts`. */
function around(bound: number, step: number, zeroCounts = false): number[] {
  if (bound === 0 && !zeroCounts) return [];
  return [bound - step, bound, bound + step];
}

function mapOf(keys: readonly unknown[]): object {
  return Object.fromEntries(keys.map((key) => [key, "v"]));
}

function itemOf(field: DescField): unknown {
  if (field.message !== undefined) return BASES[field.message.name];
  if (field.name === "after") return jobId;
  if (field.name.endsWith("cron")) return "* * * * *";
  if (field.name === "except_dates") return "2027-12-25";
  return field.enum === undefined ? "a" : 1;
}

const INPUTS = [
  ErrorService,
  JobService,
  WorkerService,
  QueueService,
  GroupService,
  OperationService,
  ScheduleService,
  ServerService,
  WatchService,
  WorkflowService,
].flatMap(({ methods }) => methods.map(({ input }) => input));
const RULES = INPUTS.flatMap((desc) =>
  ruledPaths(desc).map((path): [string, DescMessage, Path] => [
    [desc.name, ...path.map(({ name }) => name)].join("."),
    desc,
    path,
  ]),
).filter(([name]) => !/^(EnqueueBatchRequest|UpsertScheduleRequest\.schedule\.job)\./.test(name));

/** As the server's validation looks at it: at items of a list, each by itself. */
function isValid(desc: DescMessage, path: Path, value: unknown): boolean {
  const [list, ...rest] = path;
  if (list?.fieldKind === "list" && list.message !== undefined && rest.length > 0) {
    return isValid(list.message, rest, value);
  }
  return validator.validate(desc, create(desc, withValue(desc, path, value))).kind === "valid";
}

describe("a rule of the protos is one of the domain", () => {
  test.each(RULES)("%s", async (name, desc, path) => {
    const field = path.at(-1) as DescField;
    const onTheWireAlone = ON_THE_WIRE_ALONE[name];
    if (onTheWireAlone !== undefined) {
      const rules = JSON.stringify(toJson(FieldRulesSchema, getOption(field, fieldRules)));
      expect(rules).toContain(`"${onTheWireAlone}"`);
    }
    const verdicts = new Set<boolean>();
    for (const value of valuesToTry(field)) {
      const verdict = isValid(desc, path, value);
      verdicts.add(verdict);
      if (onTheWireAlone !== undefined) continue;
      const taken = await domainTakes(desc.name, withValue(desc, path, value));
      expect(taken, JSON.stringify(value, shownBigInt).slice(0, 80)).toBe(verdict);
    }
    expect(verdicts).toEqual(new Set([true, false]));
  });
});

function shownBigInt(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? `${value}` : value;
}
