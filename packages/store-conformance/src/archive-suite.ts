import type { ArchivedJob, EnqueueRequest, Job, JobStanding, Restored } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { type Bench, bytes, LONG_LEASE_MS, TYPE } from "./harness.ts";

const HOUR_MS = 3_600_000;
const EVERYTHING = {
  payload: bytes('{"to": "ada"}'),
  contentType: "application/x-test",
  priority: 7,
  maxAttempts: 3,
  backoff: { initialMs: 1_500, multiplier: 3, maxMs: 60_000, jitter: 0.25 },
  timeoutMs: 5_000,
  retentionMs: 2 * HOUR_MS,
  metadata: { "ü\u0000": "\u0000" },
  expiresInMs: 3 * HOUR_MS,
} satisfies Partial<EnqueueRequest>;

/** Takes jobs, groups and runs out of a store, and puts them into one as they were. */
export function archiveSuite(bench: () => Bench): void {
  const archive = () => bench().store.archive;
  const restore = async (...jobs: readonly ArchivedJob[]): Promise<Restored[]> =>
    archive().restoreJobs(jobs);
  const standingOf = async (job: Job): Promise<JobStanding> => {
    const [standing] = await archive().standings([job]);
    if (standing === undefined) throw new Error(`no job ${job.id}`);
    return standing;
  };
  /** A job as it is kept, which is then deleted: its id is one of the store. */
  const taken = async (request: Partial<EnqueueRequest> = {}): Promise<ArchivedJob> => {
    const job = await bench().enqueue(request);
    const standing = await standingOf(job);
    await bench().store.delete(job.id);
    return { job, standing };
  };
  /** `archived` with other fields; those that are undefined are left out. */
  const as = (
    { job, standing }: ArchivedJob,
    fields: { readonly [Field in keyof Job]?: Job[Field] | undefined },
    more: Partial<JobStanding> = {},
  ): ArchivedJob => {
    const all = Object.entries({ ...job, ...fields }).filter(([, value]) => value !== undefined);
    return { job: Object.fromEntries(all) as unknown as Job, standing: { ...standing, ...more } };
  };
  /** The same as one that has failed. */
  const failed = (archived: ArchivedJob, more: Partial<JobStanding> = {}): ArchivedJob => {
    const { updatedAt, retentionMs } = archived.job;
    const at = updatedAt + 5;
    const error = { attempt: 1, message: "broken", details: "a\nb", at, workerId: "w\u0000" };
    return as(
      archived,
      {
        ...{ status: "FAILED", attempt: 1, sequence: 3, errors: [error], workerId: "w\u0000" },
        ...{ startedAt: updatedAt + 1, updatedAt: at, finishedAt: at, startBy: undefined },
        expiresAt: more.keepsTurn ? undefined : at + retentionMs,
      },
      { token: 1, ...more },
    );
  };
  const running = (archived: ArchivedJob): ArchivedJob => {
    const { updatedAt } = archived.job;
    return as(
      archived,
      {
        ...{ status: "RUNNING", attempt: 2, sequence: 9, workerId: "worker-9", startBy: undefined },
        ...{
          startedAt: updatedAt,
          leaseExpiresAt: updatedAt + LONG_LEASE_MS,
          cancelRequested: true,
        },
        cancelReason: "by hand",
        progress: { fraction: 0.5, message: "half" },
        log: [{ at: updatedAt, attempt: 2, text: "line\u0000" }],
      },
      { token: 41 },
    );
  };

  describe("what was taken out of a store", () => {
    test("is there as it was, in each status, with all that is kept of it", async () => {
      const plain = await taken();
      const large = await taken({ payload: new Uint8Array(100_000).fill(7) });
      const full = await taken({ ...EVERYTHING, delivery: "AT_MOST_ONCE" });
      const scheduled = await taken({ ...EVERYTHING, delayMs: HOUR_MS });
      const { updatedAt } = plain.job;
      const retrying = as(failed(await taken(EVERYTHING)), {
        ...{ status: "RETRYING", finishedAt: undefined, expiresAt: undefined },
        runAt: updatedAt + HOUR_MS,
      });
      const completed = as(failed(await taken()), {
        status: "COMPLETED",
        errors: [],
        result: bytes("{}"),
      });
      const all = [plain, large, full, scheduled, retrying, running(await taken()), completed];
      all.push(failed(await taken(EVERYTHING)), as(failed(await taken()), { status: "CANCELLED" }));
      expect(await restore(...all)).toEqual(all.map(() => "RESTORED"));
      for (const { job, standing } of all) {
        expect(await bench().store.get(job.id)).toEqual(job);
        expect(await standingOf(job)).toEqual(standing);
      }
      const { counts } = await bench().store.queues.get(TYPE);
      expect(counts).toMatchObject({
        ...{ PENDING: { jobs: 3 }, SCHEDULED: { jobs: 1 }, RETRYING: { jobs: 1 } },
        ...{ RUNNING: { jobs: 1 }, COMPLETED: { jobs: 1 }, FAILED: { jobs: 1 } },
        CANCELLED: { jobs: 1 },
      });
    });

    test("is left as it is where it is there already, and is not brought back when its time is over", async () => {
      const job = await bench().enqueue({ priority: 9 });
      const standing = await standingOf(job);
      const over = failed(await taken());
      const expired = as(over, { expiresAt: 1 });
      expect(await restore(as({ job, standing }, { priority: 1 }), expired, over)).toEqual([
        ...["EXISTS", "EXPIRED", "RESTORED"],
      ]);
      expect(await bench().store.get(job.id)).toEqual(job);
    });

    test("is leased in its order, by waiting workers, too, and runs to its end", async () => {
      const [low, first, second] = [await taken({ priority: 1 }), await taken(), await taken()];
      await restore(first, second, low);
      const { id: fresh } = await bench().enqueue();
      const leases = await bench().lease({ maxJobs: 5 });
      const order = [first.job.id, second.job.id, fresh, low.job.id];
      // Partitions are served in turn; in each the order holds.
      expect(leases.map(({ job }) => job.id).sort()).toEqual([...order].sort());
      const of = (id: string) => leases.findIndex(({ job }) => job.id === id);
      if (first.job.id[0] === second.job.id[0])
        expect(of(first.job.id)).toBeLessThan(of(second.job.id));
      for (const lease of leases) {
        expect(await bench().settle(lease, { kind: "completed" })).toEqual({ status: "COMPLETED" });
      }
      const late = await taken();
      const waiting = bench().source.lease({
        ...{ types: [TYPE], maxJobs: 1, leaseMs: LONG_LEASE_MS, waitMs: 30_000, workerId: "w" },
      });
      await restore(late);
      expect(await waiting).toMatchObject([{ job: { id: late.job.id } }]);
    });

    test("keeps its lease: its worker settles it, and one whose lease has ended is rescued", async () => {
      const kept = running(await taken());
      const { job } = running(await taken());
      const lost = as(
        { job, standing: kept.standing },
        { leaseExpiresAt: job.updatedAt, cancelRequested: false },
      );
      await restore(kept, lost);
      const lease = { job: kept.job, token: 41, expiresAt: kept.job.leaseExpiresAt ?? 0 };
      expect(await bench().settle({ ...lease, token: 40 }, { kind: "completed" })).toMatchObject({
        error: { code: "LEASE_LOST" },
      });
      expect(await bench().extend(lease)).toBe("CANCEL_REQUESTED");
      expect(await bench().settle(lease, { kind: "completed" })).toEqual({ status: "COMPLETED" });
      const rescued = await bench().untilStatus(job.id, "RETRYING");
      expect(rescued).toMatchObject({ attempt: 2, errors: [{ attempt: 2, workerId: "worker-9" }] });
    });

    test("binds its idempotency key, and is refused where another job has that", async () => {
      const request = { idempotencyKey: "k", concurrencyKey: "c", payload: bytes("1") };
      const first = await taken(request);
      expect(first.standing.fingerprint).toMatch(/./);
      await restore(failed(first));
      const again = await bench().enqueue(request);
      expect(again).toMatchObject({ id: first.job.id, status: "FAILED" });
      await bench().store.delete(again.id);
      await bench().enqueue({ ...request, payload: bytes("2") });
      const [error] = await restore(first);
      expect(error).toMatchObject({ code: "ALREADY_EXISTS" });
      await expect(bench().store.get(first.job.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    });

    test.each([
      ["FINISHED", {}],
      ["STARTED", { until: "STARTED" }],
      ["COMPLETED", { until: "COMPLETED" }],
      ["TTL", { ttlMs: HOUR_MS }],
    ] as const)("holds its unique key up to %s, or does not any more", async (hold, terms) => {
      const request = { unique: { key: "u", ...terms } };
      const first = await taken(request);
      const { unique } = first.standing;
      expect(unique).toMatchObject({ hold, holds: true });
      await restore(first);
      expect(await standingOf(first.job)).toEqual(first.standing);
      expect(await bench().enqueue(request)).toMatchObject({ id: first.job.id });
      const second = await taken({ type: `${TYPE}-2` });
      const other = as(
        second,
        { type: TYPE, uniqueKey: "u" },
        {
          unique: {
            hold,
            holds: true,
            ...(hold === "TTL" && { endsAt: first.job.createdAt + HOUR_MS }),
          },
        },
      );
      if (other.job.id[0] === first.job.id[0]) {
        expect(await restore(other)).toMatchObject([{ code: "ALREADY_EXISTS" }]);
      }
      await bench().store.delete(first.job.id);
      await restore(failed(first, { unique: { hold, holds: false } }));
      expect((await bench().enqueue(request)).id).not.toBe(first.job.id);
    });

    test("waits for what it has waited for, in whatever order both come", async () => {
      const ends = async (isFirst: boolean) => {
        const awaited = await bench().enqueue();
        const waiter = await bench().enqueue({ after: [awaited.id], type: `${TYPE}-2` });
        const last = await bench().enqueue({ after: [waiter.id], type: `${TYPE}-1` });
        const all: ArchivedJob[] = [];
        for (const job of [last, waiter, awaited]) {
          all.push({ job: await bench().store.get(job.id), standing: await standingOf(job) });
        }
        for (const { job } of all) await bench().store.delete(job.id);
        for (const each of isFirst ? all.reverse() : all)
          expect(await restore(each)).toEqual(["RESTORED"]);
        for (const { job } of all) expect(await bench().store.get(job.id)).toEqual(job);
        await bench().store.cancel(awaited.id);
        expect(await bench().store.get(last.id)).toMatchObject({
          status: "CANCELLED",
          cancelReason: `it comes after job ${waiter.id}, which was cancelled`,
        });
      };
      await ends(true);
      await ends(false);
    });

    test("gets the unique key of the job that it is to follow", async () => {
      const request = { unique: { key: "u", onConflict: "REPLACE" as const } };
      const first = await bench().enqueue(request);
      const [lease] = await bench().lease();
      const second = await bench().enqueue(request);
      const all: ArchivedJob[] = [];
      for (const { id } of [second, first]) {
        const job = await bench().store.get(id);
        all.push({ job, standing: await standingOf(job) });
      }
      expect(all).toMatchObject([
        { job: { status: "BLOCKED" }, standing: { unique: { holds: false } } },
        { job: { status: "RUNNING" }, standing: { token: 1, unique: { holds: true } } },
      ]);
      await bench().store.delete(second.id);
      await bench().settle(lease as NonNullable<typeof lease>, { kind: "completed" });
      await bench().store.delete(first.id);
      for (const each of all) expect(await restore(each)).toEqual(["RESTORED"]);
      await bench().settle(lease as NonNullable<typeof lease>, { kind: "completed" });
      expect(await bench().store.get(second.id)).toMatchObject({ status: "PENDING" });
      expect((await standingOf(second)).unique).toEqual({ hold: "FINISHED", holds: true });
    });

    test("takes a slot of its concurrency key, or keeps the turn of that", async () => {
      await bench().store.queues.setLimits(TYPE, { keyMaxRunning: 1, keyOnFailure: "HALT" });
      const request = { concurrencyKey: "k" };
      const [slot, next] = [await taken(request), await taken(request)];
      await restore(running(slot), next);
      expect(await bench().lease()).toEqual([]);
      await bench().settle({ job: slot.job, token: 41, expiresAt: 0 }, { kind: "completed" });
      const leases = await bench().lease({ maxJobs: 2 });
      expect(leases).toMatchObject([{ job: { id: next.job.id } }]);
      await bench().settle(leases[0] as (typeof leases)[0], { kind: "completed" });
      const keeper = failed(await taken(request), { keepsTurn: true });
      const behind = await taken(request);
      await restore(keeper, behind);
      expect(await bench().store.get(keeper.job.id)).toEqual(keeper.job);
      expect(await standingOf(keeper.job)).toEqual(keeper.standing);
      expect(await bench().lease()).toEqual([]);
      await bench().store.queues.resumeKey(TYPE, "k");
      expect(await bench().lease()).toMatchObject([{ job: { id: behind.job.id } }]);
    });

    test("belongs to its group, which counts it once and calls back as it ends", async () => {
      const callback = { type: `${TYPE}-callback` };
      const { groups } = bench().store;
      const template = await groups.create({
        onFinished: callback,
        jobs: [{ type: TYPE }, { type: TYPE }],
        sealed: true,
      });
      const { jobs } = await groups.listJobs(template.id);
      const parts: ArchivedJob[] = [];
      for (const id of [template.callbacks.onFinished as string, ...jobs.map((job) => job.id)]) {
        const job = await bench().store.get(id);
        parts.push({ job, standing: await standingOf(job) });
      }
      // Another one, of which all ids are told by one letter.
      const other = (id: string) =>
        id.replace(/^(\d+-)./, (_, home) => `${home}${id.includes("-Z") ? "Y" : "Z"}`);
      const group = {
        ...template,
        id: other(template.id),
        callbacks: { onFinished: other(template.callbacks.onFinished as string) },
      };
      expect(await archive().restoreGroup(group)).toBe("RESTORED");
      expect(await archive().restoreGroup(group)).toBe("EXISTS");
      expect(
        await archive().restoreGroup({ ...group, id: other(jobs[0]?.id as string), expiresAt: 1 }),
      ).toBe("EXPIRED");
      const copies = parts.map(({ job, standing }) =>
        as(
          { job, standing },
          {
            id: other(job.id),
            ...(job.groupId && { groupId: group.id }),
            ...(job.waitsFor && { waitsFor: { ...job.waitsFor, jobIds: [group.id] } }),
          },
        ),
      );
      for (const { job } of parts.slice(1)) await bench().store.cancel(job.id);
      expect(await restore(...copies)).toEqual(["RESTORED", "RESTORED", "RESTORED"]);
      expect(await groups.get(group.id)).toEqual(group);
      const listed = await groups.listJobs(group.id);
      expect(listed.jobs.map(({ id }) => id)).toEqual(copies.slice(1).map(({ job }) => job.id));
      const found: string[] = [];
      for (let after: string | undefined = ""; after !== undefined; ) {
        const page: Awaited<ReturnType<ReturnType<typeof archive>["groups"]>> =
          await archive().groups({ after, limit: 1 });
        found.push(...page.groups.map(({ id }) => id));
        after = page.last;
      }
      expect([...new Set(found)].sort()).toEqual([group.id, template.id].sort());
      for (const lease of await bench().lease({ maxJobs: 5 })) {
        await bench().settle(lease, { kind: "completed" });
      }
      expect(await groups.get(group.id)).toMatchObject({ counts: { open: 0, completed: 2 } });
      expect(await bench().store.get(group.callbacks.onFinished)).toMatchObject({
        status: "PENDING",
      });
    });

    test("is told of, where it is a run, by the jobs that come after it", async () => {
      const { runs } = bench().store;
      const id = await runs.newId();
      const made = await runs.change({
        ...{
          id,
          ifVersion: 0,
          workflow: "w",
          key: "run-key",
          state: "RUNNING",
          record: "{}",
          taken: [],
        },
        ...{
          wakeAt: 4_000_000_000_000,
          parts: [
            { name: "a", value: bytes("1") },
            { name: "b", value: bytes("") },
          ],
          jobs: [],
        },
      });
      expect(made).toEqual({ changed: true });
      const run = await archive().run(id);
      if (run === undefined) throw new Error("there is no run");
      expect(run).toMatchObject({ key: "run-key", wakeAt: 4_000_000_000_000, news: [] });
      expect(await archive().restoreRun(run)).toBe("EXISTS");
      const sibling = {
        ...run,
        stored: { ...run.stored, id: id.replace(/.$/, (last) => (last === "x" ? "y" : "x")) },
      };
      expect(await archive().restoreRun(sibling)).toMatchObject({ code: "ALREADY_EXISTS" });
      expect(await runs.delete(id, 1, 10)).toBe("DELETED");
      const told = { kind: "told", text: "news", number: 1, at: 5 } as const;
      const stored = { ...run.stored, version: 7, createdAt: run.stored.createdAt - 5 };
      expect(await archive().restoreRun({ ...run, stored, news: [told] })).toBe("RESTORED");
      const step = await taken();
      const job = as(step, {
        id: id.replace(/.$/, (last) => (last === "x" ? "y" : "x")),
        run: { id, step: "s", epoch: 1, index: 3 },
      });
      expect(await restore(job)).toEqual(["RESTORED"]);
      expect(await bench().store.get(job.job.id)).toEqual(job.job);
      expect(await archive().run(id)).toMatchObject({
        stored,
        parts: run.parts,
        news: [{ text: "news", at: 5 }],
      });
      expect((await runs.list({ limit: 10 })).runs).toEqual([stored]);
      await bench().settle(await bench().leaseOne(), { kind: "completed", result: bytes("2") });
      const { news } = await runs.get(id, { maxNews: 10 });
      expect(news).toMatchObject([
        { kind: "told" },
        { kind: "job", jobId: job.job.id, result: bytes("2") },
      ]);
      expect((await runs.due(10)).due).toEqual([id]);
      expect(await runs.delete(id, 7, 10)).toBe("DELETED");
      await expect(bench().store.get(job.job.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    });

    test("is refused by itself where it makes no sense, with the fields at fault", async () => {
      const good = await taken();
      const bad = [
        as(good, { id: "x" }),
        as(good, { status: "RUNNING" }),
        as(good, { priority: 101 }),
        as(good, { uniqueKey: "u" }),
        as(good, { errors: [{ attempt: 1 } as never] }),
      ];
      const [id, lease, priority, unique, error, restored] = await restore(...bad, good);
      expect(id).toMatchObject({ violations: [{ field: "id" }] });
      expect(lease).toMatchObject({
        violations: [{ field: "leaseExpiresAt" }, { field: "workerId" }],
      });
      expect(priority).toMatchObject({ violations: [{ field: "job.priority" }] });
      expect(unique).toMatchObject({ violations: [{ field: "standing.unique" }] });
      expect(error).toMatchObject({ code: "INVALID_ARGUMENT" });
      expect(restored).toBe("RESTORED");
      expect(await archive().restoreGroup({} as never)).toMatchObject({ code: "INVALID_ARGUMENT" });
      expect(await archive().standings([bad[1]?.job as Job])).toEqual([good.standing]);
      await expect(archive().standings([{ id: "x" } as Job])).rejects.toMatchObject({
        code: "INVALID_ARGUMENT",
      });
      const absent = {
        ...good.job,
        id: good.job.id.replace(/.$/, (last) => (last === "x" ? "y" : "x")),
      };
      expect(await archive().standings([absent])).toEqual([undefined]);
    });
  });
}
