// One client over every place where jobs can lie: the same calls, the same results, the same errors.
import { randomUUID } from "node:crypto";
import { Client, defineJob, type JobOptions } from "@millrace/client";
import type { JobQuery, JobSource, Lease } from "@millrace/core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { OWN, type Place, SHARED } from "./client-places.ts";

const UNKNOWN_ID = "0-V1StGXR8Z5jdHi6B";

let place: Place;
let client: Client;
let type: string;

function openPlace(open: () => Promise<Place>): void {
  beforeAll(async () => {
    place = await open();
    client = new Client(place.options);
  });
  beforeEach(() => {
    type = `parity-${randomUUID()}`;
  });
  afterAll(async () => {
    await client.close();
    await place.close();
  });
}

/** Enqueues a job without a payload; returns its id. */
async function enqueue(options?: JobOptions): Promise<string> {
  return (await client.enqueue(type, undefined, options)).job.id;
}

async function ids(query: JobQuery): Promise<string[]> {
  return Array.fromAsync(client.list(query), ({ id }) => id);
}

describe.each([...SHARED, ...OWN])("over %s", (name, open) => {
  openPlace(open);

  test("workflows.validate tells each place that is wrong, and refuses nothing", async () => {
    const faults = async (definition: unknown) =>
      (await client.workflows.validate(definition)).map(
        (each) => `${each.field} ${each.description}`,
      );
    const order = (steps: unknown) => ({ name: "order", schema: 1, steps });
    const wrong = order({ a: { type: "x", after: ["b"] }, b: { type: "x", when: "1 +", prio: 1 } });
    expect(await faults(order({ a: { type: "x" } }))).toEqual([]);
    expect(await faults(wrong)).toEqual([
      expect.stringMatching(/^steps\.b\.prio is no field of a step/),
      "steps.b.when is no expression: at character 3: found + but expecting end of input",
    ]);
    expect(await faults(null)).toEqual([
      "definition must be an object with fields of a workflow, but is null",
    ]);
    expect(await faults({ n: 1n })).toEqual([expect.stringMatching(/must be JSON: .*BigInt/)]);
  });

  test("a schedule is made once, fires, and tells what has become of its times", async () => {
    const options = { overlap: "ALLOW", managedBy: type, metadata: { team: "a" } } as const;
    const upsert = () =>
      client.schedules.upsert(
        type,
        { every: "1s", zone: "Europe/Berlin" },
        { type, payload: 1 },
        options,
      );
    const { schedule, changed } = await upsert();
    expect(changed).toBe(true);
    expect(schedule).toMatchObject({
      name: type,
      spec: { every: [{ intervalMs: 1_000 }], zone: "Europe/Berlin" },
      policy: { overlap: "ALLOW" },
      job: { type },
      managedBy: type,
      metadata: { team: "a" },
      state: "ACTIVE",
      revision: 1,
    });
    expect((await upsert()).changed).toBe(false);
    const firing = await client.schedules.trigger(type);
    expect((await client.get(firing.jobId ?? "")).json()).toBe(1);
    expect(await client.schedules.firings(type)).toContainEqual(firing);
    const page = await client.schedules.listPage({ managedBy: type });
    expect(page.schedules.map((each) => each.name)).toEqual([type]);
    const paused = await client.schedules.pause(type, { by: "ada", note: "why" });
    expect(paused).toMatchObject({ state: "PAUSED", pause: { by: "ada", note: "why" } });
    expect(await client.schedules.resume(type)).toMatchObject({ state: "ACTIVE" });
    const times = { from: new Date(0), to: 10_000 };
    const { backfill } = await client.schedules.backfill(type, { ...times, again: true });
    expect(backfill).toMatchObject({ from: 0, to: times.to, overlap: "BUFFER_ALL", again: true });
    const { backfill: ended } = await client.schedules.cancelBackfill(type);
    expect(ended?.startedAt).toBe(backfill?.startedAt);
    await client.schedules.delete(type);
    await expect(client.schedules.get(type)).rejects.toMatchObject({ code: "NOT_FOUND" });
    const wrong = client.schedules.upsert(
      type,
      { cron: "0 0 30 2 *" },
      { type },
      { ifRevision: -1 },
    );
    await expect(wrong).rejects.toMatchObject({ violations: [{ field: "ifRevision" }] });
    const never = client.schedules.upsert(type, { cron: "0 0 30 2 *" }, { type });
    await expect(never).rejects.toMatchObject({ violations: [{ field: "spec.cron[0]" }] });
  });

  test("a queue tells its counts, and is in the list with those", async () => {
    await enqueue();
    await enqueue();
    await enqueue({ delay: "1h" });
    const queue = await client.queues.get(type);
    expect(queue).toMatchObject({
      type,
      counts: {
        PENDING: { jobs: 2, more: false, oldestAgeMs: expect.any(Number) },
        SCHEDULED: { jobs: 1, more: false, oldestAgeMs: expect.any(Number) },
        RUNNING: { jobs: 0, more: false },
      },
    });
    await expect
      .poll(async () => (await client.queues.stats({ type }))[0], { timeout: 10_000 })
      .toMatchObject({ enqueued: 3, completed: 0, failed: 0, retried: 0 });
    expect(queue.workers).toBe(0);
    const workers = await Array.fromAsync(client.workers.list({ pageSize: 3 }));
    expect(workers.filter(({ types }) => types.includes(type))).toEqual([]);
    const listed = await Array.fromAsync(client.queues.list({ pageSize: 3 }));
    const names = listed.map((each) => each.type);
    expect(names).toEqual([...new Set(names)].sort());
    expect(listed.find((each) => each.type === type)?.counts.PENDING.jobs).toBe(2);
    await expect(client.queues.get("no type")).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
    for (const query of [{ pageSize: 0 }, { pageToken: "none" }]) {
      await expect(client.queues.listPage(query)).rejects.toMatchObject({
        code: "INVALID_ARGUMENT",
      });
    }
  });

  test("a queue is limited", async () => {
    const limits = {
      maxRunning: 2,
      keyMaxRunning: 1,
      rate: { limit: 9, periodMs: 60_500, burst: 3 },
    };
    const limited = await client.queues.setLimits(type, limits);
    expect(limited.limits).toEqual(limits);
    expect((await client.queues.get(type)).limits).toEqual(limits);
    const { job } = await client.enqueue(type, null, { key: "tenant 1" });
    expect(job.concurrencyKey).toBe("tenant 1");
    expect((await client.get(job.id)).concurrencyKey).toBe("tenant 1");
    expect((await client.queues.setLimits(type, {})).limits).toBeUndefined();
    await expect(client.queues.setLimits(type, { maxRunning: 0 })).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      message: expect.stringContaining("pause the queue instead"),
    });
  });

  test("a queue is paused, drained and resumed", async () => {
    await enqueue();
    const until = new Date("2199-01-01T00:00:00Z");
    const paused = await client.queues.pause(type, { reason: "it moves", by: "ada", until });
    expect(paused.paused).toMatchObject({
      reason: "it moves",
      by: "ada",
      until: until.getTime(),
      at: expect.any(Number),
    });
    const drained = await client.queues.drain(type, { by: "grace" });
    expect(drained).toMatchObject({ paused: { by: "ada" }, draining: { by: "grace" } });
    await expect(enqueue()).rejects.toMatchObject({
      code: "FAILED_PRECONDITION",
      message: expect.stringContaining("grace"),
    });
    const resumed = await client.queues.resume(type);
    expect([resumed.paused, resumed.draining]).toEqual([undefined, undefined]);
    await enqueue();
    for (const options of [{ until: "tomorrow" }, { until: new Date(Number.NaN) }, { why: 1 }, 3]) {
      await expect(client.queues.pause(type, options as never)).rejects.toMatchObject({
        code: "INVALID_ARGUMENT",
      });
    }
  });

  test.each<[string, unknown, string]>([
    [
      "an object",
      { to: "ada", items: [1, null, { é: "ü" }] },
      '{"to":"ada","items":[1,null,{"é":"ü"}]}',
    ],
    ["a text", "plain", '"plain"'],
    ["null", null, "null"],
    ["a number", 0.5, "0.5"],
    ["a Date", new Date(0), '"1970-01-01T00:00:00.000Z"'],
    ["bytes", Buffer.from("[1]"), "[1]"],
    ["an ArrayBuffer", Uint8Array.from([123, 125]).buffer, "{}"],
  ])("a payload may be %s", async (_, payload, text) => {
    const { job, created } = await client.enqueue(type, payload);
    expect(created).toBe(true);
    const read = await client.get(job.id);
    for (const view of [job, read]) {
      expect(view.text()).toBe(text);
      expect(view.json()).toEqual(JSON.parse(text));
      expect(view.toJSON().payload).toEqual(JSON.parse(text));
    }
  });

  test("a job is read without its payload by the view BASIC, and listed so", async () => {
    const { job } = await client.enqueue(type, { n: 1 });
    const basic = await client.get(job.id, { view: "BASIC" });
    const [listed] = (await client.listPage({ type })).jobs;
    expect(basic.toObject()).toMatchObject({ id: job.id, payloadBytes: 7 });
    expect(listed?.toObject()).toEqual(basic.toObject());
    expect(() => basic.json()).toThrow(`job ${job.id} came without its payload`);
    const [whole] = (await client.listPage({ type, view: "FULL" })).jobs;
    expect(whole?.toObject()).toEqual((await client.get(job.id)).toObject());
    const watch = client.watch({ id: job.id, view: "BASIC" });
    expect((await watch.next()).value?.job.toObject()).toEqual(basic.toObject());
    await watch.return();
  });

  test("a job can be waited for by a get", async () => {
    const id = await enqueue();
    expect(await client.get(id, { wait: 5 })).toMatchObject({ id, status: "PENDING" });
    const waiting = client.get(id, { wait: "1m", view: "BASIC" });
    await client.cancel(id);
    expect(await waiting).toMatchObject({ id, status: "CANCELLED", payloadBytes: 0 });
    for (const wait of ["2m", -1, "soon" as never] as const) {
      await expect(client.get(id, { wait })).rejects.toMatchObject({
        code: "INVALID_ARGUMENT",
        message: expect.stringMatching(/: wait must be /),
        violations: [{ field: "wait" }],
      });
    }
  });

  test("a payload may be any bytes, or none", async () => {
    const payload = Uint8Array.from({ length: 256 }, (_, i) => 255 - i);
    const { job } = await client.enqueue(type, payload);
    expect((await client.get(job.id)).payload).toEqual(payload);
    const none = await client.get(await enqueue());
    expect(none.payload).toHaveLength(0);
    expect(() => none.json()).toThrow(expect.objectContaining({ code: "INVALID_ARGUMENT" }));
  });

  test("a job has what its options say, and defaults for the rest", async () => {
    const plain = (await client.enqueue(type)).job;
    const full = (
      await client.enqueue(type, 1, {
        delay: "1h",
        priority: 9,
        maxAttempts: 7,
        backoff: { initial: "1s", multiplier: 3, max: "2m", jitter: 0 },
        timeout: "30s",
        retention: "7d",
        idempotencyKey: "key",
        delivery: "AT_MOST_ONCE",
        metadata: { team: "a" },
      })
    ).job;
    const common = { type, attempt: 0, errors: [], cancelRequested: false, sequence: 1 };
    const time = expect.any(Number);
    const times = { id: expect.any(String), runAt: time, createdAt: time, updatedAt: time };
    const payload = Uint8Array.from([49]);
    const expected = {
      ...common,
      ...times,
      payload,
      status: "SCHEDULED",
      priority: 9,
      maxAttempts: 7,
      backoff: { initialMs: 1_000, multiplier: 3, maxMs: 120_000, jitter: 0 },
      timeoutMs: 30_000,
      retentionMs: 604_800_000,
      idempotencyKey: "key",
      delivery: "AT_MOST_ONCE",
      metadata: { team: "a" },
    };
    expect({ ...full.toObject(), payload: Uint8Array.from(full.payload) }).toEqual(expected);
    expect(full.runAt - full.createdAt).toBe(3_600_000);
    expect({ ...plain.toObject(), payload: plain.payload.length }).toEqual({
      ...common,
      ...times,
      payload: 0,
      status: "PENDING",
      priority: 5,
      maxAttempts: 4,
      backoff: { initialMs: 2_000, multiplier: 2, maxMs: 300_000, jitter: 0.25 },
      retentionMs: 86_400_000,
      delivery: "AT_LEAST_ONCE",
      metadata: {},
    });
    expect((await client.get(full.id)).toObject()).toEqual(full.toObject());
    const due = new Date(Date.UTC(2100, 0, 1));
    expect((await client.enqueue(type, 1, { runAt: due })).job.runAt).toBe(due.getTime());
  });

  test("an idempotency key leads the same request to its job, and refuses another", async () => {
    const options = { idempotencyKey: "k" };
    const [first, same, other] = await Promise.allSettled([
      client.enqueue(type, 1, options),
      client.enqueue(type, 1, options),
      client.enqueue(type, 2, options),
    ]);
    if (first.status !== "fulfilled") throw first.reason;
    const { id } = first.value.job;
    expect(first.value.created).toBe(true);
    expect(same).toMatchObject({ value: { created: false, job: { id } } });
    expect(other).toMatchObject({
      reason: {
        code: "ALREADY_EXISTS",
        message: `the idempotency key "k" belongs to job ${id}, which another request made; use a new key, or repeat the request unchanged`,
        violations: [],
      },
    });
  });

  test("many jobs are enqueued in order, each by itself", async () => {
    const jobs = Array.from({ length: 2_100 }, (_, i) => ({
      type,
      payload: i,
      delay: "1h" as const,
    }));
    const refused = { ...jobs[0], priority: 101 };
    const results = await client.enqueueMany([...jobs, refused as never, null as never]);
    expect(results).toHaveLength(2_102);
    const payloads = results.flatMap((result) => ("error" in result ? [] : [result.job.json()]));
    expect(payloads).toEqual(jobs.map(({ payload }) => payload));
    expect(results.slice(2_100)).toMatchObject([
      {
        error: {
          code: "INVALID_ARGUMENT",
          message: "cannot enqueue: priority must be a whole number from 0 to 100, but is 101",
        },
      },
      { error: { code: "INVALID_ARGUMENT", violations: [{ field: "options" }] } },
    ]);
  });

  test("jobs are listed by their filters, page by page", async () => {
    const labelled = await enqueue({ metadata: { team: "a" } });
    const others = [await enqueue(), await enqueue({ delay: "1h" })];
    expect((await ids({ type })).toSorted()).toEqual([labelled, ...others].toSorted());
    expect(await ids({ type, metadata: { team: "a" } })).toEqual([labelled]);
    expect(await ids({ type, statuses: ["SCHEDULED"] })).toEqual(others.slice(1));
    const first = await client.listPage({ type, pageSize: 2 });
    expect(first.jobs).toHaveLength(2);
    const { nextPageToken } = first;
    const last = await client.listPage({ type, pageSize: 2, pageToken: nextPageToken });
    const listed = [...first.jobs, ...last.jobs];
    expect(new Set(listed.map(({ id }) => id))).toEqual(new Set([labelled, ...others]));
    expect(listed.map((job) => job.toJSON().type)).toEqual([type, type, type]);
  });

  test("a job is cancelled, run again and deleted", async () => {
    const id = await enqueue();
    expect(await client.cancel(id, "no use")).toMatchObject({
      status: "CANCELLED",
      cancelReason: "no use",
    });
    expect(await client.cancel(id)).toMatchObject({ status: "CANCELLED", cancelReason: "no use" });
    expect(await client.waitFor(id)).toMatchObject({ id, status: "CANCELLED" });
    expect(await client.retry(id)).toMatchObject({ status: "PENDING", attempt: 0 });
    await client.delete(id);
    await expect(client.get(id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("a watch tells of each change, and ends with the job", async () => {
    const id = await enqueue();
    const seen: [number, string][] = [];
    for await (const { sequence, job } of client.watch({ id })) {
      seen.push([sequence, job.status]);
      expect(job.toJSON().id).toBe(id);
      if (job.status === "PENDING") await client.cancel(id);
    }
    expect(seen).toEqual([
      [1, "PENDING"],
      [2, "CANCELLED"],
    ]);
    expect(await Array.fromAsync(client.watch({ id, afterSequence: 2 }))).toEqual([]);
    expect(await Array.fromAsync(client.watch({ id, afterSequence: 1 }))).toHaveLength(1);
  });

  test("a watch ends when its signal is aborted, and when the job is deleted", async () => {
    const id = await enqueue();
    const stop = new AbortController();
    for await (const { sequence } of client.watch({ id, signal: stop.signal })) {
      expect(sequence).toBe(1);
      stop.abort();
    }
    for await (const { sequence } of client.watch({ id })) {
      expect(sequence).toBe(1);
      await client.delete(id);
    }
  });

  test("a wait throws the reason of its signal, and NOT_FOUND when the job is deleted", async () => {
    const id = await enqueue();
    const stop = new AbortController();
    const reason = new Error("no time left");
    const waiting = client.waitFor(id, { signal: stop.signal });
    stop.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    const gone = client.waitFor(id);
    await Promise.all([
      client.delete(id),
      expect(gone).rejects.toMatchObject({
        code: "NOT_FOUND",
        message: expect.stringContaining(`job ${id}`),
      }),
    ]);
  });

  test("a job of a definition is checked by its schema", async () => {
    const mail = defineJob(type, z.object({ to: z.string() }));
    expect((await client.enqueue(mail, { to: "ada" })).job.json()).toEqual({ to: "ada" });
    await expect(client.enqueue(mail, { to: 5 } as never)).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      violations: [{ field: "payload.to" }],
    });
    expect(await ids({ type })).toHaveLength(1);
  });

  test("what is refused is refused in the client's words", async () => {
    const options = { maxAttempts: 0, priority: "5" as never, idempotencyKey: "" };
    const backoff = { initial: "1000d" as const };
    const refused = client.enqueue(type, 1, { ...options, delay: "20000d", backoff });
    await expect(refused).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      httpStatus: 400,
      message:
        'cannot enqueue: delay must be a whole number from 0 to 315619200000 ms, but is 1728000000000; priority must be a whole number from 0 to 100, but is "5"; maxAttempts must be a whole number from 1 to 1000, but is 0; idempotencyKey must not be empty; backoff.initial must be a whole number from 0 to 31536000000 ms, but is 86400000000',
      violations: [
        { field: "delay" },
        { field: "priority" },
        { field: "maxAttempts" },
        { field: "idempotencyKey" },
        { field: "backoff.initial" },
      ],
    });
  });

  const NO_JOB = `no job ${UNKNOWN_ID}: it never existed, was deleted, or its retention has ended`;
  const notFound = { code: "NOT_FOUND", httpStatus: 404, message: NO_JOB, violations: [] };
  const malformedId = {
    code: "INVALID_ARGUMENT",
    message: expect.stringContaining('"nonsense"'),
    violations: [{ field: "id" }],
  };
  const malformed = (field: string, message: string) => ({
    code: "INVALID_ARGUMENT",
    message: expect.stringContaining(message),
    violations: [{ field }],
  });

  test.each<[string, () => Promise<unknown>, object]>([
    [
      "a payload over the limit",
      () => client.enqueue(type, new Uint8Array(1_048_577)),
      {
        code: "RESOURCE_EXHAUSTED",
        httpStatus: 429,
        message:
          "cannot enqueue: payload has 1048577 bytes, over the limit of 1048576 bytes; send less or raise the limit",
        violations: [{ field: "payload" }],
      },
    ],
    [
      "a malformed type",
      () => client.enqueue("a b"),
      malformed("type", "cannot enqueue: type must be 1 to 128 letters"),
    ],
    [
      "an unknown option",
      () => client.enqueue(type, 1, { delayMs: 5 } as JobOptions),
      malformed("delayMs", "(did you mean delay?)"),
    ],
    [
      "two due times",
      () => client.enqueue(type, 1, { delay: 1, runAt: 1 }),
      malformed("runAt", "cannot enqueue: runAt excludes a delay; give one of them"),
    ],
    ["get of an unknown job", () => client.get(UNKNOWN_ID), notFound],
    ["cancel of an unknown job", () => client.cancel(UNKNOWN_ID), notFound],
    ["retry of an unknown job", () => client.retry(UNKNOWN_ID), notFound],
    ["delete of an unknown job", () => client.delete(UNKNOWN_ID), notFound],
    ["watch of an unknown job", () => client.watch({ id: UNKNOWN_ID }).next(), notFound],
    ["waitFor of an unknown job", () => client.waitFor(UNKNOWN_ID), notFound],
    ["get of a malformed id", () => client.get("nonsense"), malformedId],
    ["cancel of a malformed id", () => client.cancel("nonsense"), malformedId],
    ["retry of a malformed id", () => client.retry("nonsense"), malformedId],
    ["delete of a malformed id", () => client.delete("nonsense"), malformedId],
    ["watch of a malformed id", () => client.watch({ id: "nonsense" }).next(), malformedId],
    ["waitFor of a malformed id", () => client.waitFor("nonsense"), malformedId],
    [
      "get of no id",
      () => client.get(""),
      malformed("id", "cannot name a job: id must not be empty"),
    ],
    [
      "get of a number",
      () => client.get(5 as never),
      malformed("id", "cannot name a job: id must be a string, but is 5"),
    ],
    [
      "cancel for a long reason",
      () => client.cancel(UNKNOWN_ID, "x".repeat(1_025)),
      malformed("reason", "cannot cancel: reason must have at most 1024 bytes, but has 1025"),
    ],
    [
      "listPage with a misspelt filter",
      () => client.listPage({ type, status: "FAILED" } as JobQuery),
      malformed("status", "cannot list jobs: status is no field of a query of jobs"),
    ],
    [
      "listPage of a malformed token",
      () => client.listPage({ type, pageToken: "nonsense" }),
      malformed("pageToken", "pageToken"),
    ],
    [
      "a watch after no sequence",
      () => client.watch({ id: UNKNOWN_ID, afterSequence: -1 }).next(),
      malformed("afterSequence", "cannot watch: afterSequence must be a whole number from 0"),
    ],
  ])("%s is refused alike", async (_, call, error) => {
    await expect(call()).rejects.toMatchObject({ name: "MillraceError", ...error });
  });

  test("a page token of another query is refused", async () => {
    await client.enqueueMany([{ type }, { type }]);
    const { nextPageToken } = await client.listPage({ type, pageSize: 1 });
    const other = client.listPage({ type, statuses: ["FAILED"], pageToken: nextPageToken });
    await expect(other).rejects.toMatchObject(malformed("pageToken", "cannot list jobs: "));
  });

  test("a job that waits cannot be run again", async () => {
    const id = await enqueue();
    await expect(client.retry(id)).rejects.toMatchObject({
      code: "FAILED_PRECONDITION",
      message: expect.stringContaining(`cannot retry job ${id}: it is PENDING`),
      violations: [],
    });
  });

  test("what is behind the client is told, where it is a server", async () => {
    if (name.startsWith("a server")) {
      expect(await client.serverInfo()).toMatchObject({ version: "0.0.0-test" });
    } else {
      await expect(client.serverInfo()).rejects.toMatchObject({
        code: "FAILED_PRECONDITION",
        message: expect.stringContaining("there is no server"),
      });
    }
  });

  describe("a client that is closed", () => {
    let closing: Client;

    beforeEach(() => {
      closing = new Client({ ...place.options, ...(place.source ? {} : { url: "memory:" }) });
    });
    afterEach(() => closing.close());

    test("has brought its enqueues to their end, and refuses later calls", async () => {
      const under = Promise.all([closing.enqueue(type), closing.enqueue(type)]);
      await closing.close();
      expect(await under).toMatchObject([{ created: true }, { created: true }]);
      const closed = { code: "UNAVAILABLE", httpStatus: 503, message: "the client is closed" };
      const later = [
        () => closing.enqueue(type),
        () => closing.get(UNKNOWN_ID),
        () => closing.listPage({ type }),
        () => closing.waitFor(UNKNOWN_ID),
        () => closing.watch({ id: UNKNOWN_ID }).next(),
        () => closing.serverInfo(),
      ];
      for (const call of later) await expect(call()).rejects.toMatchObject(closed);
      expect(await closing.enqueueMany([{ type }])).toMatchObject([{ error: closed }]);
    });

    test("ends its watches", async () => {
      const { job } = await closing.enqueue(type);
      const events = closing.watch({ id: job.id });
      await events.next();
      const next = events.next();
      await Promise.all([
        closing.close(),
        expect(next).rejects.toMatchObject({
          code: "UNAVAILABLE",
          message: "the client is closed",
        }),
      ]);
    });
  });
});

describe.each(SHARED)("over %s, beside a worker,", (_, open) => {
  openPlace(open);

  function source(): JobSource {
    if (place.source === undefined) throw new Error("a worker has no way there");
    return place.source;
  }

  async function lease(): Promise<Lease> {
    const request = { types: [type], maxJobs: 1, leaseMs: 30_000, waitMs: 20_000, workerId: "w" };
    const [granted] = await source().lease(request);
    if (granted === undefined) throw new Error("no job came");
    return granted;
  }

  async function complete({ job, token }: Lease, result: string): Promise<void> {
    const outcome = { kind: "completed", result: new TextEncoder().encode(result) } as const;
    await source().settle([{ jobId: job.id, token, outcome }]);
  }

  test("a wait resolves with the result", async () => {
    const id = await enqueue();
    const waiting = client.waitFor(id);
    await complete(await lease(), '{"sent":true}');
    const done = await waiting;
    expect(done.resultJson<{ sent: boolean }>()).toEqual({ sent: true });
    expect(done.toJSON()).toMatchObject({ status: "COMPLETED", result: { sent: true } });
    expect((await client.get(id)).toObject()).toEqual(done.toObject());
    await expect(client.cancel(id)).rejects.toMatchObject({
      code: "FAILED_PRECONDITION",
      httpStatus: 400,
      message: expect.stringContaining(`cannot cancel job ${id}: it is COMPLETED`),
    });
  });

  test("a job that runs is asked to stop, and cannot be deleted", async () => {
    const id = await enqueue();
    const running = await lease();
    await expect(client.delete(id)).rejects.toMatchObject({
      code: "FAILED_PRECONDITION",
      message: expect.stringContaining(`cannot delete job ${id}: it is RUNNING`),
    });
    expect(await client.cancel(id, "stop")).toMatchObject({
      status: "RUNNING",
      cancelRequested: true,
      cancelReason: "stop",
    });
    await complete(running, "1");
    await client.delete(id);
  });
});
