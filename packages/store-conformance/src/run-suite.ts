import {
  type Lease,
  type Outcome,
  RUN_DEFAULTS,
  type Run,
  type SettleResult,
} from "@millrace/core";
import { StepSource } from "@millrace/maintenance";
import { Runs, type Step, type Steps, type WorkflowDefinition } from "@millrace/workflow";
import { describe, expect, test } from "vitest";
import { type Bench, bytes, TYPE } from "./harness.ts";
import type { QueueOrder } from "./queue-order.ts";

/** What becomes of workflows in a store. */
export function runSuite(bench: () => Bench, order: QueueOrder): void {
  const runs = () => new Runs(bench().store);
  const job: Step = { type: TYPE, max_attempts: 1 };
  const behind = (...names: string[]) => ({ ...job, after: names });
  /** The template of what an expression makes. */
  const value = (expression: string) => `\${${expression}}`;
  const named = (steps: { readonly [name: string]: Step }): Steps =>
    // What a job gets says which one it is.
    Object.fromEntries(
      Object.entries(steps).map(([name, step]) => [
        name,
        "type" in step && step.input === undefined ? { ...step, input: [name] } : step,
      ]),
    ) as Steps;
  const diamond = (d: object = {}): Steps => ({
    ...{ a: job, b: behind("a"), c: behind("a") },
    d: { ...behind("b", "c"), ...d },
  });

  /** Starts a run of `steps`. */
  const start = async (steps: Steps, more: Partial<WorkflowDefinition> = {}, options = {}) => {
    const hooks = Object.fromEntries(
      Object.entries(more).map(([name, value]) => [
        name,
        typeof value === "object" ? named(value as Steps) : value,
      ]),
    );
    await runs().put({ name: "w", schema: 1, steps: named(steps), ...hooks });
    return (await runs().start("w", options)).run.id;
  };
  /** Decides what comes next in all runs that are due. */
  const advance = async () => {
    for (;;) {
      const { due } = await bench().store.runs.due(100);
      if (due.length === 0) return;
      await runs().advance(due);
    }
  };
  /** Ends a leased job, and decides what comes next, as who settles does. */
  const end = async (lease: Lease, outcome: Outcome = { kind: "completed" }) => {
    expect(await bench().settle(lease, outcome)).not.toHaveProperty("error");
    await advance();
  };
  const completed = (result: unknown): Outcome => ({
    kind: "completed",
    result: bytes(JSON.stringify(result)),
  });
  const failed: Outcome = { kind: "failed", message: "broken", permanent: true };
  const nameOf = ({ job: { run } }: Lease) =>
    run?.index === undefined ? String(run?.step) : `${run.step}[${run.index}]`;
  /** Leases all that may run, by their steps. */
  const leaseAll = async () => {
    const leases = await bench().lease({ maxJobs: 20 });
    return new Map(leases.map((lease) => [nameOf(lease), lease]));
  };
  const leaseOf = async (step: string) => {
    const lease = (await leaseAll()).get(step);
    if (lease === undefined) throw new Error(`no job of ${step} was due`);
    return lease;
  };
  const stepsOf = async (id: string) => {
    const { steps = [] } = await runs().get(id, { steps: true });
    return Object.fromEntries(steps.map((step) => [step.name, step]));
  };
  const statuses = async (id: string): Promise<Record<string, string>> => {
    const { status } = await runs().get(id);
    const shown = Object.values(await stepsOf(id)).map(
      (step) => [step.name, step.cause ?? step.status] as const,
    );
    return { ...Object.fromEntries(shown), run: status };
  };
  /** Lets time pass until the time of the run that is due next. */
  const passTime = () =>
    bench().until(async () => {
      expect((await bench().store.runs.due(1)).due).not.toEqual([]);
      await advance();
    });

  describe("a run", () => {
    test("is read as it is, also where a store goes on with it by itself", async () => {
      const id = await start({ a: job, b: behind("a"), c: behind("b") });
      const shown = async () => (await runs().get(id, { steps: true })).steps?.map((s) => s.status);
      const settleNext = async () => {
        const leases = await leaseAll();
        if (leases.size === 0) await advance();
        for (const lease of [...leases.values(), ...(await leaseAll()).values()]) {
          await bench().settle(lease, completed(nameOf(lease)));
        }
      };
      await settleNext();
      await settleNext();
      if ((await leaseAll()).size === 0) await advance();
      expect(await shown()).toEqual(["COMPLETED", "COMPLETED", "STARTED"]);
      expect(await runs().stepResult(id, "b")).toEqual({ result: "b" });
    });

    test("starts the last step of a diamond when both before it have completed", async () => {
      const id = await start(diamond());
      const a = await leaseOf("a");
      expect(a.job).toMatchObject({ payload: bytes('["a"]'), run: { id, step: "a", epoch: 1 } });
      await end(a);
      const both = await leaseAll();
      expect([...both.keys()].sort()).toEqual(["b", "c"]);
      await end(both.get("b") as Lease);
      expect(await leaseAll()).toEqual(new Map());
      expect(await statuses(id)).toMatchObject({ b: "COMPLETED", d: "BLOCKED" });
      await end(both.get("c") as Lease);
      await end(await leaseOf("d"), completed({ n: 7 }));
      expect(await runs().get(id)).toMatchObject({
        ...{ status: "COMPLETED", result: { d: { n: 7 } }, counts: { COMPLETED: 4 } },
      });
      const { lines } = await runs().history(id);
      expect(lines.map(({ sequence }) => sequence)).toEqual(lines.map((_, i) => i + 1));
      expect(lines.at(-1)).toMatchObject({ from: "RUNNING", to: "COMPLETED" });
      expect((await runs().history(id, lines.length - 1)).lines).toEqual([lines.at(-1)]);
    });

    test("starts a step once, however many decide at the same moment", async () => {
      const ids = await Promise.all(Array.from({ length: 20 }, () => start(diamond())));
      for (let round = 0; round < 3; round++) {
        const leases = await bench().lease({ maxJobs: 100 });
        await bench().source.settle(
          leases.map(({ job: { id: jobId }, token }) => ({
            ...{ jobId, token, outcome: { kind: "completed" } },
          })),
        );
        await Promise.all([advance(), advance(), advance()]);
        expect(leases).toHaveLength(round === 1 ? 40 : 20);
      }
      for (const id of ids) expect(await statuses(id)).toMatchObject({ run: "COMPLETED" });
    });

    test.for(["fails", "is cancelled", "is not started in time"] as const)(
      "skips what comes after a step whose job %s",
      async (how) => {
        const b = {
          ...behind("a"),
          ...(how === "is not started in time" && { expires_in: "0.001s" }),
        };
        const id = await start({ ...diamond(), b });
        await end(await leaseOf("a"));
        const { now } = await bench().store.runs.due(1);
        await bench().until(async () =>
          expect((await bench().store.runs.due(1)).now).toBeGreaterThan(now + 1),
        );
        const both = await leaseAll();
        if (how === "fails") await end(both.get("b") as Lease, failed);
        if (how === "is cancelled") {
          const lease = both.get("b") as Lease;
          await bench().settle(lease, { kind: "released", started: false });
          await bench().store.cancel(lease.job.id, "no");
        }
        await end(both.get("c") as Lease, completed(5));
        await bench().until(async () => {
          await bench().store.maintain();
          await advance();
          expect((await runs().get(id)).status).toBe("FAILED");
        });
        const status = how === "fails" ? "FAILED" : "CANCELLED";
        expect(await statuses(id)).toMatchObject({ b: status, d: "FAILURE" });
        expect(await runs().get(id)).toMatchObject({ error: { step: "b" } });
        expect(await runs().stepResult(id, "c")).toEqual({ result: 5 });
      },
    );

    test("fails by a failure, and runs what handles it and what is last", async () => {
      const id = await start(diamond({ rule: "ALL_DONE" }), { finally: { z: job } });
      await end(await leaseOf("a"));
      const both = await leaseAll();
      await end(both.get("b") as Lease, failed);
      await end(both.get("c") as Lease);
      await end(await leaseOf("d"));
      await end(await leaseOf("z"));
      expect(await runs().get(id)).toMatchObject({
        ...{ status: "FAILED", error: { step: "b", message: "broken" } },
      });
    });

    test("skips by a condition, and fails by one that has no value", async () => {
      const steps: Steps = {
        a: job,
        no: { ...behind("a"), when: "steps.a.result.ok == false" },
        child: behind("no"),
        other: { ...behind("no"), rule: "NONE_FAILED" },
      };
      const id = await start(steps);
      await end(await leaseOf("a"), completed({ ok: true }));
      await end(await leaseOf("other"));
      expect(await statuses(id)).toMatchObject({
        ...{ no: "CONDITION", child: "CONDITION", run: "COMPLETED" },
      });
      const wrong = await start(steps);
      await end(await leaseOf("a"), completed({}));
      expect((await stepsOf(wrong))["no"]).toMatchObject({
        ...{ status: "FAILED", error: "when: steps.a.result.ok: no such field" },
      });
    });

    test("has the results of a map in the order of its items, of which a window runs", async () => {
      const id = await start(
        {
          m: { ...job, map: { over: "input.items", as: "x", max_running: 2 }, input: value("x") },
          none: { ...job, map: { over: "[]" } },
          last: { ...behind("m", "none"), input: value("steps.m.result") },
        },
        {},
        { input: { items: ["x", "y", "z"] } },
      );
      const first = await leaseAll();
      expect([...first.keys()].sort()).toEqual(["m[0]", "m[1]"]);
      await end(first.get("m[1]") as Lease, completed("r1"));
      await end(await leaseOf("m[2]"), completed("r2"));
      expect((await stepsOf(id))["m"]).toMatchObject({
        ...{ status: "STARTED", map: { total: 3, open: 1, completed: 2, failed: 0 } },
      });
      await end(first.get("m[0]") as Lease, completed("r0"));
      const last = await leaseOf("last");
      expect(JSON.parse(Buffer.from(last.job.payload).toString())).toEqual(["r0", "r1", "r2"]);
      expect(await runs().stepResult(id, "m", 1)).toEqual({ items: ["r1", "r2"] });
      await end(last);
      expect(await statuses(id)).toMatchObject({ none: "COMPLETED", run: "COMPLETED" });
      // What has completed of a map is kept by its results.
      const { jobs } = await bench().store.list({ type: TYPE });
      expect(jobs.map(({ run }) => run?.step)).toEqual(["last"]);
    });

    test("takes signals that came early once, by their ids", async () => {
      const steps: Steps = {
        a: job,
        one: { after: ["a"], await: { signal: "go" } },
        two: { after: ["one"], await: { signal: "go" } },
      };
      const id = await start(steps);
      const signal = (signalId: string, payload: string) =>
        runs().tell(id, { kind: "signal", id: signalId, name: "go", payload });
      await signal("1", "first");
      await signal("1", "again");
      await end(await leaseOf("a"));
      expect(await statuses(id)).toMatchObject({ one: "COMPLETED", two: "STARTED" });
      await signal("2", "second");
      expect(await runs().get(id)).toMatchObject({
        status: "COMPLETED",
        result: { two: "second" },
      });
      expect(await runs().stepResult(id, "one")).toEqual({ result: "first" });
      await expect(signal("3", "late")).rejects.toMatchObject({ code: "FAILED_PRECONDITION" });
    });

    test("goes on by its own times", async () => {
      const id = await start({
        nap: { sleep: { for: "0.05s" } },
        wait: { await: { signal: "s", timeout: "0.05s", on_timeout: "CONTINUE" } },
        z: behind("nap", "wait"),
      });
      expect(await leaseAll()).toEqual(new Map());
      await bench().until(async () => {
        await advance();
        await end(await leaseOf("z"));
      });
      expect(await runs().stepResult(id, "wait")).toEqual({ result: { timed_out: true } });
      expect((await runs().get(id)).status).toBe("COMPLETED");
    });

    test("is one for one key, however many start it at once", async () => {
      await runs().put({ name: "w", schema: 1, steps: { a: job } });
      const starts = Array.from({ length: 50 }, () => runs().start("w", { idKey: "order-7" }));
      const all = await Promise.all(starts);
      expect(all.filter(({ created }) => created)).toHaveLength(1);
      expect(new Set(all.map(({ run }) => run.id)).size).toBe(1);
      expect(await bench().lease({ maxJobs: 10 })).toHaveLength(1);
    });

    test("is paused and goes on", async () => {
      const id = await start({ a: job, b: behind("a") });
      await runs().tell(id, { kind: "pause" });
      await end(await leaseOf("a"));
      expect(await leaseAll()).toEqual(new Map());
      expect(await runs().list({ statuses: ["PAUSED"] })).toMatchObject({ runs: [{ id }] });
      await runs().tell(id, { kind: "resume" });
      await end(await leaseOf("b"));
      expect(await statuses(id)).toMatchObject({ run: "COMPLETED" });
    });

    test("is cancelled with its jobs, then runs what is last, by the version that it began with", async () => {
      const id = await start(
        { ...diamond(), nap: { sleep: { for: "3600s" } } },
        { finally: { z: job }, on_failure: { f: job } },
      );
      await end(await leaseOf("a"));
      // The other one waits.
      const running = await bench().leaseOne();
      await runs().put({ name: "w", schema: 1, steps: { other: job } });
      await runs().tell(id, { kind: "cancel" });
      await runs().tell(id, { kind: "cancel" });
      expect(await bench().store.get(running.job.id)).toMatchObject({
        ...{ status: "RUNNING", cancelRequested: true },
      });
      expect(await statuses(id)).toMatchObject({
        ...{ d: "CANCELLED", nap: "CANCELLED", run: "CANCELLING" },
      });
      await end(running, failed);
      await end(await leaseOf("z"));
      const { a, b, c, f, run } = await statuses(id);
      expect([a, f, run]).toEqual(["COMPLETED", "CONDITION", "CANCELLED"]);
      expect([b, c].sort()).toEqual(["CANCELLED", "CANCELLED"]);
    });

    test("is run again from what failed, and what is late of before changes nothing", async () => {
      const id = await start({
        ...diamond({ rule: "ALL_DONE" }),
        b: { ...behind("a"), max_attempts: 1 },
      });
      await end(await leaseOf("a"), completed("kept"));
      const both = await leaseAll();
      await end(both.get("c") as Lease);
      await end(both.get("b") as Lease, failed);
      await end(await leaseOf("d"));
      const again = await runs().tell(id, { kind: "rerun", from: "FAILED" });
      expect(again).toMatchObject({ status: "RUNNING", attempt: 2 });
      const b = await leaseOf("b");
      expect(b.job.run).toMatchObject({ step: "b", epoch: 2 });
      expect(b.job.id).not.toBe(both.get("b")?.job.id);
      expect(await bench().settle(both.get("b") as Lease, { kind: "completed" })).toMatchObject({
        error: { code: "LEASE_LOST" },
      });
      await end(b);
      await end(await leaseOf("d"));
      expect(await statuses(id)).toMatchObject({ run: "COMPLETED" });
      expect(await runs().stepResult(id, "a")).toEqual({ result: "kept" });
    });

    test("runs another workflow as a step, which fails and is cancelled with it", async () => {
      await runs().put({ name: "inner", schema: 1, steps: named({ x: job }) });
      const outer: Steps = { first: { workflow: { name: "inner" } }, z: behind("first") };
      const id = await start(outer);
      await advance();
      const x = await leaseOf("x");
      const child = x.job.run?.id as string;
      expect((await stepsOf(id))["first"]).toMatchObject({ childRunId: child });
      expect(await runs().get(child)).toMatchObject({ parent: { id, step: "first" } });
      await end(x, completed(3));
      expect(await runs().stepResult(id, "first")).toEqual({ result: { x: 3 } });
      await end(await leaseOf("z"));
      expect(await statuses(id)).toMatchObject({ run: "COMPLETED" });

      const failing = await start(outer);
      await advance();
      await end(await leaseOf("x"), failed);
      expect(await runs().get(failing)).toMatchObject({
        ...{ status: "FAILED", error: { step: "first", message: "x: broken" } },
      });
      const cancelled = await start(outer);
      await advance();
      const running = await leaseOf("x");
      await runs().tell(cancelled, { kind: "cancel" });
      await end(running, { kind: "released", started: true });
      expect(await statuses(cancelled)).toMatchObject({ first: "CANCELLED", run: "CANCELLED" });
      expect(await runs().get(running.job.run?.id as string)).toMatchObject({
        status: "CANCELLED",
      });
    });

    test("does not end before the steps that its last job adds, of which there are none when they are refused", async () => {
      const { store, source: given } = bench();
      // A store by itself does not know what steps are.
      const source = given === store ? new StepSource(store) : given;
      const adds = (steps: Steps): Outcome => ({
        ...{ kind: "completed", result: bytes("5"), addSteps: JSON.stringify(steps) },
      });
      const settle = async ({ job: { id: jobId }, token }: Lease, outcome: Outcome) => {
        const [result] = await source.settle([{ jobId, token, outcome }]);
        await advance();
        return result as SettleResult;
      };
      const x = { ...behind("a"), input: value("steps.a.result") };
      const id = await start({ a: { ...job, max_attempts: 2 } });
      const lost = await leaseOf("a");
      await end(lost, { kind: "released", started: false });
      expect(await settle(lost, adds({ x }))).toMatchObject({ error: { code: "LEASE_LOST" } });
      expect(await statuses(id)).toEqual({ a: "STARTED", run: "RUNNING" });
      const a = await leaseOf("a");
      const cycle = adds({ x: behind("y"), y: behind("x") });
      const refused = await settle(a, cycle);
      expect(refused).toMatchObject({ error: { code: "INVALID_ARGUMENT" } });
      expect("error" in refused && refused.error.message).toContain("cycle: x → y → x");
      expect(await statuses(id)).toEqual({ a: "STARTED", run: "RUNNING" });
      const added = adds({ x, y: behind("x") });
      expect(await settle(a, added)).toEqual({ status: "COMPLETED" });
      const again = { jobId: a.job.id, token: a.token, outcome: added };
      expect(await source.settle([again], { resend: true })).toEqual([{ status: "COMPLETED" }]);
      const leasedX = await leaseOf("x");
      expect(leasedX.job.payload).toEqual(bytes("5"));
      await end(leasedX);
      expect((await runs().get(id)).status).toBe("RUNNING");
      await end(await leaseOf("y"));
      const ended = { a: "COMPLETED", x: "COMPLETED", y: "COMPLETED", run: "COMPLETED" };
      expect(await statuses(id)).toEqual(ended);
    });

    test("fails a step whose run is gone, and no other one", async () => {
      const { store } = bench();
      const child = { steps: { inner: job } };
      const id = await start({ a: { workflow: child }, b: job });
      await advance();
      const before = await stepsOf(id);
      await runs().findLost(id, 1);
      expect(await statuses(id)).toEqual({ a: "STARTED", b: "STARTED", run: "RUNNING" });
      const childId = before["a"]?.childRunId as string;
      const { stored } = await store.runs.get(childId);
      await bench().until(async () =>
        expect(await store.runs.delete(childId, stored?.version ?? 0, 100)).toBe("DELETED"),
      );
      await end(await leaseOf("b"), completed(1));
      await runs().findLost(id, 1);
      expect(await statuses(id)).toEqual({ a: "FAILED", b: "COMPLETED", run: "FAILED" });
      expect((await runs().get(id)).error).toEqual({
        step: "a",
        message: `run ${childId} of the step is gone: it was deleted`,
      });
    });

    test("is gone with all that it had when it has been kept long enough", async () => {
      const id = await start({ a: job }, {}, { retentionMs: 1_000, metadata: { team: "x" } });
      const a = await leaseOf("a");
      await end(a);
      const { finishedAt = 0, expiresAt, metadata } = await runs().get(id);
      expect(expiresAt).toBe(finishedAt + 1_000);
      expect(metadata).toEqual({ team: "x" });
      await passTime();
      await expect(runs().get(id)).rejects.toMatchObject({ code: "NOT_FOUND" });
      await expect(bench().store.get(a.job.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
      const going = await start({ a: job });
      await expect(runs().delete(going)).rejects.toMatchObject({ code: "FAILED_PRECONDITION" });
      await end(await leaseOf("a"));
      expect((await runs().get(going)).expiresAt).toBeGreaterThan(RUN_DEFAULTS.retentionMs);
      await runs().delete(going);
      expect((await runs().list()).runs).toEqual([]);
    });
  });

  describe("a step with a concurrency key", () => {
    const keyed = { a: { ...job, concurrency_key: "press" } };

    test("never runs in two runs at once, by the limit of the key", async () => {
      await bench().store.queues.setLimits(TYPE, { keyMaxRunning: 1 });
      const routeKey = `${TYPE} press`;
      const ids = [];
      for (let n = 0; n < 10; n++) ids.push(await start(keyed, {}, { routeKey }));
      for (const _ of ids) {
        const [lease, ...others] = await bench().lease({ maxJobs: 20 });
        expect(others).toEqual([]);
        const [waiting] = (await bench().store.list({ type: TYPE, statuses: ["PENDING"] })).jobs;
        if (waiting !== undefined) {
          const { reasons } = await bench().store.explain(waiting.id);
          expect(reasons).toContainEqual(
            expect.objectContaining({ kind: "KEY_FULL", jobIds: [lease?.job.id] }),
          );
        }
        await end(lease as Lease);
      }
      for (const id of ids) expect((await runs().get(id)).status).toBe("COMPLETED");
    });

    test("is refused where the key is counted elsewhere, which names it and the route key", async () => {
      const refusals: unknown[] = [];
      for (let n = 0; n < 20; n++) {
        const routeKey = `route ${n}`;
        await start(keyed, {}, { routeKey }).catch((error: unknown) => refusals.push(error));
      }
      for (const refusal of refusals) {
        expect(refusal).toMatchObject({
          code: "FAILED_PRECONDITION",
          message: expect.stringMatching(
            /step a: its concurrency key is "press".*route_key "conformance press"/,
          ),
        });
      }
      expect(refusals.length > 0).toBe(order === "partition");
      expect((await runs().list()).runs).toHaveLength(20 - refusals.length);
    });
  });

  describe("a workflow", () => {
    test("has a new version for what it says, and none for what is for people", async () => {
      const steps: Steps = { a: job };
      const put = async (more: Partial<WorkflowDefinition>) => {
        const { version, created } = await runs().put({ name: "w", schema: 1, steps, ...more });
        return { version, created };
      };
      expect(await put({})).toEqual({ version: 1, created: true });
      expect(await put({ ui: { x: 1 }, description: "as it was" })).toEqual({
        ...{ version: 1, created: false },
      });
      expect(await put({ steps: { b: job } })).toEqual({ version: 2, created: true });
      const { run } = await runs().start("w", { version: 1 });
      expect((await stepsOf(run.id))["a"]).toBeDefined();
      expect(run satisfies Run).toMatchObject({ version: 1, workflow: "w" });
      await runs().put({ name: "v", schema: 1, steps });
      const first = await runs().listWorkflows({ pageSize: 1 });
      expect(first.workflows).toMatchObject([{ name: "v", version: 1 }]);
      const rest = await runs().listWorkflows({ pageToken: first.nextPageToken });
      expect(rest).toMatchObject({ workflows: [{ name: "w", version: 2 }], nextPageToken: "" });
      expect((await runs().getWorkflow("w", 1)).definition).toMatchObject({ steps: { a: {} } });
      for (const read of [
        () => runs().getWorkflow("w", 3),
        () => runs().start("none"),
        () => runs().get("0-0000000000000000"),
      ]) {
        await expect(read()).rejects.toMatchObject({ code: "NOT_FOUND" });
      }
    });
  });
}
