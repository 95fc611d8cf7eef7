import type { Job, Operation, OperationRequest, Store } from "@millrace/core";
import { MAX_OPEN_OPERATIONS } from "@millrace/core";
import { OperationRunner } from "@millrace/maintenance";
import { describe, expect, test } from "vitest";
import { type Bench, TYPE } from "./harness.ts";
import { jobInStatus } from "./in-status.ts";

/** What is done to many jobs. */
export function operationsSuite(bench: () => Bench): void {
  const operations = () => bench().store.operations;
  const failed = { type: TYPE, statuses: ["FAILED"] } as const;
  const statusOf = async ({ id }: Job) => (await bench().store.get(id)).status;
  const retry = (options: Partial<OperationRequest> = {}) =>
    operations().start({ action: "RETRY", filter: { type: TYPE }, ...options });

  /** Brings so many new jobs into a status. */
  const some = async (count: number, status: Job["status"], request = {}): Promise<Job[]> => {
    const jobs: Job[] = [];
    for (let made = 0; made < count; made++) {
      jobs.push((await jobInStatus(bench(), status, request)).job);
    }
    return jobs;
  };

  /** Does rounds until nothing is open. */
  const run = async (options: { store?: RunnerStore; roundJobs?: number } = {}) => {
    const runner = new OperationRunner({ store: bench().store, roundJobs: 2, ...options });
    while ((await runner.run()) === 0);
  };

  /** Resolves when the store's time has left that of the operation's start behind. */
  const later = ({ startedAt }: Operation) =>
    bench().until(async () => {
      expect((await bench().store.list({ pageSize: 1 })).asOf).toBeGreaterThan(startedAt);
    });

  describe("an operation", () => {
    test("retries the jobs that failed, of a type, round by round", async () => {
      const jobs = await some(5, "FAILED");
      const [done] = await some(1, "COMPLETED");
      const [other] = await some(1, "FAILED", { type: "other" });
      const started = await retry();
      expect(started).toMatchObject({
        action: "RETRY",
        filter: failed,
        state: "RUNNING",
        matched: 5,
        more: false,
        done: 0,
      });
      expect(started.endedAt).toBeUndefined();
      await run();
      for (const job of jobs) expect(await statusOf(job)).toBe("PENDING");
      expect(await statusOf(done as Job)).toBe("COMPLETED");
      expect(await statusOf(other as Job)).toBe("FAILED");
      const ended = await operations().get(started.id);
      expect(ended).toMatchObject({ state: "DONE", matched: 5, done: 5, skipped: 0, failed: 0 });
      expect(ended.endedAt).toBeGreaterThanOrEqual(started.startedAt);
      expect(await operations().open()).toEqual([]);
    });

    test("cancels what waits at once, and asks what runs, with its reason", async () => {
      const statuses = ["SCHEDULED", "RETRYING", "RUNNING", "PENDING", "BLOCKED"] as const;
      const jobs: Job[] = [];
      for (const status of statuses) jobs.push(...(await some(1, status)));
      const { id } = await operations().start({
        action: "CANCEL",
        filter: { type: TYPE },
        reason: "wrong batch",
      });
      await run();
      for (const job of jobs) {
        const now = await bench().store.get(job.id);
        expect(now).toMatchObject({ cancelReason: "wrong batch" });
        expect(now.status).toBe(job.status === "RUNNING" ? "RUNNING" : "CANCELLED");
        expect(now.cancelRequested).toBe(job.status === "RUNNING");
      }
      expect(await operations().get(id)).toMatchObject({ state: "DONE", done: 5, skipped: 0 });
    });

    test("deletes what its filter means, and frees unique keys", async () => {
      const unique = { unique: { key: "k", until: "COMPLETED" } } as const;
      const [kept] = await some(1, "COMPLETED");
      const [gone] = await some(1, "FAILED", unique);
      await operations().start({
        action: "DELETE",
        filter: { type: TYPE, statuses: ["FAILED", "PENDING"] },
      });
      await run();
      await expect(bench().store.get(gone?.id ?? "")).rejects.toMatchObject({ code: "NOT_FOUND" });
      expect(await statusOf(kept as Job)).toBe("COMPLETED");
      expect((await bench().enqueue(unique)).id).not.toBe(gone?.id);
    });

    test("only counts in a dry run", async () => {
      const [job] = await some(1, "FAILED");
      const counted = await retry({ dryRun: true });
      expect(counted).toMatchObject({ state: "DONE", dryRun: true, matched: 1, done: 0 });
      expect(counted.endedAt).toBeGreaterThanOrEqual(counted.startedAt);
      await run();
      expect(await statusOf(job as Job)).toBe("FAILED");
    });

    test("is refused when there are not about as many jobs as expected", async () => {
      await some(3, "FAILED");
      await expect(retry({ expectCount: 4 })).rejects.toMatchObject({
        code: "FAILED_PRECONDITION",
        message: expect.stringMatching(/expectCount is 4, but 3 jobs match/),
        violations: [{ field: "expectCount" }],
      });
      expect((await operations().list()).operations).toEqual([]);
      expect(await retry({ expectCount: 3 })).toMatchObject({ expectCount: 3, state: "RUNNING" });
    });

    test("leaves alone what moves meanwhile, what is made later, and what fails later", async () => {
      const [first, second] = await some(3, "FAILED");
      const { id, ...started } = await retry();
      await bench().store.delete(first?.id ?? "");
      await later({ id, ...started });
      const [made] = await some(1, "FAILED");
      // It is retried by someone else, and fails again.
      await bench().store.redrive(second?.id ?? "");
      const lease = await bench().leaseOne();
      await bench().settle(lease, { kind: "failed", message: "again", permanent: true });
      await run();
      expect(await statusOf(made as Job)).toBe("FAILED");
      expect(await statusOf(second as Job)).toBe("FAILED");
      const counts = { matched: 3, done: 1, skipped: 2, failed: 0 };
      expect(await operations().get(id)).toMatchObject({ state: "DONE", ...counts });
    });

    test("skips a job that moves between being found and its turn", async () => {
      const [first, second] = await some(2, "FAILED");
      const { id } = await retry();
      await run({
        store: changedBy(bench().store, async (change) => {
          await bench().store.redrive(first?.id ?? "");
          return change();
        }),
      });
      expect((await bench().store.get(first?.id ?? "")).sequence).toBe((first?.sequence ?? 0) + 1);
      expect((await bench().store.get(second?.id ?? "")).status).toBe("PENDING");
      expect(await operations().get(id)).toMatchObject({ done: 1, skipped: 1, failed: 0 });
    });

    test.each([
      ["before its round", false],
      ["after its round", true],
    ])("goes on when who does it is killed %s, and changes no job twice", async (_, isDone) => {
      const jobs = await some(5, "FAILED");
      const { id } = await retry();
      let rounds = 0;
      const store = changedBy(bench().store, async (change) => {
        if (++rounds !== 2) return change();
        if (isDone) await change();
        throw new Error("killed");
      });
      await expect(run({ store })).rejects.toThrow("killed");
      expect(await operations().get(id)).toMatchObject({ state: "RUNNING", done: 2 });
      await run();
      for (const job of jobs) {
        const { status, sequence } = await bench().store.get(job.id);
        expect({ status, sequence }).toEqual({ status: "PENDING", sequence: job.sequence + 1 });
      }
      const counts = { matched: 5, done: 5, skipped: 0, failed: 0 };
      expect(await operations().get(id)).toMatchObject({ state: "DONE", ...counts });
    });

    test("counts by code what could not be changed, and names some", async () => {
      const unique = { unique: { key: "k" } };
      const [first] = await some(1, "FAILED", unique);
      const [plain] = await some(1, "FAILED");
      const holder = await bench().enqueue(unique);
      const { id } = await retry();
      await run();
      expect(await statusOf(plain as Job)).toBe("PENDING");
      const message = expect.stringContaining(holder.id);
      const samples = [{ jobId: first?.id, message }];
      expect(await operations().get(id)).toMatchObject({
        done: 1,
        failed: 1,
        errors: [{ code: "FAILED_PRECONDITION", count: 1, samples }],
      });
    });

    test("that is stopped ends after its round under way, and what is done stays done", async () => {
      const jobs = await some(5, "FAILED");
      const { id } = await retry();
      await run({
        store: changedBy(bench().store, async (change) => {
          expect(await operations().stop(id)).toMatchObject({ state: "STOPPING" });
          return change();
        }),
      });
      const stopped = await operations().get(id);
      expect(stopped).toMatchObject({ state: "STOPPED", matched: 5, done: 2 });
      const now = await Promise.all(jobs.map(statusOf));
      expect(now.filter((status) => status === "PENDING")).toHaveLength(2);
      expect(await operations().stop(id)).toEqual(stopped);
    });

    test("that is stopped before its first round changes nothing", async () => {
      const [job] = await some(1, "FAILED");
      const { id } = await retry();
      expect(await operations().stop(id)).toMatchObject({ state: "STOPPED", done: 0 });
      await run();
      expect(await statusOf(job as Job)).toBe("FAILED");
    });

    test("is one of few that are open, and of a list, the latest first", async () => {
      const started: string[] = [];
      for (let count = 0; count < MAX_OPEN_OPERATIONS; count++) {
        const operation = await retry();
        started.push(operation.id);
        if (count === 0) await later(operation);
      }
      await expect(retry()).rejects.toMatchObject({
        code: "RESOURCE_EXHAUSTED",
        message: expect.stringContaining(`${MAX_OPEN_OPERATIONS} open operations`),
      });
      const pages: string[] = [];
      let pageToken: string | undefined;
      do {
        const page = await operations().list({ pageSize: 8, ...(pageToken && { pageToken }) });
        pages.push(...page.operations.map(({ id }) => id));
        pageToken = page.nextPageToken;
      } while (pageToken !== undefined);
      expect(pages).toEqual([...started].sort().reverse());
      expect(pages.at(-1)).toBe(started[0]);
      const open = await operations().open();
      expect(open.map(({ record }) => record.id)).toEqual([...started].sort());
      const [first] = open;
      if (first === undefined) throw new Error("none is open");
      expect(await operations().save(first)).toBe(true);
      expect(await operations().save(first)).toBe(false);
    });

    test("that does not exist is not found", async () => {
      const none = "op-0000000000000000";
      for (const call of [operations().get(none), operations().stop(none)]) {
        await expect(call).rejects.toMatchObject({
          code: "NOT_FOUND",
          message: expect.stringContaining(none),
        });
      }
    });
  });
}

type RunnerStore = ConstructorParameters<typeof OperationRunner>[0]["store"];

/** `store`, whose jobs an operation changes by `by`, which is given the store's own way. */
function changedBy(
  store: Store,
  by: (
    change: () => ReturnType<Store["operations"]["change"]>,
  ) => ReturnType<Store["operations"]["change"]>,
): RunnerStore {
  const { operations } = store;
  return {
    list: (...args) => store.list(...args),
    operations: {
      open: () => operations.open(),
      save: (operation) => operations.save(operation),
      change: (...args) => by(() => operations.change(...args)),
    },
  };
}
