import { expect, test } from "vitest";
import { client, enqueue, type } from "./parity-place.ts";

/** What a client does with schedules and queues. */
export function queueParity(): void {
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

  test("a concurrency key is limited, and listed", async () => {
    const limits = { maxRunning: 2, weight: 0.5 };
    const { key, ...set } = await client.queues.setKeyLimits(type, "tenant 2", limits);
    expect([key, set.limits]).toEqual(["tenant 2", limits]);
    const query = { statuses: [set.status], pageSize: 100 };
    const { keys } = await client.queues.listKeys(type, query);
    expect(keys.find((one) => one.key === "tenant 2")).toEqual({ key, ...set });
    expect((await client.queues.setKeyLimits(type, "tenant 2", {})).limits).toBeUndefined();
    await expect(client.queues.listKeys(type, { pageToken: "x" })).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
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
}
