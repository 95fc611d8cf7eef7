import { LEASE_BYTES } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { type Bench, LONG_LEASE_MS, TYPE } from "./harness.ts";

const MAX_WAIT_MS = 60_000;

/** The worker's half up to the settle: leases, tokens, extensions, rescue, waiting. */
export function leaseSuite(bench: () => Bench): void {
  test("a lease begins an attempt", async () => {
    const { id } = await bench().enqueue();
    const { job, token, expiresAt } = await bench().leaseOne({ workerId: "w7", leaseMs: 5_000 });
    expect(job).toMatchObject({ id, status: "RUNNING", attempt: 1, workerId: "w7", sequence: 2 });
    expect(token).toBe(1);
    expect(expiresAt).toBe((job.startedAt ?? 0) + 5_000);
    expect(job.leaseExpiresAt).toBe(expiresAt);
    expect(await bench().store.get(id)).toEqual(job);
  });

  test("a job is leased to one of many that ask at once", async () => {
    await bench().store.enqueue(Array.from({ length: 50 }, () => ({ type: TYPE })));
    const calls = Array.from({ length: 20 }, () => bench().lease({ maxJobs: 7 }));
    const ids = (await Promise.all(calls)).flat().map(({ job }) => job.id);
    expect(ids).toHaveLength(50);
    expect(new Set(ids).size).toBe(50);
  });

  test("no more jobs are leased than asked for", async () => {
    await bench().store.enqueue(Array.from({ length: 5 }, () => ({ type: TYPE })));
    expect(await bench().lease({ maxJobs: 3 })).toHaveLength(3);
    expect(await bench().lease({ maxJobs: 3 })).toHaveLength(2);
    expect(await bench().lease({ maxJobs: 3 })).toEqual([]);
  });

  test("a call leases no more bytes than come through a thin line in time", async () => {
    const payload = new Uint8Array(LEASE_BYTES / 4);
    const results = await bench().store.enqueue(
      Array.from({ length: 12 }, () => ({ type: TYPE, payload })),
    );
    const leased: string[] = [];
    while (leased.length < results.length) {
      const leases = await bench().lease({ maxJobs: results.length });
      expect(leases.length).toBeGreaterThanOrEqual(1);
      // One that has partitions asks the next of them for as many bytes again.
      expect(leases.length * payload.length).toBeLessThan(2 * LEASE_BYTES);
      leased.push(...leases.map(({ job }) => job.id));
    }
    expect(new Set(leased).size).toBe(results.length);
    expect(await bench().lease()).toEqual([]);
  });

  test("the token grows with every lease, also where the attempt does not", async () => {
    await bench().enqueue();
    const tokens: number[] = [];
    for (const outcome of [
      { kind: "released", started: true },
      { kind: "snoozed", delayMs: 0 },
      { kind: "failed", message: "no", retryAfterMs: 0 },
    ] as const) {
      const lease = await bench().leaseOne();
      tokens.push(lease.token);
      await bench().settle(lease, outcome);
    }
    const last = await bench().leaseOne();
    tokens.push(last.token);
    expect(tokens).toEqual([...tokens].sort((a, b) => a - b));
    expect(new Set(tokens).size).toBe(4);
    expect(last.job.attempt).toBe(2);
  });

  test("an expired lease is rescued by the next lease call, and its worker comes too late", async () => {
    const { id } = await bench().enqueue({ backoff: { initialMs: 0, jitter: 0 } });
    const late = await bench().leaseOne({ leaseMs: 10, workerId: "late" });
    const next = await bench().until(() => bench().leaseOne({ workerId: "next" }));
    expect(next.job).toMatchObject({
      id,
      attempt: 2,
      errors: [{ attempt: 1, workerId: "late", message: expect.stringContaining("lease expired") }],
    });
    expect(next.token).toBeGreaterThan(late.token);

    expect(await bench().extend(late)).toBe("LEASE_LOST");
    for (const kind of ["completed", "failed", "snoozed", "throttled", "released"] as const) {
      const throttle = { retryAfterMs: 0, scope: "QUEUE" } as const;
      const outcome = { kind, message: "late", delayMs: 0, started: true, ...throttle };
      expect(await bench().settle(late, outcome)).toMatchObject({ error: { code: "LEASE_LOST" } });
    }
    expect(await bench().store.get(id)).toEqual(next.job);
    expect(await bench().settle(next, { kind: "completed" })).toEqual({ status: "COMPLETED" });
  });

  test("the late worker is refused before anyone else has leased the job", async () => {
    const { id } = await bench().enqueue();
    const late = await bench().leaseOne({ leaseMs: 10 });
    await bench().untilStatus(id, "RETRYING");
    expect(await bench().extend(late)).toBe("LEASE_LOST");
    expect(await bench().settle(late, { kind: "completed" })).toMatchObject({
      error: { code: "LEASE_LOST" },
    });
  });

  test("lost leases that spend the attempts end in the dead letter", async () => {
    const { id } = await bench().enqueue({ maxAttempts: 2, backoff: { initialMs: 0, jitter: 0 } });
    await bench().leaseOne({ leaseMs: 10 });
    await bench().until(() => bench().leaseOne({ leaseMs: 10 }));
    const dead = await bench().untilStatus(id, "FAILED");
    expect(dead.errors.map(({ attempt }) => attempt)).toEqual([1, 2]);
  });

  test("an extended lease lasts", async () => {
    await bench().enqueue();
    const lease = await bench().leaseOne({ leaseMs: 5_000 });
    expect(await bench().extend(lease, LONG_LEASE_MS)).toBe("OK");
    const job = await bench().store.get(lease.job.id);
    expect(job.leaseExpiresAt).toBeGreaterThanOrEqual((job.startedAt ?? 0) + LONG_LEASE_MS);
  });

  test("extending adds lines to the log, of which the last hundred are kept", async () => {
    await bench().enqueue();
    const { job, token } = await bench().leaseOne();
    const line = (n: number) => `line ${n} \u0000 "é/\\`;
    const add = (log: readonly string[]) =>
      bench().source.extend([{ jobId: job.id, token, log }], LONG_LEASE_MS);
    expect(await add([line(0), ""])).toEqual(["OK"]);
    const first = await bench().store.get(job.id);
    expect(first.log).toEqual([
      { at: first.updatedAt, attempt: 1, text: line(0) },
      { at: first.updatedAt, attempt: 1, text: "" },
    ]);
    expect(first.sequence).toBe(job.sequence + 1);
    await add(Array.from({ length: 99 }, (_, n) => line(n + 1)));
    const { log = [] } = await bench().store.get(job.id);
    expect(log.map(({ text }) => text)).toEqual([
      "",
      ...Array.from({ length: 99 }, (_, n) => line(n + 1)),
    ]);
  });

  test("the log outlasts the attempt, and is read in full alone", async () => {
    await bench().enqueue();
    const { job, token } = await bench().leaseOne();
    const item = { jobId: job.id, token };
    await bench().source.extend(
      [{ ...item, log: ["one"], progress: { fraction: 0.5 } }],
      LONG_LEASE_MS,
    );
    await bench().source.settle([{ ...item, outcome: { kind: "released", started: true } }]);
    const again = await bench().leaseOne();
    expect(again.job.log).toBeUndefined();
    const items = [{ jobId: job.id, token: again.token, log: ["two"] }];
    await bench().source.extend(items, LONG_LEASE_MS);
    await bench().source.settle([
      {
        jobId: job.id,
        token: again.token,
        outcome: { kind: "completed", result: new Uint8Array([1]) },
      },
    ]);
    const read = await bench().store.get(job.id);
    expect(read.log?.map(({ text }) => text)).toEqual(["one", "two"]);
    expect((await bench().store.get(job.id, { view: "BASIC" })).log).toBeUndefined();
    const { jobs } = await bench().store.list({ view: "BASIC" });
    expect(jobs.map(({ log }) => log)).toEqual([undefined]);
  });

  test("a log that is too long is refused, and says how long it may be", async () => {
    await bench().enqueue();
    const { job, token } = await bench().leaseOne();
    const add = (log: readonly string[]) =>
      bench().source.extend([{ jobId: job.id, token, log }], LONG_LEASE_MS);
    await expect(add(["x".repeat(641)])).rejects.toMatchObject({
      violations: [{ field: "items[0].log[0]", description: expect.stringContaining("640") }],
    });
    await expect(add(Array.from({ length: 101 }, () => "x"))).rejects.toMatchObject({
      violations: [{ field: "items[0].log", description: expect.stringContaining("100") }],
    });
    expect((await bench().store.get(job.id)).log).toBeUndefined();
  });

  test("extending stores progress", async () => {
    await bench().enqueue();
    const { job, token } = await bench().leaseOne();
    const progress = { fraction: 0.25, message: "a quarter" };
    await bench().source.extend([{ jobId: job.id, token, progress }], LONG_LEASE_MS);
    const read = await bench().store.get(job.id);
    expect(read.progress).toEqual(progress);
    expect(read.sequence).toBe(job.sequence + 1);
    await bench().source.extend(
      [{ jobId: job.id, token, progress: { fraction: 1 } }],
      LONG_LEASE_MS,
    );
    expect((await bench().store.get(job.id)).progress).toEqual({ fraction: 1 });
  });

  test("extensions answer item by item", async () => {
    await bench().store.enqueue([{ type: TYPE }, { type: TYPE }]);
    const [a, b] = await bench().lease({ maxJobs: 2 });
    if (a === undefined || b === undefined) throw new Error("two jobs were due");
    await bench().store.cancel(b.job.id);
    const items = [a, { ...a, token: a.token + 1 }, b].map(({ job, token }) => ({
      jobId: job.id,
      token,
    }));
    const unknown = { jobId: "0-0000000000000000", token: 1 };
    expect(await bench().source.extend([...items, unknown], LONG_LEASE_MS)).toEqual([
      "OK",
      "LEASE_LOST",
      "CANCEL_REQUESTED",
      "LEASE_LOST",
    ]);
  });

  test("an at-most-once job whose lease is lost is not run again", async () => {
    const { id } = await bench().enqueue({ delivery: "AT_MOST_ONCE" });
    await bench().leaseOne({ leaseMs: 10 });
    const job = await bench().untilStatus(id, "FAILED");
    expect(job.attempt).toBe(1);
  });

  describe("a waiting lease", () => {
    const wait = (signal?: AbortSignal) =>
      bench().source.lease({
        types: ["other", TYPE],
        maxJobs: 1,
        leaseMs: LONG_LEASE_MS,
        waitMs: MAX_WAIT_MS,
        workerId: "waiter",
        ...(signal === undefined ? undefined : { signal }),
      });

    test("is woken by an enqueue", async () => {
      const waiting = wait();
      const { id } = await bench().enqueue();
      expect((await waiting).map(({ job }) => job.id)).toEqual([id]);
    });

    test("leases a delayed job when it falls due", async () => {
      let leased: string[] | undefined;
      const waiting = wait().then((leases) => {
        leased = leases.map(({ job }) => job.id);
      });
      const { id } = await bench().enqueue({ delayMs: 20 });
      await bench().until(async () => expect(leased).toEqual([id]));
      await waiting;
    });

    test("leases a job whose lease was lost", async () => {
      const { id } = await bench().enqueue({ backoff: { initialMs: 0, jitter: 0 } });
      await bench().leaseOne({ leaseMs: 20 });
      let leased: string[] | undefined;
      const waiting = wait().then((leases) => {
        leased = leases.map(({ job }) => job.id);
      });
      await bench().until(async () => expect(leased).toEqual([id]));
      await waiting;
    });

    test("is woken by a redrive", async () => {
      const { id } = await bench().enqueue();
      await bench().store.cancel(id);
      const waiting = wait();
      await bench().store.redrive(id);
      expect((await waiting).map(({ job }) => job.id)).toEqual([id]);
    });

    test("is woken by a release", async () => {
      const { id } = await bench().enqueue();
      const lease = await bench().leaseOne();
      const waiting = wait();
      await bench().settle(lease, { kind: "released", started: false });
      expect((await waiting).map(({ job }) => job.id)).toEqual([id]);
    });

    test("ends with its signal and takes nothing", async () => {
      const abort = new AbortController();
      const waiting = wait(abort.signal);
      abort.abort();
      expect(await waiting).toEqual([]);
      const { id } = await bench().enqueue();
      expect((await bench().leaseOne()).job.id).toBe(id);
    });

    test("ends when the source is closed", async () => {
      const waiting = wait();
      await bench().source.close();
      expect(await waiting).toEqual([]);
    });
  });

  test.each([
    ["types", { types: [] }],
    ["types[1]", { types: [TYPE, "a b"] }],
    ["maxJobs", { maxJobs: 0 }],
    ["maxJobs", { maxJobs: 1_001 }],
    ["leaseMs", { leaseMs: 1 }],
    ["leaseMs", { leaseMs: Number.NaN }],
    ["workerId", { workerId: "" }],
  ])("a lease call with a wrong %s is refused", async (field, options) => {
    await expect(bench().lease(options)).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      message: expect.stringContaining(`${field} `),
    });
  });
}
