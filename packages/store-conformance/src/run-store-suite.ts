import {
  type Lease,
  type Outcome,
  type ReadRun,
  RUN_NEWS_BYTES,
  type RunChange,
  type RunJob,
  type RunNews,
  runStepIds,
  type StoredRun,
} from "@millrace/core";
import { describe, expect, test } from "vitest";
import { type Bench, bytes, LONG_LEASE_MS, TYPE } from "./harness.ts";

const NOWHERE = "0-0000000000000000";

/** How a store keeps runs, whatever is decided of them. */
export function runStoreSuite(bench: () => Bench): void {
  const port = () => bench().store.runs;
  const changeOf = (id: string, ifVersion: number, more: Partial<RunChange> = {}): RunChange => ({
    ...{ id, ifVersion, workflow: "w", state: "RUNNING", record: `record ${ifVersion + 1}` },
    ...{ taken: [], jobs: [], ...more },
  });
  /** Makes a run. */
  const make = async (more: Partial<RunChange> = {}) => {
    const id = await port().newId();
    expect(await port().change(changeOf(id, 0, more))).toEqual({ changed: true });
    return id;
  };
  const jobOf = (
    runId: string,
    step = "a",
    { index, ...request }: Partial<RunJob["request"]> & { readonly index?: number } = {},
  ): RunJob => ({
    id: runStepIds(runId, step, 1)(index ?? 0),
    place: { step, epoch: 1, ...(index !== undefined && { index }) },
    request: { type: TYPE, maxAttempts: 1, ...request },
  });
  /** Makes a run with jobs for these steps; returns its id. */
  const withJobs = async (...requests: Partial<RunJob["request"]>[]) => {
    const id = await port().newId();
    const jobs = requests.map((request, i) => jobOf(id, `s${i}`, request));
    await port().change(changeOf(id, 0, { jobs }));
    return { id, jobs };
  };
  const news = async (id: string) => (await port().get(id, { maxNews: 1_000 })).news;
  const texts = async (id: string) =>
    (await news(id)).map((each) => (each.kind === "told" ? each.text : each.run?.step));
  const ends = async (id: string) =>
    (await news(id)).map((each) => (each.kind === "job" ? each.status : each.text));
  const numbers = (all: readonly RunNews[]) => all.map(({ number }) => number);
  const parts = async (id: string, ...names: string[]) => {
    const read = (await port().get(id, { parts: names })).parts;
    return Object.fromEntries(
      [...read].map(([name, value]) => [name, Buffer.from(value).toString()]),
    );
  };
  const timePasses = async () => {
    const { now } = await port().due(1);
    await bench().until(async () => expect((await port().due(1)).now).toBeGreaterThan(now));
  };
  const part = (name: string, value: string) => ({ name, value: bytes(value) });

  describe("a kept run", () => {
    test("is changed by one of those who know its version", async () => {
      const id = await make({ record: "first" });
      const first = await port().get(id);
      expect(first).toMatchObject({
        stored: { id, version: 1, workflow: "w", state: "RUNNING", record: "first" },
        news: [],
      });
      const { createdAt } = first.stored as StoredRun;
      const jobs = (n: number) => [jobOf(id, `of${n}`)];
      const changes = [1, 2, 3, 4].map((n) =>
        port().change(changeOf(id, 1, { record: `by ${n}`, state: "PAUSED", jobs: jobs(n) })),
      );
      const changed = (await Promise.all(changes)).map((each) => each.changed);
      expect(changed.filter(Boolean)).toHaveLength(1);
      expect((await port().get(id)).stored).toEqual({
        ...{ id, createdAt, version: 2, workflow: "w", state: "PAUSED" },
        record: `by ${changed.indexOf(true) + 1}`,
      });
      expect(await bench().lease({ maxJobs: 10 })).toHaveLength(1);
      expect(await port().change(changeOf(id, 0))).toMatchObject({ changed: false });
      expect(await port().change(changeOf(NOWHERE, 1))).toMatchObject({ changed: false });
    });

    test("is one for one key, until it is deleted", async () => {
      const home = "order 7";
      const ids = await Promise.all(Array.from({ length: 8 }, () => port().newId(home)));
      const made = await Promise.all(
        ids.map((id) => port().change(changeOf(id, 0, { key: home, jobs: [jobOf(id)] }))),
      );
      const id = ids[made.findIndex((each) => each.changed)] as string;
      expect(made.filter((each) => !each.changed)).toEqual(
        Array.from({ length: 7 }, () => ({ changed: false, existing: id })),
      );
      expect(await bench().lease({ maxJobs: 10 })).toHaveLength(1);
      expect(await port().delete(id, 1, 100)).toBe("DELETED");
      const other = await port().newId(home);
      expect(await port().change(changeOf(other, 0, { key: home }))).toEqual({ changed: true });
    });

    test("has parts, which only those rewrite who name them", async () => {
      const value = new Uint8Array([0, 255, 10, 13]);
      const id = await make({ parts: [part("a", "1"), { name: "é/ 2", value }] });
      expect((await port().get(id, { parts: ["é/ 2", "none"] })).parts).toEqual(
        new Map([["é/ 2", value]]),
      );
      await port().change(
        changeOf(id, 1, { parts: [part("a", "2"), part("c", ""), { name: "é/ 2" }] }),
      );
      expect(await parts(id, "a", "é/ 2", "c")).toEqual({ a: "2", c: "" });
      await port().change(changeOf(id, 1, { parts: [part("a", "late")] }));
      expect(await parts(id, "a")).toEqual({ a: "2" });
      expect((await port().get(id)).parts.size).toBe(0);
      expect((await port().get(NOWHERE, { parts: ["a"], maxNews: 1 })).stored).toBeUndefined();
    });

    test("is told things, in order, until they are taken", async () => {
      const id = await make();
      const heard: string[] = [];
      const unlisten = port().onNews((run) => heard.push(run));
      for (const text of ["one", "two", "three"]) expect(await port().tell(id, text)).toBe(true);
      expect(await port().tell(NOWHERE, "lost")).toBe(false);
      unlisten();
      expect(heard).toEqual([id, id, id]);
      const first = (await port().get(id, { maxNews: 2 })).news;
      expect(first).toMatchObject([
        { kind: "told", text: "one", at: expect.any(Number) },
        { kind: "told", text: "two" },
      ]);
      expect((await port().due(10)).due).toEqual([id]);
      await port().change(changeOf(id, 1, { taken: numbers(first) }));
      expect(await texts(id)).toEqual(["three"]);
      expect((await port().due(10)).due).toEqual([id]);
      await port().change(changeOf(id, 2, { taken: numbers(await news(id)) }));
      expect((await port().due(10)).due).toEqual([]);
    });

    test("is due by its time", async () => {
      const { now } = await port().due(1);
      const past = [await make({ wakeAt: now - 2 }), await make({ wakeAt: now - 1 })];
      const soon = now + LONG_LEASE_MS;
      const later = await make({ wakeAt: soon + 1 });
      await make({ wakeAt: soon });
      await make();
      const due = await port().due(10);
      expect([...due.due].sort()).toEqual([...past].sort());
      expect(due.nextAt).toBe(soon);
      expect((await port().due(1)).due).toHaveLength(1);
      await port().change(changeOf(past[0] as string, 1));
      await port().change(changeOf(later, 1, { wakeAt: now }));
      expect([...(await port().due(10)).due].sort()).toEqual([past[1], later].sort());
    });

    test("makes other runs and tells them things in the same step", async () => {
      const parent = await make();
      const child = await port().newId(parent);
      const start = {
        id: child,
        workflow: "c",
        state: "NEW",
        record: "r",
        parts: [part("input", "7")],
      };
      const tells = [
        { id: parent, text: "to itself" },
        { id: NOWHERE, text: "lost" },
      ];
      const both = { starts: [start], tells };
      expect(await port().change(changeOf(parent, 1, both))).toEqual({ changed: true });
      expect((await port().get(child)).stored).toMatchObject({
        ...{ version: 1, workflow: "c", state: "NEW", record: "r" },
      });
      expect(await parts(child, "input")).toEqual({ input: "7" });
      expect([...(await port().due(10)).due].sort()).toEqual([parent, child].sort());
      await port().change(
        changeOf(child, 1, { record: "changed", tells: [{ id: parent, text: "done" }] }),
      );
      await port().change(changeOf(parent, 2, both));
      expect((await port().get(child)).stored?.record).toBe("changed");
      expect(await texts(parent)).toEqual(["to itself", "done", "to itself"]);
      await port().change(
        changeOf(parent, 1, { tells: [{ id: child, text: "of an old version" }] }),
      );
      expect(await news(child)).toEqual([]);
    });

    test("is listed by workflow and state, the latest first", async () => {
      const ids: string[] = [];
      for (const name of ["a1", "b1", "a2", "a1", "b2"]) {
        const [workflow = "", state = ""] = name;
        ids.push(await make({ workflow, state }));
        await timePasses();
      }
      await port().change(changeOf(ids[2] as string, 1, { state: "1" }));
      const list = async (query: object) => {
        const found: number[] = [];
        let slice = await port().list({ limit: 2, ...query });
        for (;;) {
          for (const { id } of slice.runs) found.push(ids.indexOf(id));
          if (slice.last === undefined) return found;
          slice = await port().list({ limit: 2, ...query, after: slice.last });
        }
      };
      expect(await list({})).toEqual([4, 3, 2, 1, 0]);
      expect(await list({ workflow: "a" })).toEqual([3, 2, 0]);
      expect(await list({ states: ["1"] })).toEqual([3, 2, 1, 0]);
      expect(await list({ states: ["1", "2"], workflow: "b" })).toEqual([4, 1]);
      expect(await list({ states: ["2"], workflow: "a" })).toEqual([]);
      expect(await list({ states: [] })).toEqual([]);
    });
  });

  describe("a job of a run", () => {
    test("says for which step it is made, and comes to its turn as any other one", async () => {
      const id = await port().newId();
      const jobs = [
        jobOf(id, "low", { index: 3, priority: 1, payload: bytes("7") }),
        jobOf(id, "high", { priority: 2, metadata: { a: "b" } }),
      ];
      await bench().store.queues.drain(TYPE);
      await port().change(changeOf(id, 0, { jobs }));
      const [first, second] = await bench().lease({ maxJobs: 2 });
      expect(first?.job).toMatchObject({
        ...{ id: jobs[1]?.id, metadata: { a: "b" }, run: { id, step: "high", epoch: 1 } },
      });
      const run = { id, step: "low", epoch: 1, index: 3 };
      expect(second?.job).toMatchObject({ id: jobs[0]?.id, run });
      expect(
        (await bench().store.list({ type: TYPE })).jobs.map((job) => job.run?.step).sort(),
      ).toEqual(["high", "low"]);
      expect(await bench().store.get(jobs[0]?.id as string)).toMatchObject({
        run,
        payload: bytes("7"),
      });
    });

    test("is none when a request is in no order, and nothing else happens", async () => {
      const id = await port().newId();
      const jobs = [jobOf(id), jobOf(id, "b", { priority: 101 })];
      expect(await port().change(changeOf(id, 0, { jobs }))).toMatchObject({
        changed: false,
        refused: [{ place: 1, error: { code: "INVALID_ARGUMENT" } }],
      });
      expect((await port().get(id)).stored).toBeUndefined();
      expect(await bench().lease()).toEqual([]);
    });

    test("is news by how it ends", async () => {
      const { id, jobs } = await withJobs(
        {},
        {},
        {},
        { maxAttempts: 2 },
        { delayMs: LONG_LEASE_MS },
      );
      const heard = new Set<string>();
      const unlisten = port().onNews((run) => heard.add(run));
      const leases = await bench().lease({ maxJobs: 10 });
      expect(leases.map(({ job }) => job.run?.step)).toEqual(["s0", "s1", "s2", "s3"]);
      await bench().source.settle(
        (
          [
            { kind: "completed", result: bytes("[1]") },
            { kind: "failed", message: "no", permanent: true },
            { kind: "completed" },
            { kind: "failed", message: "once more" },
          ] as const
        ).map((outcome, i) => ({
          ...{ jobId: jobs[i]?.id as string, token: leases[i]?.token as number, outcome },
        })),
      );
      expect(heard).toEqual(new Set([id]));
      const settled = await news(id);
      expect(new Set(numbers(settled)).size).toBe(3);
      const byStep = settled.map((each) => (each.kind === "job" ? [each.run?.step, each] : []));
      const end = (i: number) => ({ kind: "job", jobId: jobs[i]?.id, run: { id, step: `s${i}` } });
      expect(Object.fromEntries(byStep)).toMatchObject({
        s0: { ...end(0), status: "COMPLETED", result: bytes("[1]") },
        s1: { ...end(1), status: "FAILED", error: "no" },
        s2: { ...end(2), status: "COMPLETED" },
      });
      expect((await port().due(10)).due).toEqual([id]);
      await port().change(changeOf(id, 1, { taken: numbers(settled) }));
      await bench().store.cancel(jobs[4]?.id as string, "not needed");
      await bench().store.cancel(jobs[3]?.id as string, "nor this");
      unlisten();
      expect(await news(id)).toMatchObject([
        { ...end(4), status: "CANCELLED", error: "not needed" },
        { ...end(3), status: "CANCELLED", error: "nor this" },
      ]);
      expect(await bench().lease()).toEqual([]);
    });

    test("tells its run something in the step in which it completes, before its end", async () => {
      const { id, jobs } = await withJobs({}, {}, {}, { maxAttempts: 2 });
      const leases = await bench().lease({ maxJobs: 4 });
      const settle = (place: number, token: number, outcome: Outcome) =>
        bench().store.settle([{ jobId: jobs[place]?.id as string, token, outcome }]);
      const telling = (tellsRun: string, more: object = {}): Outcome => ({
        ...{ kind: "completed", tellsRun, ...more },
      });
      const enqueue = [{ type: "child" }];
      const result = bytes("[1]");
      const token = (place: number) => leases[place]?.token as number;
      expect(await settle(0, token(0) + 1, telling("no"))).toMatchObject([{ error: {} }]);
      expect(await settle(0, token(0), telling("é", { result }))).toEqual([
        { status: "COMPLETED" },
      ]);
      expect(await settle(0, token(0), telling("late"))).toMatchObject([{ error: {} }]);
      await settle(1, token(1), telling("plain"));
      await settle(2, token(2), telling("parent", { result, enqueue }));
      await settle(3, token(3), { kind: "failed", message: "no", retryAfterMs: 0 });
      await bench().until(async () => {
        const [again] = await bench().lease();
        expect(again).toBeDefined();
        await settle(3, again?.token as number, telling("again"));
      });
      expect(await texts(id)).toEqual(["é", "s0", "plain", "s1", "parent", "s2", "again", "s3"]);
      expect(await news(id)).toMatchObject([{}, { result }, {}, {}, {}, { result }, {}, {}]);
      expect((await bench().store.list({ type: "child" })).jobs).toHaveLength(1);
      const plain = await bench().enqueue();
      const lease = await bench().leaseOne();
      expect(await bench().settle(lease, telling("nobody"))).toEqual({ status: "COMPLETED" });
      expect((await bench().store.get(plain.id)).status).toBe("COMPLETED");
    });

    test("is news when its worker is gone, and when nobody has started it in time", async () => {
      const { id } = await withJobs({}, { expiresInMs: 1 });
      await timePasses();
      const [lost] = await bench().lease({ leaseMs: 10, maxJobs: 2 });
      expect(lost?.job.run?.step).toBe("s0");
      await bench().until(async () => {
        await bench().store.maintain();
        expect((await ends(id)).sort()).toEqual(["CANCELLED", "FAILED"]);
      });
    });

    test("has its news read as far as they are not too much", async () => {
      const { id } = await withJobs(...Array.from({ length: 6 }, () => ({})));
      const leases = await bench().lease({ maxJobs: 6 });
      const result = new Uint8Array(RUN_NEWS_BYTES / 4 - 100);
      for (const lease of leases) await bench().settle(lease, { kind: "completed", result });
      const first = await news(id);
      // Four are not quite too much.
      expect(first).toHaveLength(5);
      await port().change(changeOf(id, 1, { taken: numbers(first) }));
      expect(await news(id)).toHaveLength(1);
    });

    test("cannot be retried or deleted by itself", async () => {
      const { id, jobs } = await withJobs({});
      const jobId = jobs[0]?.id as string;
      await bench().settle(await bench().leaseOne(), { kind: "failed", message: "no" });
      const refused = {
        code: "FAILED_PRECONDITION",
        message: expect.stringContaining(`step s0 of run ${id}`),
      };
      await expect(bench().store.redrive(jobId)).rejects.toMatchObject(refused);
      await expect(bench().store.delete(jobId)).rejects.toMatchObject(refused);
      for (const action of ["RETRY", "DELETE"] as const) {
        const [answer] = await bench().store.operations.change(action, [{ jobId }], "no");
        expect(answer).toMatchObject(refused);
      }
      expect(await bench().store.get(jobId)).toMatchObject({ status: "FAILED" });
      expect(await ends(id)).toEqual(["FAILED"]);
    });

    test("is deleted by its run, and by what the run says", async () => {
      const { id, jobs } = await withJobs({}, {}, {});
      const [first, second] = await bench().lease({ maxJobs: 2 });
      await bench().settle(first as Lease, { kind: "completed" });
      const forget = [first?.job.id as string];
      await port().change(changeOf(id, 1, { forget, parts: [part("a", "1"), part("b", "2")] }));
      expect(await bench().store.list({ type: TYPE })).toMatchObject({ jobs: { length: 2 } });
      expect(await port().delete(id, 1, 100)).toBe("CHANGED");
      const rounds: string[] = [];
      do rounds.push(await port().delete(id, 2, 1));
      while (rounds.at(-1) === "MORE");
      expect(rounds.length).toBeGreaterThan(1);
      expect(rounds.at(-1)).toBe("DELETED");
      expect(await port().get(id, { parts: ["a"], maxNews: 10 })).toEqual({
        ...({ now: expect.any(Number), news: [], parts: new Map() } satisfies Partial<ReadRun>),
      });
      for (const job of jobs) {
        await expect(bench().store.get(job.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
      }
      expect(await bench().settle(second as Lease, { kind: "completed" })).toMatchObject({
        error: { code: "LEASE_LOST" },
      });
      expect(await port().due(10)).toMatchObject({ due: [] });
      expect((await port().list({ limit: 10 })).runs).toEqual([]);
      expect(await port().delete(id, 2, 1)).toBe("DELETED");
    });
  });
}
