import type { Timestamp } from "@bufbuild/protobuf/wkt";
import type {
  EpochMs,
  Run,
  RunListQuery,
  RunLogLine,
  RunLogPage,
  RunPage,
  RunStatus,
  RunStepState,
  RunUpdate,
  SkipCause,
  StartRunOptions,
  StepResultPage,
  StepStatus,
  WorkflowPage,
  WorkflowVersion,
} from "@millrace/core";
import {
  SkipCause as WireCause,
  type RunEvent as WireEvent,
  type ListRunsRequest as WireListRequest,
  type ListRunsResponse as WireListResponse,
  type ListRunEventsResponse as WireLogPage,
  RetryMode as WireRetryMode,
  type Run as WireRun,
  RunStatus as WireRunStatus,
  type StartRunRequest as WireStartRequest,
  type RunStepState as WireStep,
  type GetStepResultResponse as WireStepResult,
  StepStatus as WireStepStatus,
  type WatchRunResponse as WireUpdate,
  type WorkflowVersion as WireVersion,
  type ListWorkflowsResponse as WireWorkflowPage,
} from "./gen/millrace/v1/workflow_service_pb.ts";
import { decodeJson, encodeJson } from "./json-codec.ts";
import type { Mutable } from "./mutable.ts";
import { namesOf } from "./names-of.ts";
import { required } from "./required.ts";
import { decodeDuration, decodeTimestamp, encodeDuration, encodeTimestamp } from "./time-codec.ts";

const WIRE_RUN_STATUS: { readonly [Status in RunStatus]: WireRunStatus } = {
  RUNNING: WireRunStatus.RUNNING,
  PAUSED: WireRunStatus.PAUSED,
  CANCELLING: WireRunStatus.CANCELLING,
  COMPLETED: WireRunStatus.COMPLETED,
  FAILED: WireRunStatus.FAILED,
  CANCELLED: WireRunStatus.CANCELLED,
};

/** Stands for a name that is none. */
const UNKNOWN = -1;

const WIRE_STEP_STATUS: { readonly [Status in StepStatus]: WireStepStatus } = {
  BLOCKED: WireStepStatus.BLOCKED,
  STARTED: WireStepStatus.STARTED,
  COMPLETED: WireStepStatus.COMPLETED,
  FAILED: WireStepStatus.FAILED,
  CANCELLED: WireStepStatus.CANCELLED,
  SKIPPED: WireStepStatus.SKIPPED,
};

const WIRE_CAUSE: { readonly [Cause in SkipCause]: WireCause } = {
  CONDITION: WireCause.CONDITION,
  FAILURE: WireCause.FAILURE,
  STOP: WireCause.STOP,
};

const RUN_STATUS = /*@__PURE__*/ namesOf(WIRE_RUN_STATUS);
const STEP_STATUS = /*@__PURE__*/ namesOf(WIRE_STEP_STATUS);
const CAUSE = /*@__PURE__*/ namesOf(WIRE_CAUSE);
const RETRY_MODE = /*@__PURE__*/ namesOf({
  RESUME: WireRetryMode.RESUME,
  RESTART: WireRetryMode.RESTART,
});

export function encodeWorkflowVersion({ name, version, definition }: WorkflowVersion): WireVersion {
  return {
    $typeName: "millrace.v1.WorkflowVersion",
    ...{ name, version, definition: encodeJson(definition) },
  };
}

export function decodeWorkflowVersion({ name, version, definition }: WireVersion): WorkflowVersion {
  return { name, version, definition: decodeJson(definition, "definition") };
}

export function encodeWorkflowPage({ workflows, nextPageToken }: WorkflowPage): WireWorkflowPage {
  return {
    $typeName: "millrace.v1.ListWorkflowsResponse",
    ...{ workflows: workflows.map(encodeWorkflowVersion), nextPageToken },
  };
}

export function decodeWorkflowPage({ workflows, nextPageToken }: WireWorkflowPage): WorkflowPage {
  return { workflows: workflows.map(decodeWorkflowVersion), nextPageToken };
}

/** What is wrong with it, the server tells: a check here would load in pages what only it needs. */
export function encodeStartRun(name: string, options: StartRunOptions): WireStartRequest {
  const { version, input, idKey = "", routeKey = "", metadata = {}, retentionMs } = options;
  const { delayMs, runAt } = options;
  return {
    $typeName: "millrace.v1.StartRunRequest",
    ...{ name, version, idKey, routeKey, metadata: { ...metadata } },
    input: input === undefined ? new Uint8Array() : encodeJson(input),
    begin:
      runAt !== undefined
        ? { case: "runAt", value: encodeTimestamp(runAt, "runAt") }
        : delayMs !== undefined
          ? { case: "delay", value: encodeDuration(delayMs, "delayMs") }
          : { case: undefined },
    retention: retentionMs === undefined ? undefined : encodeDuration(retentionMs, "retentionMs"),
  };
}

/** @throws MillraceError `INVALID_ARGUMENT` when the input is no JSON. */
export function decodeStartRun(wire: WireStartRequest): StartRunOptions {
  const { version, input, idKey, routeKey, begin, metadata, retention } = wire;
  const options: Mutable<StartRunOptions> = {};
  if (version !== undefined) options.version = version;
  if (input.length > 0) options.input = decodeJson(input, "input");
  if (idKey !== "") options.idKey = idKey;
  if (routeKey !== "") options.routeKey = routeKey;
  if (begin.case === "runAt") options.runAt = decodeTimestamp(begin.value);
  if (begin.case === "delay") options.delayMs = decodeDuration(begin.value);
  if (Object.keys(metadata).length > 0) options.metadata = { ...metadata };
  if (retention !== undefined) options.retentionMs = decodeDuration(retention);
  return options;
}

/** What is wrong with it, the server tells. */
export function encodeRunQuery(query: RunListQuery): WireListRequest {
  const { workflow = "", statuses = [], pageSize = 0, pageToken = "" } = query;
  return {
    $typeName: "millrace.v1.ListRunsRequest",
    ...{
      workflow,
      statuses: statuses.map((status) => WIRE_RUN_STATUS[status] ?? UNKNOWN),
      pageSize,
      pageToken,
    },
  };
}

export function decodeRunQuery(wire: WireListRequest): RunListQuery {
  const { workflow, statuses, pageSize, pageToken } = wire;
  return {
    ...(workflow !== "" && { workflow }),
    ...(statuses.length > 0 && { statuses: statuses.map((status) => named(RUN_STATUS, status)) }),
    ...(pageSize !== 0 && { pageSize }),
    ...(pageToken !== "" && { pageToken }),
  };
}

export function encodeRunPage({ runs, nextPageToken }: RunPage): WireListResponse {
  return {
    $typeName: "millrace.v1.ListRunsResponse",
    ...{ runs: runs.map(encodeRun), nextPageToken },
  };
}

export function decodeRunPage({ runs, nextPageToken }: WireListResponse): RunPage {
  return { runs: runs.map(decodeRun), nextPageToken };
}

export function encodeRun(run: Run): WireRun {
  const { id, workflow, version, status, attempt, input, result, error, counts, parent } = run;
  const { steps = [], metadata, createdAt, startedAt, finishedAt, expiresAt, sequence } = run;
  return {
    $typeName: "millrace.v1.Run",
    ...{ id, workflow, version, status: WIRE_RUN_STATUS[status], attempt },
    input: input === undefined ? new Uint8Array() : encodeJson(input),
    result: result === undefined ? undefined : encodeJson(result),
    error: error && {
      $typeName: "millrace.v1.RunError",
      ...{ step: error.step ?? "", message: error.message },
    },
    counts: Object.entries(counts).map(([name, count]) => ({
      $typeName: "millrace.v1.StepCount",
      ...{ status: WIRE_STEP_STATUS[name as StepStatus], steps: count },
    })),
    steps: steps.map(encodeStep),
    parent: parent && {
      $typeName: "millrace.v1.RunParent",
      ...{ runId: parent.id, step: parent.step, index: parent.index },
    },
    metadata: { ...metadata },
    createdAt: encodeTimestamp(createdAt, "createdAt"),
    startedAt: encodeTimestamp(startedAt, "startedAt"),
    finishedAt: encodeTime(finishedAt, "finishedAt"),
    expiresAt: encodeTime(expiresAt, "expiresAt"),
    sequence: BigInt(sequence),
  };
}

/** @throws MillraceError `INTERNAL` when the answer lacks what every server sends. */
export function decodeRun(wire: WireRun): Run {
  const { id, workflow, version, attempt, input, result, error, parent, steps } = wire;
  const run: Mutable<Run> = {
    ...{ id, workflow, version, status: named(RUN_STATUS, wire.status), attempt },
    counts: Object.fromEntries(
      wire.counts.map((count) => [named(STEP_STATUS, count.status), count.steps]),
    ),
    metadata: { ...wire.metadata },
    createdAt: decodeTimestamp(required(wire.createdAt, "when a run was made")),
    startedAt: decodeTimestamp(required(wire.startedAt, "when a run began")),
    sequence: Number(wire.sequence),
  };
  if (input.length > 0) run.input = decodeJson(input, "input");
  if (result !== undefined) run.result = decodeJson(result, "result");
  if (error !== undefined) {
    const { step, message } = error;
    run.error = { ...(step !== "" && { step }), message };
  }
  if (parent !== undefined) {
    const { runId, step, index } = parent;
    run.parent = { id: runId, step, ...(index !== undefined && { index }) };
  }
  if (steps.length > 0) run.steps = steps.map(decodeStep);
  if (wire.finishedAt !== undefined) run.finishedAt = decodeTimestamp(wire.finishedAt);
  if (wire.expiresAt !== undefined) run.expiresAt = decodeTimestamp(wire.expiresAt);
  return run;
}

function encodeStep(step: RunStepState): WireStep {
  const { name, kind, section, status, cause, after, epoch, jobId = "", childRunId = "" } = step;
  const { map, error = "", startedAt, finishedAt, wakeAt } = step;
  return {
    $typeName: "millrace.v1.RunStepState",
    ...{ name, kind, section, status: WIRE_STEP_STATUS[status], cause: encodeCause(cause) },
    ...{ after: [...after], epoch, jobId, childRunId, error },
    map: map && { $typeName: "millrace.v1.StepItems", ...map },
    startedAt: encodeTime(startedAt, "startedAt"),
    finishedAt: encodeTime(finishedAt, "finishedAt"),
    wakeAt: encodeTime(wakeAt, "wakeAt"),
  };
}

function decodeStep(wire: WireStep): RunStepState {
  const { name, kind, section, status, cause, after, epoch, jobId, childRunId, map } = wire;
  const step: Mutable<RunStepState> = {
    ...{ name, kind, section, status: named(STEP_STATUS, status), after, epoch },
  };
  if (cause !== WireCause.UNSPECIFIED) step.cause = named(CAUSE, cause);
  if (jobId !== "") step.jobId = jobId;
  if (childRunId !== "") step.childRunId = childRunId;
  if (map !== undefined) {
    const { total, open, completed, failed } = map;
    step.map = { total, open, completed, failed };
  }
  if (wire.error !== "") step.error = wire.error;
  if (wire.startedAt !== undefined) step.startedAt = decodeTimestamp(wire.startedAt);
  if (wire.finishedAt !== undefined) step.finishedAt = decodeTimestamp(wire.finishedAt);
  if (wire.wakeAt !== undefined) step.wakeAt = decodeTimestamp(wire.wakeAt);
  return step;
}

function encodeLine(line: RunLogLine): WireEvent {
  const { sequence, at, step = "", from, to, cause, by = "", note = "" } = line;
  return {
    $typeName: "millrace.v1.RunEvent",
    ...{ sequence: BigInt(sequence), at: encodeTimestamp(at, "at"), step, from, to, by, note },
    cause: encodeCause(cause),
  };
}

function decodeLine({ sequence, at, step, from, to, cause, by, note }: WireEvent): RunLogLine {
  return {
    sequence: Number(sequence),
    at: decodeTimestamp(required(at, "the time of an event")),
    ...(step !== "" && { step }),
    ...{ from, to },
    ...(cause !== WireCause.UNSPECIFIED && { cause: named(CAUSE, cause) }),
    ...(by !== "" && { by }),
    ...(note !== "" && { note }),
  };
}

export function encodeRunLog({ lines, dropped }: RunLogPage): WireLogPage {
  return {
    $typeName: "millrace.v1.ListRunEventsResponse",
    events: lines.map(encodeLine),
    dropped: dropped && {
      $typeName: "millrace.v1.DroppedEvents",
      ...{ fromSequence: BigInt(dropped.from), toSequence: BigInt(dropped.to) },
    },
  };
}

export function decodeRunLog({ events, dropped }: WireLogPage): RunLogPage {
  return {
    lines: events.map(decodeLine),
    ...(dropped !== undefined && {
      dropped: { from: Number(dropped.fromSequence), to: Number(dropped.toSequence) },
    }),
  };
}

export function encodeRunUpdate({ lines, run }: RunUpdate): WireUpdate {
  return {
    $typeName: "millrace.v1.WatchRunResponse",
    ...{ events: lines.map(encodeLine), run: encodeRun(run) },
  };
}

export function decodeRunUpdate({ events, run }: WireUpdate): RunUpdate {
  return { lines: events.map(decodeLine), run: decodeRun(required(run, "the run")) };
}

export function encodeStepResult({ result, items = [], nextItem }: StepResultPage): WireStepResult {
  return {
    $typeName: "millrace.v1.GetStepResultResponse",
    result: result === undefined ? undefined : encodeJson(result),
    ...{ items: items.map(encodeJson), nextItem },
  };
}

export function decodeStepResult({ result, items, nextItem }: WireStepResult): StepResultPage {
  if (result !== undefined) return { result: decodeJson(result, "result") };
  return {
    items: items.map((item) => decodeJson(item, "items")),
    ...(nextItem !== undefined && { nextItem }),
  };
}

function encodeCause(cause: SkipCause | undefined): WireCause {
  return cause === undefined ? WireCause.UNSPECIFIED : WIRE_CAUSE[cause];
}

function encodeTime(time: EpochMs | undefined, field: string): Timestamp | undefined {
  return time === undefined ? undefined : encodeTimestamp(time, field);
}

function named<Name extends string>(names: ReadonlyMap<number, Name>, wire: number): Name {
  return names.get(wire) ?? (String(wire) as Name);
}

export function decodeRetryMode(mode: WireRetryMode): "RESUME" | "RESTART" {
  return mode === WireRetryMode.UNSPECIFIED ? "RESUME" : named(RETRY_MODE, mode);
}
