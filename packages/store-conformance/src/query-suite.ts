import { type AttemptError, JOB_STATUSES, type Job, type JobQuery } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { type Bench, TYPE } from "./harness.ts";
import { jobInStatus } from "./in-status.ts";

/** Every status, so that the moves which lead to the others find no pending job in their way. */
const PENDING_LAST = [...JOB_STATUSES.filter((status) => status !== "PENDING"), "PENDING"] as const;

/** Listing and watching. */
export function querySuite(bench: () => Bench): void {
  async function listAll(query: JobQuery): Promise<Job[]> {
    const jobs: Job[] = [];
    let pageToken = "";
    do {
      const page = await bench().store.list({ view: "FULL", ...query, pageToken });
      expect(page.jobs.length).toBeLessThanOrEqual(query.pageSize ?? 100);
      jobs.push(...page.jobs);
      pageToken = page.nextPageToken ?? "";
    } while (pageToken !== "");
    return jobs;
  }

  describe("list", () => {
    test("of an empty store is empty", async () => {
      expect(await bench().store.list({})).toEqual({
        jobs: [],
        end: "LAST",
        lookedAt: 0,
        asOf: expect.any(Number),
      });
    });

    test.each([1, 2, 3, 100])("pages through every job once, %i a page", async (pageSize) => {
      const expected: Job[] = [];
      for (const status of PENDING_LAST) {
        for (const type of ["b", "a"]) {
          const { job, awaited } = await jobInStatus(bench(), status, { type });
          expected.push(job, ...(awaited ? [awaited] : []));
        }
      }
      const order = (job: Job) => `${job.type} ${JOB_STATUSES.indexOf(job.status)}`;
      expected.sort((x, y) => (order(x) < order(y) ? -1 : 1));
      expect(await listAll({ pageSize })).toEqual(expected);
    });

    test("keeps to the type and the statuses asked for", async () => {
      await jobInStatus(bench(), "FAILED", { type: "other" });
      for (const status of PENDING_LAST) await jobInStatus(bench(), status);
      const jobs = await listAll({ type: TYPE, statuses: ["FAILED", "PENDING"] });
      expect(jobs.map(({ type, status }) => [type, status])).toEqual([
        [TYPE, "PENDING"],
        [TYPE, "FAILED"],
      ]);
      expect(await listAll({ type: "unknown" })).toEqual([]);
    });

    test("finds the jobs of one status among many types", async () => {
      const types = Array.from({ length: 250 }, (_, i) => `t${String(i).padStart(3, "0")}`);
      await bench().store.enqueue(types.map((type) => ({ type })));
      const wanted = ["t000", "t099", "t100", "t101", "t249"];
      for (const type of wanted) await jobInStatus(bench(), "SCHEDULED", { type });
      const jobs = await listAll({ statuses: ["FAILED", "SCHEDULED"], pageSize: 2 });
      expect(jobs.map(({ type }) => type)).toEqual(wanted);
    });

    test("lists pending jobs in the order in which they are leased", async () => {
      await bench().enqueueAll([5, 9, 0, 9, 5].map((priority) => ({ priority })));
      const listed = (await listAll({ pageSize: 2, statuses: ["PENDING"] })).map(({ id }) => id);
      const leased = (await bench().lease({ maxJobs: 10 })).map(({ job }) => job.id);
      expect(listed).toEqual(leased);
    });

    test("lists scheduled jobs by when they are due", async () => {
      for (const delayMs of [3_000_000, 1_000_000, 2_000_000]) await bench().enqueue({ delayMs });
      const jobs = await listAll({ pageSize: 1 });
      expect(jobs.map(({ runAt, createdAt }) => runAt - createdAt)).toEqual([
        1_000_000, 2_000_000, 3_000_000,
      ]);
    });

    test.each([1, 2, 3, 100])(
      "lists the last ones of a status first, %i a page",
      async (pageSize) => {
        const delays = [1_000_000, 1_000_000, 2_000_000, 3_000_000, 1_000_000];
        await bench().enqueueAll(delays.map((delayMs) => ({ delayMs })));
        await bench().enqueueAll([5, 9, 0, 9, 5].map((priority) => ({ priority })));
        await bench().enqueueAll(Array.from({ length: 5 }, () => ({ type: "finished" })));
        for (const { job } of await bench().lease({ types: ["finished"], maxJobs: 5 })) {
          await bench().store.cancel(job.id);
        }
        for (const query of [
          { type: TYPE, statuses: ["SCHEDULED"] },
          { type: TYPE, statuses: ["PENDING"] },
          { type: "finished" },
        ] as const) {
          const ids = async (asked: JobQuery) => (await listAll(asked)).map(({ id }) => id);
          const inOrder = await ids({ ...query, pageSize });
          expect(inOrder).toHaveLength(5);
          expect(await ids({ ...query, pageSize, reversed: true })).toEqual(inOrder.toReversed());
        }
      },
    );

    test("filters by metadata", async () => {
      const a = await bench().enqueue({ metadata: { team: "a", env: "test" } });
      await bench().enqueue({ metadata: { team: "b", env: "test" } });
      await bench().enqueue();
      expect(await listAll({ metadata: { team: "a", env: "test" } })).toEqual([a]);
      expect(await listAll({ metadata: { env: "test" } })).toHaveLength(2);
      expect(await listAll({ metadata: { env: "live" } })).toEqual([]);
    });

    test("filters by time of creation", async () => {
      const first = await bench().enqueue();
      const second = await bench().until(async () => {
        const job = await bench().enqueue({ type: "later" });
        expect(job.createdAt).toBeGreaterThan(first.createdAt);
        return job;
      });
      expect(await listAll({ createdBefore: first.createdAt })).toEqual([]);
      expect(await listAll({ createdAfter: first.createdAt })).toContainEqual(first);
      const late = await listAll({ createdAfter: second.createdAt, type: "later" });
      expect(late).toContainEqual(second);
      expect(await listAll({ createdAfter: second.createdAt, type: TYPE })).toEqual([]);
    });

    test("a selective filter still reaches the end", async () => {
      const requests = Array.from({ length: 60 }, (_, i) => ({
        type: TYPE,
        metadata: { n: `${i}` },
      }));
      await bench().store.enqueue(requests);
      const jobs = await listAll({ metadata: { n: "59" }, pageSize: 1 });
      expect(jobs.map(({ metadata }) => metadata)).toEqual([{ n: "59" }]);
    });

    test.each<[string, JobQuery]>([
      ["pageToken", { pageToken: "garbage" }],
      ["pageToken", { pageToken: Buffer.from('["x",1]').toString("base64url") }],
      ["errorContains", { errorContains: "" }],
      ["errorContains", { errorContains: "x".repeat(257) }],
      ["workerId", { workerId: "x".repeat(257) }],
      ["idPrefix", { idPrefix: "x".repeat(65) }],
      ["reversed", { reversed: "yes" as never }],
      ["attemptMin", { attemptMin: 0 }],
      ["attemptMin", { attemptMin: 1_001 }],
      ["pageSize", { pageSize: 0 }],
      ["pageSize", { pageSize: 1_001 }],
      ["type", { type: "a b" }],
      ["type", { type: "" }],
      ["statuses", { statuses: [] }],
      ["statuses", { statuses: "FAILED" as never }],
      ["statuses[1]", { statuses: ["FAILED", "DONE" as never] }],
      ["metadata", { metadata: ["a"] as never }],
      ['metadata["a"]', { metadata: { a: 1 as never } }],
      ["createdAfter", { createdAfter: new Date() as never }],
      ["createdBefore", { createdBefore: Number.NaN }],
      ["status", { status: "FAILED" } as JobQuery],
      ["options", null as never],
    ])("refuses a wrong %s, rather than to list other jobs", async (field, query) => {
      await expect(bench().store.list(query)).rejects.toMatchObject({
        code: "INVALID_ARGUMENT",
        violations: [{ field }],
      });
    });

    test("filters by what attempts have come to", async () => {
      const failed = await jobInStatus(bench(), "FAILED", { type: "a" });
      const { job } = await jobInStatus(bench(), "RUNNING", { type: "b" });
      const waiting = await bench().enqueue({ type: "c" });
      const ids = async (query: JobQuery) => (await listAll(query)).map(({ id }) => id);
      const { message } = failed.job.errors[0] as AttemptError;
      expect(await ids({ errorContains: message.toUpperCase() })).toEqual([failed.job.id]);
      expect(await ids({ errorContains: `${message}?` })).toEqual([]);
      expect(await ids({ workerId: job.workerId as string })).toContain(job.id);
      expect(await ids({ workerId: "nobody" })).toEqual([]);
      expect(await ids({ attemptMin: 1 })).toEqual([failed.job.id, job.id]);
      expect(await ids({ attemptMin: 1_000 })).toEqual([]);
      expect(await ids({ idPrefix: waiting.id.slice(0, -1) })).toContain(waiting.id);
      expect(await ids({ idPrefix: waiting.id, type: "c" })).toEqual([waiting.id]);
      expect(await ids({ idPrefix: "none" })).toEqual([]);
    });

    test("tells why a page ends, how many jobs it has looked at, and when", async () => {
      const jobs = await bench().enqueueAll(
        Array.from({ length: 25 }, (_, i) => ({ metadata: { n: `${i}` } })),
      );
      const { store } = bench();
      const full = await store.list({ pageSize: 2 });
      expect(full).toMatchObject({ end: "FULL", lookedAt: 2 });
      expect(full.asOf).toBeGreaterThanOrEqual(jobs[24]?.createdAt ?? 0);
      const query = { pageSize: 2, metadata: { n: "24" } };
      const bound = await store.list(query);
      expect(bound).toMatchObject({ jobs: [], end: "BOUND", lookedAt: 20 });
      const last = await store.list({ ...query, pageToken: bound.nextPageToken });
      expect(last).toMatchObject({ jobs: [{ id: jobs[24]?.id }], end: "LAST", lookedAt: 5 });
      expect(last).not.toHaveProperty("nextPageToken");
    });

    describe("the token of a page", () => {
      const query = { pageSize: 1, metadata: { a: "1", b: "2" }, type: TYPE };
      const tokenOf = async (asked: JobQuery) => {
        await bench().enqueueAll(Array.from({ length: 2 }, () => ({ metadata: query.metadata })));
        const { nextPageToken = "" } = await bench().store.list(asked);
        expect(nextPageToken).not.toBe("");
        return nextPageToken;
      };

      test.each<[string, JobQuery]>([
        ["type", { type: "other" }],
        ["no type", { type: undefined }],
        ["statuses", { statuses: ["PENDING"] }],
        ["metadata", { metadata: { a: "1" } }],
        ["time of creation", { createdAfter: 1 }],
        ["error", { errorContains: "a" }],
        ["worker", { workerId: "a" }],
        ["id", { idPrefix: "a" }],
        ["attempt", { attemptMin: 1 }],
        ["order", { reversed: true }],
      ])("is refused with another %s", async (_, other) => {
        const pageToken = await tokenOf(query);
        await expect(bench().store.list({ ...query, ...other, pageToken })).rejects.toMatchObject({
          code: "INVALID_ARGUMENT",
          violations: [{ field: "pageToken" }],
        });
      });

      test("does not depend on the order of filters, the view or the size of the page", async () => {
        const pageToken = await tokenOf({ ...query, statuses: ["PENDING", "FAILED"] });
        const page = await bench().store.list({
          type: TYPE,
          statuses: ["FAILED", "PENDING"],
          metadata: { b: "2", a: "1" },
          view: "FULL",
          pageSize: 7,
          pageToken,
        });
        expect(page.jobs).toHaveLength(1);
      });

      test("is as short whatever the filters are", async () => {
        const metadata = { team: "x".repeat(5_000) };
        const plain = await tokenOf({ pageSize: 1 });
        await bench().enqueueAll([{ metadata }, { metadata }]);
        const { nextPageToken } = await bench().store.list({ pageSize: 1, metadata });
        expect(nextPageToken?.length).toBeLessThan(plain.length + 20);
      });

      test("leads nowhere when it was made up for a type or status that is not asked for", async () => {
        const pageToken = await tokenOf({ ...query, statuses: ["PENDING"] });
        const [digest, ...cursor] = JSON.parse(Buffer.from(pageToken, "base64url").toString());
        expect(cursor.slice(0, 2)).toEqual([TYPE, JOB_STATUSES.indexOf("PENDING")]);
        for (const forged of [
          ["other", ...cursor.slice(1)],
          [TYPE, JOB_STATUSES.indexOf("FAILED"), ...cursor.slice(2)],
          [TYPE, 99, ...cursor.slice(2)],
          [TYPE, 0.5, ...cursor.slice(2)],
        ]) {
          const made = Buffer.from(JSON.stringify([digest, ...forged])).toString("base64url");
          await expect(
            bench().store.list({ ...query, statuses: ["PENDING"], pageToken: made }),
          ).rejects.toMatchObject({
            code: "INVALID_ARGUMENT",
            violations: [{ field: "pageToken" }],
          });
        }
      });
    });
  });

  describe("watch", () => {
    test("begins with the job as it is, tells each change, and ends with the job", async () => {
      const { id } = await bench().enqueue();
      const events = bench().store.watch({ id })[Symbol.asyncIterator]();
      expect((await events.next()).value).toMatchObject({
        sequence: 1,
        job: { id, status: "PENDING" },
      });

      const lease = await bench().leaseOne();
      expect((await events.next()).value).toEqual({ sequence: 2, job: lease.job });

      await bench().source.extend(
        [{ jobId: id, token: lease.token, progress: { fraction: 0.5 } }],
        60_000,
      );
      expect((await events.next()).value).toMatchObject({
        sequence: 3,
        job: { progress: { fraction: 0.5 } },
      });

      await bench().source.extend([{ jobId: id, token: lease.token, log: ["half"] }], 60_000);
      expect((await events.next()).value).toMatchObject({
        sequence: 4,
        job: { log: [{ attempt: 1, text: "half" }] },
      });

      await bench().settle(lease, { kind: "completed" });
      expect((await events.next()).value).toMatchObject({
        sequence: 5,
        job: { status: "COMPLETED" },
      });
      expect((await events.next()).done).toBe(true);
    });

    test("leaves out what was seen before", async () => {
      const { id } = await bench().enqueue();
      const events = bench().store.watch({ id, afterSequence: 1 })[Symbol.asyncIterator]();
      const next = events.next();
      await bench().store.cancel(id);
      expect((await next).value).toMatchObject({ sequence: 2, job: { status: "CANCELLED" } });
      expect((await events.next()).done).toBe(true);
    });

    test("of a finished job tells it once", async () => {
      const { job } = await jobInStatus(bench(), "FAILED");
      const events = await Array.fromAsync(bench().store.watch({ id: job.id }));
      expect(events).toEqual([{ sequence: job.sequence, job }]);
    });

    test("ends when the job is deleted", async () => {
      const { id } = await bench().enqueue();
      const events = bench().store.watch({ id })[Symbol.asyncIterator]();
      await events.next();
      await bench().store.delete(id);
      expect((await events.next()).done).toBe(true);
    });

    test("ends with its signal", async () => {
      const { id } = await bench().enqueue();
      const abort = new AbortController();
      const events = bench().store.watch({ id, signal: abort.signal })[Symbol.asyncIterator]();
      await events.next();
      const next = events.next();
      abort.abort();
      expect((await next).done).toBe(true);
    });

    test("of an unknown job is refused", async () => {
      const events = bench().store.watch({ id: "0-0000000000000000" })[Symbol.asyncIterator]();
      await expect(events.next()).rejects.toMatchObject({ code: "NOT_FOUND" });
    });

    test("tells many watchers", async () => {
      const { id } = await bench().enqueue();
      const watchers = Array.from({ length: 10 }, () =>
        bench().store.watch({ id })[Symbol.asyncIterator](),
      );
      for (const watcher of watchers) await watcher.next();
      await bench().store.cancel(id);
      for (const watcher of watchers) {
        expect((await watcher.next()).value).toMatchObject({ job: { status: "CANCELLED" } });
      }
    });
  });
}
