import { defineJob } from "@millrace/client";
import { expect, test } from "vitest";
import { z } from "zod";
import { client, enqueue, ids, type } from "./parity-place.ts";

/** What a client does with jobs. */
export function jobParity(): void {
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
}
