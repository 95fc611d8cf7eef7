import {
  type DescMessage,
  type DescMethod,
  type DescService,
  type Message,
  ScalarType,
  toBinary,
} from "@bufbuild/protobuf";
import { type ReflectMessage, reflect } from "@bufbuild/protobuf/reflect";
import { Code, createClient, type UnaryRequest, type UnaryResponse } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";
import * as protocol from "@millrace/protocol";
import { JobService, ScheduleService, WorkflowService } from "@millrace/protocol";
import { MemoryStore } from "@millrace/store-memory";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MillraceServer } from "../millrace-server.ts";
import type { DashboardOptions } from "./dashboard-options.ts";
import { dashboardPolicy } from "./dashboard-policy.ts";

/**
 * Every method of the contract: whether it reads alone, or changes something, and whether its answer has payloads or
 * the like. A new one must be entered, by somebody who has thought about it.
 */
const METHODS: Readonly<Record<string, `${"reads" | "changes"}${"" | " payloads"}`>> = {
  "ErrorService.ListErrorGroups": "reads",
  "GroupService.CreateGroup": "changes",
  "GroupService.GetGroup": "reads",
  "GroupService.SealGroup": "changes",
  "GroupService.ListGroupJobs": "reads payloads",
  "GroupService.CancelGroup": "changes",
  "GroupService.RetryGroup": "changes",
  "JobService.Enqueue": "changes payloads",
  "JobService.EnqueueBatch": "changes payloads",
  "JobService.GetJob": "reads payloads",
  "JobService.ExplainJob": "reads",
  "JobService.UpdateJob": "changes payloads",
  "JobService.CancelJob": "changes payloads",
  "JobService.ListJobs": "reads payloads",
  "JobService.RetryJob": "changes payloads",
  "JobService.DeleteJob": "changes",
  "JobService.WatchJob": "reads payloads",
  "OperationService.RetryJobs": "changes",
  "OperationService.CancelJobs": "changes",
  "OperationService.DeleteJobs": "changes",
  "OperationService.PurgeQueue": "changes",
  "OperationService.GetOperation": "reads",
  "OperationService.ListOperations": "reads",
  "OperationService.StopOperation": "changes",
  "QueueService.ListQueues": "reads",
  "QueueService.GetQueue": "reads",
  "QueueService.GetStats": "reads",
  "QueueService.PauseQueue": "changes",
  "QueueService.ResumeQueue": "changes",
  "QueueService.DrainQueue": "changes",
  "QueueService.SetQueueLimits": "changes",
  "QueueService.SetKeyLimits": "changes",
  "QueueService.ResumeKey": "changes",
  "QueueService.ListKeys": "reads",
  "ScheduleService.PreviewSchedule": "reads",
  "ScheduleService.UpsertSchedule": "changes payloads",
  "ScheduleService.GetSchedule": "reads payloads",
  "ScheduleService.ListSchedules": "reads payloads",
  "ScheduleService.DeleteSchedule": "changes",
  "ScheduleService.PauseSchedule": "changes payloads",
  "ScheduleService.ResumeSchedule": "changes payloads",
  "ScheduleService.TriggerSchedule": "changes",
  "ScheduleService.BackfillSchedule": "changes payloads",
  "ScheduleService.CancelBackfill": "changes payloads",
  "ScheduleService.ListFirings": "reads",
  "ServerService.GetServerInfo": "reads",
  "ServerService.ListWorkers": "reads",
  "WatchService.Subscribe": "reads payloads",
  "WorkerService.Lease": "changes payloads",
  "WorkerService.Extend": "changes",
  "WorkerService.Settle": "changes",
  "WorkerService.SettleJob": "changes",
  "WorkerService.Heartbeat": "changes",
  "WorkflowService.ValidateWorkflow": "reads",
  "WorkflowService.PutWorkflow": "changes",
  "WorkflowService.GetWorkflow": "reads payloads",
  "WorkflowService.ListWorkflows": "reads payloads",
  "WorkflowService.StartRun": "changes payloads",
  "WorkflowService.GetRun": "reads payloads",
  "WorkflowService.ListRuns": "reads payloads",
  "WorkflowService.WatchRun": "reads payloads",
  "WorkflowService.CancelRun": "changes payloads",
  "WorkflowService.PauseRun": "changes payloads",
  "WorkflowService.ResumeRun": "changes payloads",
  "WorkflowService.SignalRun": "changes payloads",
  "WorkflowService.CreateSignalLink": "changes",
  "WorkflowService.RerunRun": "changes payloads",
  "WorkflowService.RetryStep": "changes payloads",
  "WorkflowService.SkipStep": "changes payloads",
  "WorkflowService.AddSteps": "changes payloads",
  "WorkflowService.ListRunEvents": "reads",
  "WorkflowService.GetStepResult": "reads payloads",
  "WorkflowService.DeleteRun": "changes",
};

const SECRET = "card 4111";
const encoder = new TextEncoder();

const services = Object.values(protocol).filter(isOwnService) as readonly DescService[];
const methods = new Map<string, DescMethod>(
  services.flatMap(({ name, methods: own }) =>
    own.map((method) => [`${name}.${method.name}`, method] as const),
  ),
);
const rows = [...methods].map(([name, method]) => ({ name, method, is: METHODS[name] ?? "" }));

function isOwnService(value: unknown): value is DescService {
  const { kind, typeName } = (value ?? {}) as Partial<DescService>;
  return kind === "service" && typeName?.startsWith("millrace.v1.") === true;
}

it("is told of every method of the contract", () => {
  expect([...methods.keys()].sort()).toEqual(Object.keys(METHODS).sort());
});

describe("a dashboard that is read-only", () => {
  it.each(rows)("lets $name through if that only reads", async ({ method, is }) => {
    const call = answerOf(method, { readOnly: true }, filled(method.output, true));
    if (is.startsWith("reads")) await expect(call).resolves.toBeInstanceOf(Uint8Array);
    else await expect(call).rejects.toMatchObject({ code: Code.PermissionDenied });
  });
});

describe("a dashboard that hides payloads", () => {
  it.each(rows)("gets all but those by $name", async ({ method, is }) => {
    const shown = filled(method.output, true);
    expect(text(toBinary(method.output, shown)).includes(SECRET)).toBe(is.endsWith("payloads"));
    const hidden = await answerOf(method, { hidePayloads: true }, shown);
    expect(hidden).toEqual(toBinary(method.output, filled(method.output, false)));
  });
});

/** What the page gets where the server would answer with `message`. */
async function answerOf(
  method: DescMethod,
  options: DashboardOptions,
  message: Message,
): Promise<Uint8Array> {
  const isStream = method.methodKind === "server_streaming";
  async function* one() {
    yield message;
  }
  const answer = { stream: isStream, message: isStream ? one() : message } as UnaryResponse;
  const next = async () => answer;
  const given = await dashboardPolicy(options)(next)({ method } as UnaryRequest);
  if (!given.stream) return toBinary(method.output, given.message);
  for await (const item of given.message) return toBinary(method.output, item);
  throw new Error("the stream has ended without an answer");
}

/** A message with each of its fields set, those of bytes to the secret or not at all. */
function filled(desc: DescMessage, withBytes: boolean): Message {
  const message = reflect(desc);
  fill(message, withBytes, [desc]);
  return message.message;
}

function fill(message: ReflectMessage, withBytes: boolean, above: readonly DescMessage[]): void {
  const messageOf = (desc: DescMessage) => {
    const inner = reflect(desc);
    fill(inner, withBytes, [...above, desc]);
    return inner;
  };
  for (const field of message.fields) {
    const { message: desc, scalar } = field;
    if (desc !== undefined && above.includes(desc)) continue;
    if (scalar === ScalarType.BYTES && !withBytes) continue;
    const value = desc === undefined ? (SCALARS[scalar ?? ScalarType.INT32] ?? 1) : messageOf(desc);
    if (field.fieldKind === "list") message.get(field).add(value);
    else if (field.fieldKind === "map") message.get(field).set("key", value);
    else message.set(field, value);
  }
}

/** Those of other types are 1, as enums are. */
const SCALARS: Readonly<Partial<Record<ScalarType, unknown>>> = {
  [ScalarType.BYTES]: encoder.encode(SECRET),
  [ScalarType.STRING]: "kept",
  [ScalarType.BOOL]: true,
  [ScalarType.DOUBLE]: 0.5,
  [ScalarType.INT64]: 1n,
  [ScalarType.UINT64]: 1n,
};

function text(bytes: Uint8Array): string {
  return new TextDecoder("latin1").decode(bytes);
}

describe("what a run, a signal and a schedule are about", () => {
  const INPUT = { card: SECRET };
  const DEFINITION = {
    name: "pay",
    schema: 1,
    steps: {
      told: { decide: "input.card" },
      asked: { await: { signal: "card" } },
      capture: { after: ["told", "asked"], type: "capture", input: INPUT },
    },
  };
  const store = new MemoryStore();
  const server = new MillraceServer(store, { version: "1", dashboard: { hidePayloads: true } });
  let url: string;

  beforeAll(async () => {
    const { port } = await server.start(0, "127.0.0.1");
    url = `http://127.0.0.1:${port}`;
  });
  afterAll(async () => {
    await server.stop(0);
    await store.close();
  });

  it("comes to no page of the dashboard, and to all other callers", async () => {
    const clientsOf = (baseUrl: string) => {
      const transport = createConnectTransport({ baseUrl, httpVersion: "1.1" });
      return {
        runs: createClient(WorkflowService, transport),
        jobs: createClient(JobService, transport),
        schedules: createClient(ScheduleService, transport),
      };
    };
    const pages = clientsOf(`${url}/ui/api`);
    await pages.runs.putWorkflow({ definition: json(DEFINITION) });
    const { run, ...started } = await pages.runs.startRun({ name: "pay", input: json(INPUT) });
    const id = run?.id ?? "";
    const nightly = {
      name: "nightly",
      spec: { cron: ["0 2 * * *"] },
      job: { type: "pay", payload: json(INPUT) },
    };
    const changes = [
      { run, ...started },
      await pages.runs.signalRun({ id, name: "card", payload: json(INPUT) }),
      await pages.schedules.upsertSchedule({ schedule: nightly }),
    ];
    const looks = ({ runs, jobs, schedules }: ReturnType<typeof clientsOf>) =>
      Promise.all([
        runs.getWorkflow({ name: "pay" }),
        runs.listWorkflows({}),
        runs.getRun({ id, withSteps: true }),
        runs.getStepResult({ id, step: "told" }),
        runs.getStepResult({ id, step: "asked" }),
        jobs.listJobs({ type: "capture" }),
        schedules.getSchedule({ name: "nightly" }),
        schedules.listSchedules({}),
      ]);
    expect([...changes, ...(await looks(pages))].filter(tells)).toEqual([]);
    const direct = await looks(clientsOf(url));
    expect(direct.filter(tells)).toEqual(direct);
  });
});

function json(value: unknown): Uint8Array<ArrayBuffer> {
  return encoder.encode(JSON.stringify(value));
}

/** Whether the secret is anywhere in an answer. */
function tells(answer: object): boolean {
  const plain = JSON.stringify(answer, (_, value) => {
    if (value instanceof Uint8Array) return text(value);
    return typeof value === "bigint" ? String(value) : value;
  });
  return plain.includes(SECRET);
}
