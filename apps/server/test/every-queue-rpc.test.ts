import { Code } from "@connectrpc/connect";
import {
  BadRequestSchema,
  ErrorService,
  GroupService,
  JobService,
  OperationService,
  QueueService,
  ScheduleService,
  WireFiringTrigger,
  WireJobStatus,
  WireKeyOnFailure,
  WireKeyStatus,
  WireOverlapPolicy,
  WorkerService,
  WorkflowService,
} from "@millrace/protocol";
import { describe, expect, it } from "vitest";
import { calledServer, failure } from "./called-server.ts";
import { CALLERS } from "./caller.ts";

const { enqueue, getJob, listJobs } = JobService.method;
const { lease, settle } = WorkerService.method;

describe.each(Object.entries(CALLERS))("%s", (_, connect) => {
  const { caller, newJob, leaseOne } = calledServer(connect);

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
      "steps.a.after must not lead in a cycle: a → b → a",
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

  it("ResumeKey has a key go on that a failed job halts", async () => {
    const { setQueueLimits, listKeys, resumeKey } = QueueService.method;
    const type = "halted";
    const { queue } = await caller.unary(setQueueLimits, {
      type,
      limits: { keyMaxRunning: 1, keyOnFailure: WireKeyOnFailure.HALT },
    });
    expect(queue?.limits?.keyOnFailure).toBe(WireKeyOnFailure.HALT);
    const { id } = await newJob({ type, concurrencyKey: "a" });
    await newJob({ type, concurrencyKey: "a" });
    const outcome = { case: "failed" as const, value: { message: "no", permanent: true } };
    await caller.unary(settle, { items: [{ ...(await leaseOne(type)), outcome }] });
    const { keys } = await caller.unary(listKeys, { type });
    expect(keys).toMatchObject([{ key: "a", status: WireKeyStatus.HALTED, keptBy: [id] }]);
    const { key } = await caller.unary(resumeKey, { type, key: "a" });
    expect(key).toMatchObject({ status: WireKeyStatus.READY, pending: 1, keptBy: [] });
    const none = await failure(caller.unary(resumeKey, { type, key: "" }));
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
});
