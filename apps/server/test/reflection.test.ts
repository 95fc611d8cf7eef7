import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import { Code, createClient, type Transport } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { ServerReflection, ServerReflectionV1Alpha } from "@millrace/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Served, serve } from "./serve.ts";

let served: Served;
let transport: Transport;

beforeAll(async () => {
  served = await serve();
  transport = createGrpcTransport({ baseUrl: served.url });
});

afterAll(async () => {
  await served[Symbol.asyncDispose]();
});

type Question = Parameters<typeof ask>[1];

async function ask(
  service: typeof ServerReflection | typeof ServerReflectionV1Alpha,
  messageRequest:
    | { case: "listServices" | "fileByFilename" | "fileContainingSymbol"; value: string }
    | { case: "allExtensionNumbersOfType"; value: string }
    | {
        case: "fileContainingExtension";
        value: { containingType: string; extensionNumber: number };
      }
    | { case: undefined },
) {
  const client = createClient(service as typeof ServerReflection, transport);
  const requests = (async function* () {
    yield { host: "h", messageRequest };
  })();
  for await (const response of client.serverReflectionInfo(requests)) {
    expect(response).toMatchObject({ validHost: "h", originalRequest: { host: "h" } });
    return response.messageResponse;
  }
  throw new Error("no answer");
}

async function filesOf(question: Question): Promise<string[]> {
  const answer = await ask(ServerReflection, question);
  if (answer.case !== "fileDescriptorResponse") throw new Error(`answered ${answer.case}`);
  return answer.value.fileDescriptorProto.map(
    (bytes) => fromBinary(FileDescriptorProtoSchema, bytes).name,
  );
}

describe.each([
  ["v1", ServerReflection],
  ["v1alpha", ServerReflectionV1Alpha],
] as const)("%s", (_, service) => {
  it("lists every service", async () => {
    const answer = await ask(service, { case: "listServices", value: "" });
    if (answer.case !== "listServicesResponse") throw new Error(`answered ${answer.case}`);
    expect(answer.value.service.map(({ name }) => name).sort()).toEqual([
      "grpc.health.v1.Health",
      "grpc.reflection.v1.ServerReflection",
      "grpc.reflection.v1alpha.ServerReflection",
      "millrace.v1.ErrorService",
      "millrace.v1.GroupService",
      "millrace.v1.JobService",
      "millrace.v1.OperationService",
      "millrace.v1.QueueService",
      "millrace.v1.ScheduleService",
      "millrace.v1.ServerService",
      "millrace.v1.WatchService",
      "millrace.v1.WorkerService",
      "millrace.v1.WorkflowService",
    ]);
  });

  it("says so when it does not know, and answers on", async () => {
    for (const question of [
      { case: "fileByFilename", value: "no/such.proto" },
      { case: "fileContainingSymbol", value: "millrace.v1.JobService.Nope" },
      { case: "fileContainingSymbol", value: "" },
      { case: "allExtensionNumbersOfType", value: "no.such.Type" },
      {
        case: "fileContainingExtension",
        value: { containingType: "google.protobuf.FieldOptions", extensionNumber: 1 },
      },
    ] as const) {
      const answer = await ask(service, question);
      expect(answer).toMatchObject({ case: "errorResponse", value: { errorCode: Code.NotFound } });
    }
    expect(await ask(service, { case: undefined })).toMatchObject({
      case: "errorResponse",
      value: { errorCode: Code.InvalidArgument },
    });
  });
});

it.each([
  "millrace.v1.JobService",
  "millrace.v1.JobService.Enqueue",
  "millrace.v1.EnqueueRequest",
  "millrace.v1.EnqueueRequest.type",
  "millrace.v1.EnqueueRequest.due",
])("finds the file of %s, with all that it imports", async (value) => {
  const files = await filesOf({ case: "fileContainingSymbol", value });
  expect(files[0]).toBe("millrace/v1/job_service.proto");
  for (const imported of [
    "buf/validate/validate.proto",
    "google/protobuf/descriptor.proto",
    "google/protobuf/duration.proto",
    "google/protobuf/timestamp.proto",
    "millrace/v1/job.proto",
  ]) {
    expect(files).toContain(imported);
  }
});

it.each([
  ["millrace.v1.JobStatus", "millrace/v1/job.proto"],
  ["millrace.v1.JOB_STATUS_PENDING", "millrace/v1/job.proto"],
  ["buf.validate.field", "buf/validate/validate.proto"],
  ["google.rpc.BadRequest", "google/rpc/error_details.proto"],
  ["grpc.health.v1.Health.Check", "grpc/health/v1/health.proto"],
])("finds %s in %s", async (value, file) => {
  expect((await filesOf({ case: "fileContainingSymbol", value }))[0]).toBe(file);
  expect((await filesOf({ case: "fileByFilename", value: file }))[0]).toBe(file);
});

it("finds extensions by their number", async () => {
  const containingType = "google.protobuf.FieldOptions";
  const numbers = await ask(ServerReflection, {
    case: "allExtensionNumbersOfType",
    value: containingType,
  });
  if (numbers.case !== "allExtensionNumbersResponse") throw new Error(`answered ${numbers.case}`);
  expect(numbers.value.extensionNumber.length).toBeGreaterThan(0);
  for (const extensionNumber of numbers.value.extensionNumber) {
    const [file] = await filesOf({
      case: "fileContainingExtension",
      value: { containingType, extensionNumber },
    });
    expect(file).toBe("buf/validate/validate.proto");
  }
  expect(
    await ask(ServerReflection, { case: "allExtensionNumbersOfType", value: "millrace.v1.Job" }),
  ).toMatchObject({ value: { extensionNumber: [] } });
});

it("sends each file once a stream", async () => {
  const client = createClient(ServerReflection, transport);
  const requests = (async function* () {
    for (const value of ["millrace.v1.JobService", "millrace.v1.WorkerService"]) {
      yield { messageRequest: { case: "fileContainingSymbol" as const, value } };
    }
  })();
  const names: string[] = [];
  for await (const { messageResponse } of client.serverReflectionInfo(requests)) {
    if (messageResponse.case !== "fileDescriptorResponse") throw new Error("not a file");
    for (const bytes of messageResponse.value.fileDescriptorProto) {
      names.push(fromBinary(FileDescriptorProtoSchema, bytes).name);
    }
  }
  expect(names).toContain("millrace/v1/worker_service.proto");
  expect(new Set(names).size).toBe(names.length);
});

describe("buf curl, which knows the schema from reflection alone", () => {
  const run = promisify(execFile);
  const buf = async (...args: string[]) => {
    const { stdout } = await run("buf", ["curl", "--http2-prior-knowledge", ...args]);
    return stdout;
  };

  it.each(["connect", "grpc", "grpcweb"])("calls by %s", async (protocol) => {
    const data = '{"type": "hello", "delay": "3600s", "metadata": {"team": "blue"}}';
    const url = `${served.url}/millrace.v1.JobService/Enqueue`;
    const answer = JSON.parse(await buf("--protocol", protocol, "-d", data, url));
    expect(answer).toMatchObject({
      created: true,
      job: { type: "hello", status: "JOB_STATUS_SCHEDULED", metadata: { team: "blue" } },
    });
  });

  it.each(["grpc-v1", "grpc-v1alpha"])("lists the methods by %s", async (protocol) => {
    const list = await buf("--reflect-protocol", protocol, "--list-methods", served.url);
    expect(list).toContain("millrace.v1.WorkerService/Lease");
  });
});
