import type { DescMessage, DescMethodUnary, MessageInitShape } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { BOUNDS, DEFAULT_LIMITS } from "@millrace/core";
import {
  BadRequestSchema,
  type EnqueueRequestSchema,
  JobService,
  WireCode,
  type WireDelivery,
  type WireDurability,
  type WireJobStatus,
  WorkerService,
} from "@millrace/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CALLERS, type Caller } from "./caller.ts";
import { type Served, serve } from "./serve.ts";

const { enqueue, enqueueBatch, explainJob, getJob, listJobs, updateJob } = JobService.method;
const { cancelJob, retryJob, deleteJob, watchJob } = JobService.method;
const { lease, extend, settle } = WorkerService.method;

const MAX_INT64 = 2n ** 63n - 1n;
const OVERFLOW = { seconds: MAX_INT64, nanos: 0 };
const BAD_NANOS = { seconds: 1n, nanos: 2_000_000_000 };
const NEGATIVE = { seconds: 0n, nanos: -1 };
const YEAR_9999 = { seconds: 253_402_300_799n, nanos: 0 };
const UNKNOWN_ID = "0-0000000000000000";
const OTHER_PARTITION = "7-0000000000000000";

/** A request, the code that refuses it, and what the message must name. */
interface BadCall {
  readonly name: string;
  readonly code: Code;
  readonly names: readonly string[];
  call(caller: Caller): Promise<unknown>;
}

function bad<I extends DescMessage, O extends DescMessage>(
  method: DescMethodUnary<I, O>,
  request: MessageInitShape<I>,
  code: Code,
  names: readonly string[],
  what: string = names.join(", "),
): BadCall {
  return {
    name: `${method.name}: ${what}`,
    code,
    names,
    call: (caller) => caller.unary(method, request),
  };
}

type EnqueueInit = MessageInitShape<typeof EnqueueRequestSchema>;

function badEnqueue(fields: EnqueueInit, field: string, what: string): BadCall {
  return bad(enqueue, { type: "a", ...fields }, Code.InvalidArgument, [field], what);
}

const { InvalidArgument, NotFound, ResourceExhausted } = Code;

const manyEntries = Object.fromEntries(
  Array.from({ length: DEFAULT_LIMITS.metadataEntries + 1 }, (_, i) => [`key${i}`, ""]),
);

const ENQUEUES: BadCall[] = [
  badEnqueue({ type: "" }, "type", "no type"),
  badEnqueue({ type: "no spaces" }, "type", "a type with a space"),
  badEnqueue({ type: "é" }, "type", "a type beyond ASCII"),
  badEnqueue({ type: "-x" }, "type", "a type that starts with a dash"),
  badEnqueue({ type: "x".repeat(129) }, "type", "a long type"),
  badEnqueue({ due: { case: "delay", value: NEGATIVE } }, "delay", "a delay of -1 ns"),
  badEnqueue({ due: { case: "delay", value: BAD_NANOS } }, "delay", "a delay with bad nanos"),
  badEnqueue({ due: { case: "delay", value: OVERFLOW } }, "delay", "a delay that overflows"),
  badEnqueue(
    { due: { case: "delay", value: { seconds: 315_619_201n } } },
    "delay",
    "a delay of more than 10 years",
  ),
  badEnqueue({ due: { case: "runAt", value: YEAR_9999 } }, "run_at", "a time in year 9999"),
  badEnqueue({ due: { case: "runAt", value: OVERFLOW } }, "run_at", "a time that overflows"),
  badEnqueue({ due: { case: "runAt", value: NEGATIVE } }, "run_at", "a time with bad nanos"),
  badEnqueue({ priority: -1 }, "priority", "a priority below 0"),
  badEnqueue({ priority: 101 }, "priority", "a priority over 100"),
  badEnqueue({ maxAttempts: 0 }, "max_attempts", "no attempts"),
  badEnqueue({ maxAttempts: 1001 }, "max_attempts", "too many attempts"),
  badEnqueue({ timeout: {} }, "timeout", "a timeout of nothing"),
  badEnqueue({ timeout: { seconds: 2_592_001n } }, "timeout", "a long timeout"),
  badEnqueue({ timeout: OVERFLOW }, "timeout", "a timeout that overflows"),
  badEnqueue({ retention: { nanos: 5 } }, "retention", "a short retention"),
  badEnqueue({ retention: BAD_NANOS }, "retention", "a retention with bad nanos"),
  badEnqueue({ backoff: { initial: OVERFLOW } }, "backoff.initial", "a first wait that overflows"),
  badEnqueue({ backoff: { max: NEGATIVE } }, "backoff.max", "a negative longest wait"),
  badEnqueue({ backoff: { multiplier: 0.5 } }, "backoff.multiplier", "a shrinking backoff"),
  badEnqueue({ backoff: { multiplier: Number.NaN } }, "backoff.multiplier", "NaN"),
  badEnqueue({ backoff: { jitter: Number.POSITIVE_INFINITY } }, "backoff.jitter", "infinity"),
  badEnqueue({ delivery: 7 as WireDelivery }, "delivery", "an unknown delivery"),
  badEnqueue({ durability: 7 as WireDurability }, "durability", "an unknown durability"),
  badEnqueue({ idempotencyKey: "" }, "idempotency_key", "an empty key"),
  badEnqueue({ idempotencyKey: "é".repeat(129) }, "idempotency_key", "a long key"),
  badEnqueue({ metadata: { "": "x" } }, 'metadata[""]', "metadata without a key"),
  bad(enqueue, { type: "a", metadata: manyEntries }, ResourceExhausted, ["metadata", "64"]),
  bad(enqueue, { type: "a", metadata: { k: "x".repeat(8192) } }, ResourceExhausted, [
    "metadata",
    "8192",
  ]),
  bad(enqueue, { type: "a", payload: new Uint8Array(1_048_577) }, ResourceExhausted, [
    "payload",
    "1048576",
  ]),
  bad(enqueue, { type: "a", payload: new Uint8Array(4_194_304) }, ResourceExhausted, ["4194304"]),
  bad(enqueue, { type: "", priority: 101, maxAttempts: 0 }, InvalidArgument, [
    "type",
    "priority",
    "max_attempts",
  ]),
  bad(
    enqueueBatch,
    { requests: Array.from({ length: 1_001 }, () => ({ type: "a" })) },
    ResourceExhausted,
    ["requests", "1000"],
  ),
  bad(
    enqueueBatch,
    { requests: Array.from({ length: 1_000_000 }, () => ({})) },
    ResourceExhausted,
    ["requests", "1000"],
    "a million requests",
  ),
];

/** The bad ids, given to `call`. */
function badIds(method: string, call: (caller: Caller, id: string) => Promise<unknown>): BadCall[] {
  const refused = (id: string, code: Code, named: string, what: string): BadCall => ({
    name: `${method}: ${what}`,
    code,
    names: [named],
    call: (caller) => call(caller, id),
  });
  return [
    refused("", InvalidArgument, "id", "no id"),
    refused("x".repeat(10_000), InvalidArgument, "job id", "a garbage id"),
    refused("0-000000000000000\u0000", InvalidArgument, "job id", "an id with a NUL"),
    refused(UNKNOWN_ID, NotFound, UNKNOWN_ID, "an unknown id"),
    refused(OTHER_PARTITION, NotFound, OTHER_PARTITION, "an id of no partition here"),
  ];
}

const BY_ID = [
  ...badIds("GetJob", (caller, id) => caller.unary(getJob, { id })),
  ...badIds("ExplainJob", (caller, id) => caller.unary(explainJob, { id })),
  ...badIds("UpdateJob", (caller, id) => caller.unary(updateJob, { id, priority: 1 })),
  ...badIds("CancelJob", (caller, id) => caller.unary(cancelJob, { id })),
  ...badIds("RetryJob", (caller, id) => caller.unary(retryJob, { id })),
  ...badIds("DeleteJob", (caller, id) => caller.unary(deleteJob, { id })),
  ...badIds("WatchJob", (caller, id) =>
    caller.stream(watchJob, { id })[Symbol.asyncIterator]().next(),
  ),
];

const LISTS: BadCall[] = [
  bad(listJobs, { type: "no spaces" }, InvalidArgument, ["type"]),
  bad(listJobs, { statuses: [0] }, InvalidArgument, ["statuses[0]"]),
  bad(listJobs, { statuses: [99 as WireJobStatus] }, InvalidArgument, ["statuses[0]"], "status 99"),
  bad(listJobs, { pageSize: -1 }, InvalidArgument, ["page_size"], "a negative page"),
  bad(listJobs, { pageSize: 1_001 }, InvalidArgument, ["page_size"], "a huge page"),
  bad(listJobs, { pageToken: "garbage" }, InvalidArgument, ["page_token"]),
  bad(listJobs, { createdAfter: OVERFLOW }, InvalidArgument, ["created_after"]),
  bad(listJobs, { createdBefore: NEGATIVE }, InvalidArgument, ["created_before"]),
  bad(updateJob, { id: UNKNOWN_ID, priority: 101 }, InvalidArgument, ["priority"]),
  bad(updateJob, { id: UNKNOWN_ID, metadata: { "": "x" } }, InvalidArgument, ["metadata"]),
  bad(updateJob, { id: UNKNOWN_ID, metadata: manyEntries }, ResourceExhausted, ["metadata", "64"]),
  bad(updateJob, { id: UNKNOWN_ID, contentType: "text/plain" }, InvalidArgument, ["content_type"]),
  bad(updateJob, { id: UNKNOWN_ID }, InvalidArgument, ["nothing is given to change"]),
  bad(cancelJob, { id: UNKNOWN_ID, reason: "x".repeat(1_025) }, InvalidArgument, ["reason"]),
];

const worker = { types: ["a"], workerId: "w" };
const item = { jobId: UNKNOWN_ID, token: 1n };

const WORKERS: BadCall[] = [
  bad(lease, { ...worker, types: [] }, InvalidArgument, ["types"], "no types"),
  bad(lease, { ...worker, types: ["ok", "no spaces"] }, InvalidArgument, ["types[1]"]),
  bad(
    lease,
    { ...worker, types: Array.from({ length: BOUNDS.maxLeaseTypes + 1 }, (_, i) => `t${i}`) },
    InvalidArgument,
    ["types"],
    "too many types",
  ),
  bad(lease, { ...worker, maxJobs: -1 }, InvalidArgument, ["max_jobs"], "a negative number"),
  bad(lease, { ...worker, maxJobs: 1_001 }, InvalidArgument, ["max_jobs"], "too many"),
  bad(lease, { ...worker, lease: { nanos: 1 } }, InvalidArgument, ["lease"], "a short lease"),
  bad(
    lease,
    { ...worker, lease: { seconds: 86_401n } },
    InvalidArgument,
    ["lease"],
    "a long lease",
  ),
  bad(lease, { ...worker, lease: BAD_NANOS }, InvalidArgument, ["lease"], "bad nanos"),
  bad(lease, { ...worker, lease: OVERFLOW }, InvalidArgument, ["lease"], "overflow"),
  bad(lease, { ...worker, wait: { seconds: 61n } }, InvalidArgument, ["wait"], "a long wait"),
  bad(lease, { ...worker, wait: NEGATIVE }, InvalidArgument, ["wait"], "a negative wait"),
  bad(lease, { ...worker, wait: BAD_NANOS }, InvalidArgument, ["wait"], "a wait with bad nanos"),
  bad(lease, { ...worker, workerId: "" }, InvalidArgument, ["worker_id"], "no worker"),
  bad(lease, { ...worker, workerId: "x".repeat(257) }, InvalidArgument, ["worker_id"]),
  bad(
    extend,
    { workerId: "w", items: Array.from({ length: 1_001 }, () => item) },
    InvalidArgument,
    ["items", "1000"],
  ),
  bad(extend, { workerId: "w", items: [item], lease: BAD_NANOS }, InvalidArgument, ["lease"]),
  bad(
    extend,
    { workerId: "w", items: [item, { ...item, progress: { fraction: 2 } }] },
    InvalidArgument,
    ["items[1].progress.fraction"],
  ),
  bad(
    extend,
    { workerId: "w", items: [{ ...item, progress: { fraction: Number.NaN } }] },
    InvalidArgument,
    ["items[0].progress.fraction"],
    "NaN",
  ),
  bad(settle, { items: Array.from({ length: 1_001 }, () => item) }, InvalidArgument, [
    "items",
    "1000",
  ]),
];

const BINARY = ["grpc-js", "connect-node, Connect, HTTP/2", "connect-node, gRPC-Web, HTTP/1.1"];

describe.each(BINARY)("over %s", (name) => {
  let served: Served;
  let caller: Caller;

  beforeAll(async () => {
    served = await serve();
    await served.store.enqueue([{ type: "before" }]);
    caller = (CALLERS[name] as (url: string) => Caller)(served.url);
  });

  afterAll(async () => {
    caller.close();
    await served[Symbol.asyncDispose]();
  });

  it.each([...ENQUEUES, ...BY_ID, ...LISTS, ...WORKERS])("refuses $name", async (call) => {
    const error = await call.call(caller).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(ConnectError);
    const { code, rawMessage } = error as ConnectError;
    expect(Code[code]).toBe(Code[call.code]);
    for (const named of call.names) expect(rawMessage).toContain(named);
    expect(await served.jobs()).toBe(1);
  });

  it.each([
    ["-1", -1n],
    ["the largest int64", MAX_INT64],
  ])("refuses to watch after sequence %s", async (_, afterSequence) => {
    const stream = caller.stream(watchJob, { id: UNKNOWN_ID, afterSequence });
    await expect(stream[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: Code.InvalidArgument,
      rawMessage: expect.stringContaining("after_sequence"),
    });
  });

  it("refuses a large result for its own item alone", async () => {
    await served.store.enqueue([{ type: "result" }]);
    const { leases } = await caller.unary(lease, { types: ["result"], workerId: "w" });
    const held = { jobId: leases[0]?.job?.id ?? "", token: leases[0]?.token ?? 0n };
    const large = { case: "completed" as const, value: { result: new Uint8Array(1_048_577) } };
    const { results } = await caller.unary(settle, {
      items: [
        { ...held, outcome: large },
        { ...held, jobId: "garbage", outcome: { case: "released", value: {} } },
        { ...held, token: 2n ** 64n - 1n, outcome: { case: "released", value: {} } },
      ],
    });
    expect(results[0]).toMatchObject({
      error: {
        code: WireCode.RESOURCE_EXHAUSTED,
        message: expect.stringContaining("1048576"),
        violations: [{ field: "result" }],
      },
    });
    expect(results[1]?.error).toBeDefined();
    expect(results[2]?.error?.code).toBe(WireCode.ABORTED);
    const job = await served.store.get(held.jobId);
    expect(job.status).toBe("RUNNING");
    await served.store.settle([
      { jobId: job.id, token: Number(held.token), outcome: { kind: "completed" } },
    ]);
    await served.store.delete(job.id);
  });
});

it("gives the same violations for one request as for the same one in a batch", async () => {
  await using served = await serve();
  const caller = (CALLERS["grpc-js"] as (url: string) => Caller)(served.url);
  const request: EnqueueInit = { type: "", priority: 101, retention: BAD_NANOS };
  const single = await caller.unary(enqueue, request).catch((error: ConnectError) => error);
  const { results } = await caller.unary(enqueueBatch, { requests: [request] });
  const { code, rawMessage } = single as ConnectError;
  const [details] = (single as ConnectError).findDetails(BadRequestSchema);
  expect(results[0]?.error).toMatchObject({ code, message: rawMessage });
  expect(results[0]?.error?.violations).toEqual(details?.fieldViolations);
  caller.close();
});
