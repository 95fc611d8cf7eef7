import type { MessageInitShape } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import {
  BadRequestSchema,
  type EnqueueRequestSchema,
  ErrorService,
  GroupService,
  Health,
  HealthCheckResponse_ServingStatus,
  JobService,
  OperationService,
  QueueService,
  ScheduleService,
  ServerService,
  WatchService,
  WireCode,
  WireDelivery,
  WireFiringTrigger,
  WireJobStatus,
  WireKeyStatus,
  WireOverlapPolicy,
  WireReasonKind,
  WorkerService,
  WorkflowService,
} from "@millrace/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CALLERS, type Caller } from "./caller.ts";
import { type Served, serve } from "./serve.ts";

const { enqueue, enqueueBatch, explainJob, getJob, listJobs, updateJob } = JobService.method;
const { cancelJob, retryJob, deleteJob, watchJob } = JobService.method;
const { lease, extend, settle, settleJob } = WorkerService.method;

async function failure(call: Promise<unknown>): Promise<ConnectError> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ConnectError);
  return error as ConnectError;
}

describe.each(Object.entries(CALLERS))("%s", (_, connect) => {
  let served: Served;
  let caller: Caller;

  beforeAll(async () => {
    served = await serve();
    caller = connect(served.url);
  });

  afterAll(async () => {
    caller.close();
    await served[Symbol.asyncDispose]();
  });

  const newJob = async (init: MessageInitShape<typeof EnqueueRequestSchema>) => {
    const { job } = await caller.unary(enqueue, init);
    if (job === undefined) throw new Error("the answer has no job");
    return job;
  };

  const leaseOne = async (type: string) => {
    const request = { types: [type], workerId: "w1", lease: { seconds: 60n } };
    const { leases } = await caller.unary(lease, request);
    const [first] = leases;
    if (first?.job === undefined) throw new Error("nothing was leased");
    return { jobId: first.job.id, token: first.token };
  };

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

  it("ListErrorGroups groups what has failed, and ListJobs means the jobs of a group", async () => {
    const { id } = await newJob({ type: "grouped" });
    const outcome = {
      case: "failed" as const,
      value: {
        message: "no user 7",
        details: "Error\n    at find (/app/users.ts:1:1)",
        permanent: true,
      },
    };
    await caller.unary(settle, { items: [{ ...(await leaseOne("grouped")), outcome }] });
    const { listErrorGroups } = ErrorService.method;
    const page = await caller.unary(listErrorGroups, { type: "grouped" });
    expect(page).toMatchObject({ lookedAt: 1, jobs: 1, more: false, nextPageToken: "" });
    const [group] = page.groups;
    expect(group).toMatchObject({
      ...{ type: "grouped", message: "no user <number>", frame: "find users.ts", failed: 1 },
      ...{ retrying: 0, sampleJobId: id, sampleMessage: "no user 7" },
    });
    const listed = await caller.unary(listJobs, { errorGroup: group?.id ?? "" });
    expect(listed.jobs.map((job) => job.id)).toEqual([id]);
    const statuses = [WireJobStatus.PENDING];
    const error = await failure(caller.unary(listErrorGroups, { statuses }));
    expect(error.code).toBe(Code.InvalidArgument);
  });

  it("names the fields at fault in google.rpc.BadRequest", async () => {
    const error = await failure(caller.unary(enqueue, { type: "no spaces", priority: 101 }));
    expect(error.code).toBe(Code.InvalidArgument);
    const [details] = error.findDetails(BadRequestSchema);
    expect(details?.fieldViolations.map(({ field }) => field)).toEqual(["type", "priority"]);
  });

  it("ListQueues and GetQueue tell how many jobs are in each status", async () => {
    await newJob({ type: "glance" });
    await newJob({ type: "glance" });
    const { queue } = await caller.unary(QueueService.method.getQueue, { type: "glance" });
    expect(queue?.counts.map(({ status, jobs }) => [status, jobs])).toEqual([
      [WireJobStatus.SCHEDULED, 0],
      [WireJobStatus.PENDING, 2],
      [WireJobStatus.RUNNING, 0],
      [WireJobStatus.RETRYING, 0],
      [WireJobStatus.BLOCKED, 0],
      [WireJobStatus.COMPLETED, 0],
      [WireJobStatus.FAILED, 0],
      [WireJobStatus.CANCELLED, 0],
    ]);
    const { queues } = await caller.unary(QueueService.method.listQueues, { pageSize: 100 });
    const listed = queues.find(({ type }) => type === "glance");
    expect(listed?.counts[1]).toMatchObject({ status: WireJobStatus.PENDING, jobs: 2 });
    const { minutes } = await caller.unary(QueueService.method.getStats, { type: "glance" });
    expect(minutes.map(({ enqueued }) => enqueued)).toEqual([2]);
    const error = await failure(caller.unary(QueueService.method.getQueue, { type: "no type" }));
    expect(error.code).toBe(Code.InvalidArgument);
  });

  it("PauseQueue, DrainQueue and ResumeQueue tell how the queue is held up, and hold it up", async () => {
    const { pauseQueue, drainQueue, resumeQueue, getQueue } = QueueService.method;
    const type = "held";
    await newJob({ type });
    const until = { seconds: 7_000_000_000n, nanos: 0 };
    const paused = await caller.unary(pauseQueue, { type, reason: "why", by: "ada", until });
    expect(paused.queue?.paused).toMatchObject({ reason: "why", by: "ada", until });
    expect(paused.queue?.draining).toBeUndefined();
    expect((await caller.unary(lease, { types: [type], workerId: "w" })).leases).toEqual([]);
    await caller.unary(drainQueue, { type, by: "grace" });
    const { queue } = await caller.unary(getQueue, { type });
    expect(queue).toMatchObject({ paused: { by: "ada" }, draining: { by: "grace" } });
    const refused = await failure(caller.unary(enqueue, { type }));
    expect(refused.code).toBe(Code.FailedPrecondition);
    expect(refused.message).toContain("grace");
    const resumed = await caller.unary(resumeQueue, { type });
    expect([resumed.queue?.paused, resumed.queue?.draining]).toEqual([undefined, undefined]);
    await leaseOne(type);
    const error = await failure(caller.unary(pauseQueue, { type: "no type" }));
    expect(error.code).toBe(Code.InvalidArgument);
  });

  it("SetQueueLimits limits how many jobs run, and ends that", async () => {
    const { setQueueLimits } = QueueService.method;
    const type = "limited";
    await newJob({ type });
    await newJob({ type });
    const limits = { maxRunning: 1 };
    const limited = await caller.unary(setQueueLimits, { type, limits });
    expect(limited.queue?.limits).toMatchObject(limits);
    const terms = { types: [type], workerId: "w", maxJobs: 5 };
    expect((await caller.unary(lease, terms)).leases).toHaveLength(1);
    expect((await caller.unary(setQueueLimits, { type })).queue?.limits).toBeUndefined();
    expect((await caller.unary(lease, terms)).leases).toHaveLength(1);
    const none = await failure(caller.unary(setQueueLimits, { type, limits: { maxRunning: 0 } }));
    expect(none.code).toBe(Code.InvalidArgument);
  });

  it("ValidateWorkflow tells what is wrong with a definition", async () => {
    const { validateWorkflow } = WorkflowService.method;
    const check = async (text: string) => {
      const definition = new TextEncoder().encode(text);
      const { violations } = await caller.unary(validateWorkflow, { definition });
      return violations.map(({ field, description }) => `${field} ${description}`);
    };
    const steps = { a: { type: "x", after: ["b"] }, b: { type: "x", after: ["a"] } };
    expect(await check(JSON.stringify({ name: "w", schema: 1, steps }))).toEqual([
      "steps.a.after must not lead in a circle: a → b → a",
    ]);
    expect(await check('{"name": "w", "schema": 1, "steps": {"a": {"type": "x"}}}')).toEqual([]);
    expect(await check("{")).toEqual([expect.stringMatching(/^definition must be JSON: /)]);
  });

  it("SetKeyLimits limits a concurrency key, and ListKeys tells of it", async () => {
    const { setKeyLimits, listKeys } = QueueService.method;
    const type = "keyed";
    await newJob({ type, concurrencyKey: "a" });
    await newJob({ type, concurrencyKey: "a" });
    const limits = { maxRunning: 1, weight: 2.5 };
    const set = await caller.unary(setKeyLimits, { type, key: "a", limits });
    expect(set.key).toMatchObject({ key: "a", status: WireKeyStatus.READY, pending: 2, limits });
    const terms = { types: [type], workerId: "w", maxJobs: 5 };
    expect((await caller.unary(lease, terms)).leases).toHaveLength(1);
    const { keys } = await caller.unary(listKeys, { type, statuses: [WireKeyStatus.FULL] });
    expect(keys).toMatchObject([{ key: "a", status: WireKeyStatus.FULL, pending: 1, running: 1 }]);
    const none = await failure(caller.unary(setKeyLimits, { type, key: "" }));
    expect(none.code).toBe(Code.InvalidArgument);
  });

  it("PreviewSchedule tells when a schedule fires", async () => {
    const { previewSchedule } = ScheduleService.method;
    const spec = { cron: ["30 2 * * *"], zone: "Europe/Berlin" };
    const after = { seconds: BigInt(Date.parse("2027-03-27T12:00Z") / 1_000) };
    const { times } = await caller.unary(previewSchedule, { spec, after, count: 2 });
    const at = { seconds: BigInt(Date.parse("2027-03-28T01:00Z") / 1_000) };
    const local = ["2027-03-28T03:00:00+02:00", "2027-03-29T02:30:00+02:00"];
    expect(times).toMatchObject([
      { nominal: at, due: at, local: local[0], note: "gap: shifted" },
      { local: local[1], note: "" },
    ]);
    const wrong = { spec: { cron: ["0 0 30 2 *"], exceptCron: ["0 * * * * *"] } };
    const error = await failure(caller.unary(previewSchedule, wrong));
    expect(error.code).toBe(Code.InvalidArgument);
    const [details] = error.findDetails(BadRequestSchema);
    expect(details?.fieldViolations.map(({ field }) => field)).toEqual(["spec.except_cron[0]"]);
  });

  it("CreateGroup, GetGroup, SealGroup, ListGroupJobs, CancelGroup and RetryGroup serve groups", async () => {
    const { createGroup, getGroup, sealGroup, listGroupJobs } = GroupService.method;
    const { cancelGroup, retryGroup } = GroupService.method;
    const type = "grouped";
    const jobs = [{ type }, { type }];
    const onFinished = { type: "report" };
    const { group } = await caller.unary(createGroup, {
      jobs,
      onFinished,
      retention: { seconds: 60n },
    });
    const id = group?.id ?? "";
    expect(group).toMatchObject({ sealed: false, counts: { open: 2 }, onFailedId: "" });
    expect(group?.onFinishedId).not.toBe("");
    const joined = await newJob({ type, groupId: id });
    expect(joined.groupId).toBe(id);
    const sealed = await caller.unary(sealGroup, { id });
    expect(sealed.group).toMatchObject({ sealed: true, counts: { open: 3 } });
    const page = await caller.unary(listGroupJobs, { id, pageSize: 2 });
    expect(page.jobs.map((job) => job.groupId)).toEqual([id, id]);
    expect(page.nextPageToken).not.toBe("");
    const cancelled = await caller.unary(cancelGroup, { id, reason: "enough" });
    expect(cancelled.group).toMatchObject({ counts: { open: 0, cancelled: 3 } });
    expect(cancelled.group?.finishedAt).toBeDefined();
    const retried = await caller.unary(retryGroup, { id });
    expect(retried.group).toEqual((await caller.unary(getGroup, { id })).group);
    const late = await failure(newJob({ type, groupId: id }));
    expect(late.code).toBe(Code.FailedPrecondition);
    const wrong = { jobs: [{ type, priority: 101 }], onFailed: { type: "" } };
    const error = await failure(caller.unary(createGroup, wrong));
    expect(error.code).toBe(Code.InvalidArgument);
    const [details] = error.findDetails(BadRequestSchema);
    const fields = details?.fieldViolations.map(({ field }) => field);
    expect(fields).toEqual(["jobs[0].priority", "on_failed.type"]);
  });

  it("RetryJobs, CancelJobs and DeleteJobs start operations, which can be read and stopped", async () => {
    const { retryJobs, cancelJobs, deleteJobs } = OperationService.method;
    const { getOperation, listOperations, stopOperation } = OperationService.method;
    const type = "many";
    await newJob({ type });
    const cancel = await caller.unary(cancelJobs, {
      filter: { type },
      reason: "why",
      expectCount: 1,
    });
    expect(cancel.operation).toMatchObject({ matched: 1, reason: "why", expectCount: 1 });
    const statuses = [WireJobStatus.CANCELLED];
    const filter = { type, statuses };
    const others = [
      await caller.unary(retryJobs, { filter, dryRun: true }),
      await caller.unary(deleteJobs, { filter, dryRun: true, maxPerSecond: 9 }),
      await caller.unary(OperationService.method.purgeQueue, { type, dryRun: true }),
    ];
    const id = cancel.operation?.id ?? "";
    await caller.unary(stopOperation, { id });
    const { operation } = await caller.unary(getOperation, { id });
    expect(operation).toMatchObject({ id, filter: { type } });
    const { operations } = await caller.unary(listOperations, {});
    const listed = operations.map((one) => one.id);
    expect(listed).toEqual(expect.arrayContaining([id, ...others.map((one) => one.operation?.id)]));
    const refused = await failure(caller.unary(cancelJobs, { filter: { type }, expectCount: 9 }));
    expect(refused.code).toBe(Code.FailedPrecondition);
    const wide = await failure(caller.unary(retryJobs, { filter: {} }));
    expect(wide.code).toBe(Code.InvalidArgument);
    const [details] = wide.findDetails(BadRequestSchema);
    expect(details?.fieldViolations.map(({ field }) => field)).toEqual(["filter"]);
  });

  it("schedules are made, read, listed, paused, resumed, triggered and deleted", async () => {
    const rpc = ScheduleService.method;
    const name = "nightly";
    const schedule = {
      name,
      spec: { cron: ["30 2 * * *"], zone: "Europe/Berlin" },
      job: { type: "scheduled", payload: new Uint8Array([1]) },
      policy: { overlap: WireOverlapPolicy.BUFFER_ONE, maxFirings: 9 },
    };
    const upsert = { schedule, sourceVersion: 7n };
    const made = await caller.unary(rpc.upsertSchedule, upsert);
    expect(made).toMatchObject({ changed: true, schedule: { ...schedule, revision: 1n } });
    expect(made.schedule?.nextTimes).toHaveLength(10);
    expect(await caller.unary(rpc.upsertSchedule, upsert)).toMatchObject({ changed: false });
    const { schedules } = await caller.unary(rpc.listSchedules, { managedBy: "" });
    expect(schedules.map((each) => each.name)).toContain(name);
    const paused = await caller.unary(rpc.pauseSchedule, { name, by: "ada", note: "a move" });
    expect(paused.schedule?.pause).toMatchObject({ by: "ada", note: "a move" });
    const { firing } = await caller.unary(rpc.triggerSchedule, { name });
    expect(firing).toMatchObject({ trigger: WireFiringTrigger.MANUAL, reason: "" });
    const { job } = await caller.unary(getJob, { id: firing?.jobId ?? "" });
    expect(job?.metadata).toMatchObject({ "millrace.schedule": name });
    expect(await caller.unary(rpc.listFirings, { name })).toMatchObject({ firings: [firing] });
    const resumed = await caller.unary(rpc.resumeSchedule, { name, catchUp: true });
    expect(resumed.schedule?.pause).toBeUndefined();
    expect((await caller.unary(rpc.getSchedule, { name })).schedule).toEqual(resumed.schedule);
    const range = { from: { seconds: 0n }, to: { seconds: 7_000_000_000n } };
    const future = await failure(caller.unary(rpc.backfillSchedule, { name, ...range }));
    expect(future.code).toBe(Code.InvalidArgument);
    const { schedule: filled } = await caller.unary(rpc.backfillSchedule, {
      ...{ name, from: { seconds: 0n }, to: { seconds: 100_000n } },
    });
    expect(filled?.backfill).toMatchObject({ from: { seconds: 0n }, again: false, skipped: 0n });
    const { schedule: ended } = await caller.unary(rpc.cancelBackfill, { name });
    expect(ended?.backfill?.startedAt).toEqual(filled?.backfill?.startedAt);
    await caller.unary(rpc.deleteSchedule, { name });
    const gone = await failure(caller.unary(rpc.getSchedule, { name }));
    expect(gone.code).toBe(Code.NotFound);
    const decided = { ...schedule, job: { type: "a", idempotencyKey: "k" } };
    const refused = await failure(caller.unary(rpc.upsertSchedule, { schedule: decided }));
    const [details] = refused.findDetails(BadRequestSchema);
    expect(details?.fieldViolations.map(({ field }) => field)).toEqual(["job.idempotency_key"]);
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
