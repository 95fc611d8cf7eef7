import type { MessageInitShape } from "@bufbuild/protobuf";
import { Code } from "@connectrpc/connect";
import {
  BadRequestSchema,
  type EnqueueRequestSchema,
  GroupService,
  Health,
  HealthCheckResponse_ServingStatus,
  JobService,
  OperationService,
  QueueService,
  ServerService,
  WatchService,
  WireCode,
  WireDelivery,
  WireJobStatus,
  WireReasonKind,
  WorkerService,
  WorkflowService,
} from "@millrace/protocol";
import { describe, expect, it } from "vitest";
import { calledServer, failure } from "./called-server.ts";
import { CALLERS } from "./caller.ts";

const { enqueue, enqueueBatch, explainJob, getJob, listJobs, updateJob } = JobService.method;
const { cancelJob, retryJob, deleteJob, watchJob } = JobService.method;
const { lease, extend, settle, settleJob } = WorkerService.method;

describe.each(Object.entries(CALLERS))("%s", (_, connect) => {
  const { caller, newJob, leaseOne } = calledServer(connect);

  it("Enqueue keeps every field, and GetJob reads them", async () => {
    const request: MessageInitShape<typeof EnqueueRequestSchema> = {
      type: "full",
      payload: new Uint8Array([0, 1, 255]),
      due: { case: "delay", value: { seconds: 3600n } },
      priority: 0,
      maxAttempts: 9,
      backoff: { initial: { nanos: 500_000_000 }, multiplier: 3, jitter: 0 },
      timeout: { seconds: 90n },
      idempotencyKey: "once",
      delivery: WireDelivery.AT_MOST_ONCE,
      metadata: { team: "blue", ключ: "значение" },
      retention: { seconds: 60n },
    };
    const { job, created } = await caller.unary(enqueue, request);
    expect(created).toBe(true);
    expect(job).toMatchObject({
      type: "full",
      payload: request.payload,
      status: WireJobStatus.SCHEDULED,
      priority: 0,
      maxAttempts: 9,
      backoff: {
        initial: { nanos: 500_000_000 },
        multiplier: 3,
        max: { seconds: 300n },
        jitter: 0,
      },
      timeout: { seconds: 90n },
      idempotencyKey: "once",
      delivery: WireDelivery.AT_MOST_ONCE,
      metadata: request.metadata,
      retention: { seconds: 60n },
      sequence: 1n,
    });
    expect((await caller.unary(getJob, { id: job?.id ?? "" })).job).toEqual(job);

    const again = await caller.unary(enqueue, request);
    expect(again).toMatchObject({ created: false, job: { id: job?.id } });
    const other = await failure(caller.unary(enqueue, { ...request, priority: 1 }));
    expect(other.code).toBe(Code.AlreadyExists);
  });

  it("EnqueueBatch answers each request by itself, in order", async () => {
    const { results } = await caller.unary(enqueueBatch, {
      requests: [{ type: "batch" }, { type: "", priority: 101 }, { type: "batch" }],
    });
    expect(results.map(({ enqueued }) => enqueued?.created)).toEqual([true, undefined, true]);
    expect(results.map(({ error }) => error?.code)).toEqual([
      undefined,
      WireCode.INVALID_ARGUMENT,
      undefined,
    ]);
    expect(results[1]?.error).toMatchObject({
      violations: [{ field: "type" }, { field: "priority" }],
    });
  });

  it("ListJobs filters and pages", async () => {
    const ids: string[] = [];
    for (const n of ["1", "2", "3"]) {
      ids.push((await newJob({ type: "listed", metadata: { n } })).id);
    }
    const filter = { type: "listed", statuses: [WireJobStatus.PENDING] };
    const first = await caller.unary(listJobs, { ...filter, pageSize: 2 });
    const second = await caller.unary(listJobs, {
      ...filter,
      pageSize: 2,
      pageToken: first.nextPageToken,
    });
    expect([...first.jobs, ...second.jobs].map(({ id }) => id)).toEqual(ids);
    const only = await caller.unary(listJobs, { ...filter, metadata: { n: "2" } });
    expect(only.jobs.map(({ id }) => id)).toEqual([ids[1]]);
  });

  it("Lease, Extend and Settle carry a job to its end", async () => {
    const { id } = await newJob({ type: "worked", payload: new Uint8Array([7]) });
    const held = await leaseOne("worked");
    expect(held.jobId).toBe(id);
    const extended = await caller.unary(extend, {
      workerId: "w1",
      lease: { seconds: 60n },
      items: [
        { ...held, progress: { fraction: 0.5, message: "half" } },
        { ...held, token: held.token + 1n },
      ],
    });
    expect(extended.results.map(({ error }) => error?.code)).toEqual([undefined, WireCode.ABORTED]);
    expect(extended.results[0]?.cancelRequested).toBe(false);
    expect(extended.results[1]?.error?.message).toContain(id);
    expect((await caller.unary(getJob, { id })).job).toMatchObject({
      status: WireJobStatus.RUNNING,
      attempt: 1,
      workerId: "w1",
      progress: { fraction: 0.5, message: "half" },
    });
    const result = new Uint8Array([1, 2, 3]);
    const outcome = { case: "completed" as const, value: { result } };
    const settled = await caller.unary(settle, {
      items: [
        { ...held, outcome },
        { ...held, outcome },
      ],
    });
    expect(settled.results.map(({ status }) => status)).toEqual([
      WireJobStatus.COMPLETED,
      WireJobStatus.UNSPECIFIED,
    ]);
    expect(settled.results.map(({ error }) => error?.code)).toEqual([undefined, WireCode.ABORTED]);
    expect(settled.results[1]?.error?.message).toContain(id);
    expect((await caller.unary(getJob, { id })).job).toMatchObject({ result });
  });

  it("GetJob waits until the job is final, or as long as it may", async () => {
    const { id } = await newJob({ type: "awaited" });
    const pending = await caller.unary(getJob, { id, wait: { nanos: 1_000_000 } });
    expect(pending.job).toMatchObject({ id, status: WireJobStatus.PENDING });
    const waiting = caller.unary(getJob, { id, wait: { seconds: 60n } });
    await caller.unary(cancelJob, { id });
    expect((await waiting).job).toMatchObject({ id, status: WireJobStatus.CANCELLED });
    const long = await failure(caller.unary(getJob, { id, wait: { seconds: 61n } }));
    expect(long.code).toBe(Code.InvalidArgument);
  });

  it("SettleJob ends one lease, and fails when it is lost", async () => {
    const { id } = await newJob({ type: "single" });
    const held = await leaseOne("single");
    const outcome = { case: "completed" as const, value: { result: new Uint8Array([1]) } };
    const stale = { ...held, token: held.token + 1n, outcome };
    expect((await failure(caller.unary(settleJob, stale))).code).toBe(Code.Aborted);
    const none = { ...held, outcome: { case: undefined } };
    expect((await failure(caller.unary(settleJob, none))).code).toBe(Code.InvalidArgument);
    const done = { status: WireJobStatus.COMPLETED };
    expect(await caller.unary(settleJob, { ...held, outcome })).toMatchObject(done);
    const again = await failure(caller.unary(settleJob, { ...held, outcome }));
    expect(again.code).toBe(Code.Aborted);
    expect(again.message).toContain(id);
    expect(await caller.unary(settleJob, { ...held, outcome, resend: true })).toMatchObject(done);
  });

  it("Settle takes every outcome, and one bad item does not stop the others", async () => {
    for (let i = 0; i < 4; i++) await newJob({ type: "outcomes" });
    const held = [];
    for (let i = 0; i < 4; i++) held.push(await leaseOne("outcomes"));
    const [failed, snoozed, released, bad] = held as [
      (typeof held)[0],
      (typeof held)[0],
      (typeof held)[0],
      (typeof held)[0],
    ];
    const { results } = await caller.unary(settle, {
      items: [
        {
          ...failed,
          outcome: { case: "failed", value: { message: "no", details: "stack", permanent: true } },
        },
        { ...bad, outcome: { case: "snoozed", value: { delay: { seconds: -1n } } } },
        { ...bad, outcome: { case: undefined } },
        { ...snoozed, outcome: { case: "snoozed", value: { delay: { seconds: 60n } } } },
        { ...released, outcome: { case: "released", value: {} } },
      ],
    });
    expect(results.map(({ status, error }) => (error === undefined ? status : "refused"))).toEqual([
      WireJobStatus.FAILED,
      "refused",
      "refused",
      WireJobStatus.SCHEDULED,
      WireJobStatus.PENDING,
    ]);
    expect(results.slice(1, 3)).toMatchObject([
      { error: { code: WireCode.INVALID_ARGUMENT, violations: [{ field: "delay" }] } },
      { error: { code: WireCode.INVALID_ARGUMENT, violations: [{ field: "outcome" }] } },
    ]);
    expect((await caller.unary(getJob, { id: failed.jobId })).job).toMatchObject({
      errors: [{ attempt: 1, message: "no", details: "stack", workerId: "w1" }],
    });
    expect((await caller.unary(getJob, { id: bad.jobId })).job).toMatchObject({
      status: WireJobStatus.RUNNING,
    });
  });

  it("Lease waits for a job that comes later", async () => {
    const waiting = caller.unary(lease, {
      types: ["late"],
      workerId: "w1",
      wait: { seconds: 20n },
      maxJobs: 5,
    });
    const { id } = await newJob({ type: "late" });
    const { leases } = await waiting;
    expect(leases.map(({ job }) => job?.id)).toEqual([id]);
  });

  it("ExplainJob tells why a job does not run", async () => {
    const { id } = await newJob({ type: "explained", priority: 9 });
    const { reasons, estimatedStart } = await caller.unary(explainJob, { id });
    expect(reasons).toMatchObject([
      { kind: WireReasonKind.NO_WORKER, sentence: expect.stringContaining("start one") },
      { kind: WireReasonKind.AHEAD, count: 0, jobIds: [] },
    ]);
    expect(estimatedStart).toBeUndefined();
  });

  it("UpdateJob changes a job that waits", async () => {
    const { id } = await newJob({ type: "updated", metadata: { team: "x" } });
    const payload = Buffer.from("new");
    const due = { case: "delay" as const, value: { seconds: 60n } };
    const change = { id, due, priority: 0, payload, clearMetadata: true };
    const { job } = await caller.unary(updateJob, { ...change, ifSequence: 1n });
    expect(job).toMatchObject({
      ...{ status: WireJobStatus.SCHEDULED, priority: 0, metadata: {}, sequence: 2n },
    });
    expect(Buffer.from(job?.payload ?? []).toString()).toBe("new");
    const stale = await failure(caller.unary(updateJob, { id, priority: 1, ifSequence: 1n }));
    expect(stale.code).toBe(Code.FailedPrecondition);
    expect(stale.findDetails(BadRequestSchema)).toMatchObject([
      { fieldViolations: [{ field: "if_sequence" }] },
    ]);
    const now = { case: "delay" as const, value: {} };
    await caller.unary(updateJob, { id, due: now });
    const { jobId } = await leaseOne("updated");
    const running = await failure(caller.unary(updateJob, { id: jobId, priority: 1 }));
    expect(running.code).toBe(Code.FailedPrecondition);
    expect(running.rawMessage).toContain("RUNNING");
  });

  it("CancelJob reaches a running job, and RetryJob runs a cancelled one again", async () => {
    const { id } = await newJob({ type: "cancelled" });
    const held = await leaseOne("cancelled");
    const { job } = await caller.unary(cancelJob, { id, reason: "changed my mind" });
    expect(job).toMatchObject({ cancelRequested: true, cancelReason: "changed my mind" });
    const { results } = await caller.unary(extend, { workerId: "w1", items: [held] });
    expect(results).toMatchObject([{ cancelRequested: true }]);
    expect(results[0]?.error).toBeUndefined();
    await caller.unary(settle, { items: [{ ...held, outcome: { case: "released", value: {} } }] });
    expect((await caller.unary(retryJob, { id })).job).toMatchObject({
      status: WireJobStatus.PENDING,
      attempt: 0,
    });
    const refused = await failure(caller.unary(retryJob, { id }));
    expect(refused.code).toBe(Code.FailedPrecondition);
    expect(refused.rawMessage).toContain("PENDING");
  });

  it("DeleteJob forgets a job", async () => {
    const { id } = await newJob({ type: "deleted" });
    await caller.unary(deleteJob, { id });
    const error = await failure(caller.unary(getJob, { id }));
    expect(error.code).toBe(Code.NotFound);
    expect(error.rawMessage).toContain(id);
  });

  it("WatchJob streams from the first state to the last", async () => {
    const { id } = await newJob({ type: "watched" });
    const statuses: WireJobStatus[] = [];
    for await (const { event } of caller.stream(watchJob, { id })) {
      statuses.push(event?.job?.status ?? WireJobStatus.UNSPECIFIED);
      const last = statuses.at(-1);
      if (last === WireJobStatus.PENDING) void leaseOne("watched");
      if (last === WireJobStatus.RUNNING) await caller.unary(cancelJob, { id });
      if (event?.job?.cancelRequested) {
        const token = 1n;
        const outcome = { case: "released" as const, value: {} };
        await caller.unary(settle, { items: [{ jobId: id, token, outcome }] });
      }
    }
    expect(statuses[0]).toBe(WireJobStatus.PENDING);
    expect(statuses.at(-1)).toBe(WireJobStatus.CANCELLED);
  });

  it("WatchJob of an unknown job is NOT_FOUND", async () => {
    const stream = caller.stream(watchJob, { id: "0-0000000000000000" });
    const error = await failure(stream[Symbol.asyncIterator]().next());
    expect(error.code).toBe(Code.NotFound);
  });

  it("Subscribe shows topics as they are, and what changes of them", async () => {
    const { id } = await newJob({ type: "shown" });
    const subjects: { readonly case: "queue" | "job"; readonly value: string }[] = [
      { case: "queue", value: "shown" },
      { case: "job", value: id },
    ];
    const topics = subjects.map((subject) => ({ subject }));
    const told: unknown[] = [];
    const stream = caller.stream(WatchService.method.subscribe, { topics });
    for await (const { topic, cursor, snapshot, queues, job } of stream) {
      if (cursor === "") continue;
      const cancelled = queues[0]?.counts.find(({ status }) => status === WireJobStatus.CANCELLED);
      told.push(topic === 0 ? cancelled?.jobs : job?.job?.status);
      if (told.length === 2) {
        expect(snapshot).toBe(true);
        expect(new Set(told)).toEqual(new Set([0, WireJobStatus.PENDING]));
        await caller.unary(cancelJob, { id });
      }
      if (told.includes(1) && told.includes(WireJobStatus.CANCELLED)) break;
    }
    const none = caller.stream(WatchService.method.subscribe, { topics: [{}] });
    const error = await failure(none[Symbol.asyncIterator]().next());
    expect(error.code).toBe(Code.InvalidArgument);
    expect(error.rawMessage).toContain("topics[0]");
  });

  it("names the fields at fault in google.rpc.BadRequest", async () => {
    const error = await failure(caller.unary(enqueue, { type: "no spaces", priority: 101 }));
    expect(error.code).toBe(Code.InvalidArgument);
    const [details] = error.findDetails(BadRequestSchema);
    expect(details?.fieldViolations.map(({ field }) => field)).toEqual(["type", "priority"]);
  });

  it("Heartbeat brings a worker into ListWorkers, until it leaves", async () => {
    const beat = { workerId: "go-1", types: ["glance"], concurrency: 9, running: 2, host: "h" };
    await caller.unary(WorkerService.method.heartbeat, beat);
    const { listWorkers } = ServerService.method;
    const { workers } = await caller.unary(listWorkers, {});
    const told = workers.find(({ workerId }) => workerId === "go-1");
    expect(told).toMatchObject({ ...beat, eventLoopLag: { seconds: 0n }, heartbeatAge: {} });
    expect(told?.server).not.toBe("");
    const { queue } = await caller.unary(QueueService.method.getQueue, { type: "glance" });
    expect(queue?.workers).toBe(1);
    await caller.unary(WorkerService.method.heartbeat, { workerId: "go-1", leaving: true });
    const left = await caller.unary(listWorkers, {});
    expect(left.workers.map(({ workerId }) => workerId)).not.toContain("go-1");
    const error = await failure(caller.unary(WorkerService.method.heartbeat, { workerId: "x" }));
    expect(error.code).toBe(Code.InvalidArgument);
  });

  it("GetServerInfo tells the version, the store and the limits", async () => {
    const info = await caller.unary(ServerService.method.getServerInfo, {});
    expect(info).toMatchObject({
      version: "0.0.0-test",
      store: "memory",
      limits: { messageBytes: 4_194_304, payloadBytes: 1_048_576, batchJobs: 1_000 },
    });
    expect(info.status).toBeUndefined();
    const { status } = await caller.unary(ServerService.method.getServerInfo, { withStatus: true });
    expect(status).toMatchObject({ startedAt: {}, storeTime: {}, warnings: [], watch: {} });
    expect(status?.host).not.toBe("");
  });

  it("Health tells SERVING for the server and its services, and streams it", async () => {
    const { SERVING, SERVICE_UNKNOWN } = HealthCheckResponse_ServingStatus;
    for (const service of [
      "",
      JobService.typeName,
      WorkerService.typeName,
      QueueService.typeName,
      GroupService.typeName,
      OperationService.typeName,
      ServerService.typeName,
      WatchService.typeName,
      WorkflowService.typeName,
    ]) {
      await expect
        .poll(() => caller.unary(Health.method.check, { service }))
        .toMatchObject({
          status: SERVING,
        });
    }
    const unknown = await failure(caller.unary(Health.method.check, { service: "nobody" }));
    expect(unknown.code).toBe(Code.NotFound);
    for (const [service, expected] of [
      ["", SERVING],
      ["nobody", SERVICE_UNKNOWN],
    ] as const) {
      for await (const { status } of caller.stream(Health.method.watch, { service })) {
        expect(status).toBe(expected);
        break;
      }
    }
  });
});
