import { globSync } from "node:fs";
import { join } from "node:path";
import {
  create,
  type DescEnum,
  type DescField,
  type DescMessage,
  type DescService,
  fromBinary,
  fromJson,
  toBinary,
  toJson,
} from "@bufbuild/protobuf";
import { DurationSchema, TimestampSchema } from "@bufbuild/protobuf/wkt";
import { expect, test } from "vitest";
import * as code from "../gen/google/rpc/code_pb.ts";
import * as errorDetails from "../gen/google/rpc/error_details_pb.ts";
import * as errorService from "../gen/millrace/v1/error_service_pb.ts";
import * as groupService from "../gen/millrace/v1/group_service_pb.ts";
import * as itemError from "../gen/millrace/v1/item_error_pb.ts";
import * as job from "../gen/millrace/v1/job_pb.ts";
import * as jobService from "../gen/millrace/v1/job_service_pb.ts";
import * as operationService from "../gen/millrace/v1/operation_service_pb.ts";
import * as queueService from "../gen/millrace/v1/queue_service_pb.ts";
import * as scheduleService from "../gen/millrace/v1/schedule_service_pb.ts";
import * as serverService from "../gen/millrace/v1/server_service_pb.ts";
import * as watchService from "../gen/millrace/v1/watch_service_pb.ts";
import * as workerService from "../gen/millrace/v1/worker_service_pb.ts";
import * as workflowService from "../gen/millrace/v1/workflow_service_pb.ts";
import * as leanCode from "../gen-lean/google/rpc/code_lean.ts";
import * as leanErrorDetails from "../gen-lean/google/rpc/error_details_lean.ts";
import * as leanErrorService from "../gen-lean/millrace/v1/error_service_lean.ts";
import * as leanGroupService from "../gen-lean/millrace/v1/group_service_lean.ts";
import * as leanItemError from "../gen-lean/millrace/v1/item_error_lean.ts";
import * as leanJob from "../gen-lean/millrace/v1/job_lean.ts";
import * as leanJobService from "../gen-lean/millrace/v1/job_service_lean.ts";
import * as leanOperationService from "../gen-lean/millrace/v1/operation_service_lean.ts";
import * as leanQueueService from "../gen-lean/millrace/v1/queue_service_lean.ts";
import * as leanScheduleService from "../gen-lean/millrace/v1/schedule_service_lean.ts";
import * as leanServerService from "../gen-lean/millrace/v1/server_service_lean.ts";
import * as leanWatchService from "../gen-lean/millrace/v1/watch_service_lean.ts";
import * as leanWorkerService from "../gen-lean/millrace/v1/worker_service_lean.ts";
import * as leanWorkflowService from "../gen-lean/millrace/v1/workflow_service_lean.ts";
import * as services from "../services.ts";
import {
  DurationSchema as LeanDuration,
  TimestampSchema as LeanTimestamp,
  message,
} from "./descriptor.ts";

type Desc = DescEnum | DescMessage | DescService;

const FULL = descriptorsOf([
  ...[
    code,
    errorDetails,
    itemError,
    errorService,
    groupService,
    job,
    jobService,
    operationService,
    queueService,
  ],
  ...[scheduleService, serverService, watchService, workerService, workflowService],
  { DurationSchema, TimestampSchema },
]);
const LEAN_FILES = [
  leanCode,
  leanErrorDetails,
  leanItemError,
  leanJob,
  leanJobService,
  leanErrorService,
  leanGroupService,
  leanOperationService,
  leanQueueService,
  leanScheduleService,
  leanServerService,
  leanWatchService,
  leanWorkerService,
  leanWorkflowService,
];
const LEAN = descriptorsOf([
  ...LEAN_FILES,
  { DurationSchema: LeanDuration, TimestampSchema: LeanTimestamp },
]);

/** The messages, enums and services among what the modules export, by their names. */
function descriptorsOf(modules: readonly object[]): Map<string, Desc> {
  const all = modules.flatMap((each) => Object.values(each) as (Desc | { kind?: undefined })[]);
  const described = all.filter((each): each is Desc =>
    ["enum", "message", "service"].includes(each.kind ?? ""),
  );
  return new Map(described.map((desc) => [desc.typeName, desc]));
}

/** All that the runtime asks a descriptor, references by their names. */
function told(desc: Desc): object {
  const { kind, typeName } = desc;
  if (desc.kind === "enum") {
    const values = desc.values.map(({ name, number, jsonName }) => ({ name, number, jsonName }));
    const first = desc.value[0]?.name;
    return { kind, typeName, open: desc.open, values, first };
  }
  if (desc.kind === "message") {
    const oneofs = desc.oneofs.map(({ kind, name, localName, fields, parent }) => {
      const names = fields.map((field) => field.name);
      return { kind, name, localName, fields: names, parent: parent.typeName };
    });
    const members = desc.members.map(({ name }) => name);
    const { edition } = desc.file;
    const byName = Object.keys(desc.field);
    return {
      kind,
      typeName,
      edition,
      oneofs,
      members,
      byName,
      fields: desc.fields.map(toldOfField),
    };
  }
  const methods = desc.methods.map(
    ({ kind, name, localName, methodKind, idempotency, ...each }) => ({
      ...{ kind, name, localName, methodKind, idempotency, parent: each.parent.typeName },
      ...{ input: each.input.typeName, output: each.output.typeName },
    }),
  );
  return { kind, typeName, methods, byName: Object.keys(desc.method) };
}

function toldOfField(field: DescField): object {
  const { kind, fieldKind, number, name, localName, jsonName, presence, utf8Validation } = field;
  return {
    ...{ kind, fieldKind, number, name, localName, jsonName, presence, utf8Validation },
    scalar: field.scalar,
    message: field.message?.typeName,
    enum: field.enum?.typeName,
    listKind: field.fieldKind === "list" ? field.listKind : undefined,
    packed: field.fieldKind === "list" ? field.packed : undefined,
    mapKind: field.fieldKind === "map" ? field.mapKind : undefined,
    mapKey: field.fieldKind === "map" ? field.mapKey : undefined,
    oneof: field.oneof?.name,
    parent: field.parent.typeName,
    isDelimited: "delimitedEncoding" in field && field.delimitedEncoding === true,
    isLongAsString: "longAsString" in field && field.longAsString,
    text: field.toString(),
  };
}

test("every message, enum and service has a lean form", () => {
  const files = globSync("**/*_lean.ts", { cwd: join(import.meta.dirname, "../gen-lean") });
  expect(files).toHaveLength(LEAN_FILES.length);
  expect([...LEAN.keys()].sort()).toEqual([...FULL.keys()].sort());
  const names = [...LEAN].flatMap(([name, { kind }]) => (kind === "service" ? [name] : []));
  expect(Object.values(services).map(({ typeName }) => typeName)).toEqual(names.sort());
});

test.for([...FULL.keys()])("the lean %s tells the runtime the same as the full one", (typeName) => {
  expect(told(LEAN.get(typeName) as Desc)).toEqual(told(FULL.get(typeName) as Desc));
});

test("what one form has written the other reads, in binary and in JSON", () => {
  const request = create(jobService.EnqueueRequestSchema, {
    type: "email",
    payload: new Uint8Array([1, 2, 3]),
    due: { case: "delay", value: { seconds: 3n, nanos: 500_000_000 } },
    priority: 0,
    delivery: job.Delivery.AT_MOST_ONCE,
    metadata: { team: "a" },
  });
  const [full, lean] = [jobService.EnqueueRequestSchema, leanJobService.EnqueueRequestSchema];
  expect(create(lean, request)).toEqual(request);
  expect(toBinary(lean, request)).toEqual(toBinary(full, request));
  expect(fromBinary(lean, toBinary(full, request))).toEqual(request);
  expect(toJson(lean, request)).toEqual(toJson(full, request));
  expect(fromJson(lean, toJson(full, request))).toEqual(request);
});

test("a message may refer to itself", () => {
  const tree: DescMessage = message("Tree", () => [[1, "branches", [tree]]]);
  const bytes = new Uint8Array([10, 0, 10, 2, 10, 0]);
  expect(toBinary(tree, fromBinary(tree, bytes))).toEqual(bytes);
});
