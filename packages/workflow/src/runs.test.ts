import { type Lease, VirtualClock } from "@millrace/core";
import { MemoryStore } from "@millrace/store-memory";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Steps } from "./definition.ts";
import { type Runs, runsOf } from "./runs.ts";

let clock: VirtualClock;
let store: MemoryStore;
let runs: Runs;

beforeEach(() => {
  clock = new VirtualClock(Date.parse("2027-01-01T00:00:00Z"));
  store = new MemoryStore({ clock, limits: { payloadBytes: 50 } });
  runs = runsOf(store);
});

afterEach(() => store.close());

const start = async (steps: Steps, options = {}) => {
  await runs.put({ name: "w", schema: 1, steps });
  return (await runs.start("w", options)).run.id;
};
const lease = () =>
  store.lease({ types: ["t"], maxJobs: 10, leaseMs: 1_000, waitMs: 0, workerId: "w" });
const end = async ({ job, token }: Lease, result: unknown = null) => {
  const outcome = { kind: "completed", result: Buffer.from(JSON.stringify(result)) } as const;
  await store.settle([{ jobId: job.id, token, outcome }]);
  const { due } = await store.runs.due(100);
  return runs.advance(due);
};
const stepsOf = async (id: string) => {
  const { steps = [] } = await runs.get(id, { steps: true });
  return Object.fromEntries(steps.map((step) => [step.name, step]));
};

describe("runs", () => {
  test("fail a step whose job is refused, and go on", async () => {
    const id = await start({
      a: { type: "t" },
      large: { type: "t", after: ["a"], input: "${steps.a.result}" },
      other: { type: "t", after: ["a"], input: 1 },
      last: { type: "t", after: ["large"], rule: "ALL_DONE", input: 2 },
    });
    for (const each of await lease()) await end(each, "x".repeat(60));
    expect((await stepsOf(id))["large"]).toMatchObject({
      ...{ status: "FAILED", error: expect.stringContaining("payload has 62 bytes") },
    });
    expect((await lease()).map(({ job }) => job.run?.step).sort()).toEqual(["last", "other"]);
    await expect(
      start({ a: { type: "t" } }, { input: { long: "x".repeat(60) } }),
    ).rejects.toMatchObject({ code: "RESOURCE_EXHAUSTED" });
  });

  test("read the items of a map once, whatever number of them ends one by one", async () => {
    const list = Array.from({ length: 30 }, (_, n) => n);
    const id = await start(
      { m: { type: "t", map: { over: "input", max_running: 2 } } },
      { input: list },
    );
    const read: string[] = [];
    const { get } = store.runs;
    vi.spyOn(store.runs, "get").mockImplementation((runId, options) => {
      read.push(...(options?.parts ?? []));
      return get.call(store.runs, runId, options);
    });
    for (let leases = await lease(); leases.length > 0; leases = await lease()) {
      for (const each of leases) await end(each);
    }
    expect(await runs.get(id)).toMatchObject({ status: "COMPLETED" });
    expect(read.filter((name) => name.startsWith("items/"))).toEqual(["items/m/0"]);
  });

  test("fail a step that runs a workflow which is not there", async () => {
    const id = await start({
      a: { type: "t" },
      child: { workflow: { name: "missing" }, after: ["a"] },
    });
    for (const each of await lease()) await end(each);
    expect(await runs.get(id)).toMatchObject({
      ...{ status: "FAILED", error: { step: "child", message: "there is no workflow missing" } },
    });
    await expect(start({ child: { workflow: { name: "missing" } } })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  test("begin at their time", async () => {
    const id = await start({ a: { type: "t" } }, { delayMs: 60_000 });
    expect(await lease()).toEqual([]);
    clock.advance(59_999);
    await runs.advance([id]);
    expect(await lease()).toEqual([]);
    clock.advance(1);
    expect((await store.runs.due(1)).due).toEqual([id]);
    await runs.advance([id]);
    expect(await lease()).toHaveLength(1);
  });

  test("tell when they are due by themselves", async () => {
    const id = await start({ a: { type: "t" }, nap: { after: ["a"], sleep: { for: "300s" } } });
    const [first] = await lease();
    expect(await end(first as Lease)).toEqual([{ id, inMs: 300_000 }]);
    clock.advance(299_999);
    expect(await runs.advance([id])).toEqual([{ id, inMs: 1 }]);
    expect((await runs.get(id)).status).toBe("RUNNING");
    clock.advance(1);
    await runs.advance([id]);
    expect((await runs.get(id)).status).toBe("COMPLETED");
  });

  test("have a child go on from where it has failed, or begin anew", async () => {
    await runs.put({
      ...{ name: "inner", schema: 1 },
      steps: { x: { type: "t", max_attempts: 1 }, y: { type: "t", after: ["x"], max_attempts: 1 } },
    });
    const id = await start({
      child: { workflow: { name: "inner" } },
      beside: { await: { signal: "never" } },
    });
    await runs.advance((await store.runs.due(10)).due);
    const fail = async ({ job, token }: Lease) => {
      const outcome = { kind: "failed", message: "no", permanent: true } as const;
      await store.settle([{ jobId: job.id, token, outcome }]);
      await runs.advance((await store.runs.due(10)).due);
    };
    const only = async () => {
      const leases = await lease();
      expect(leases).toHaveLength(1);
      return leases[0] as Lease;
    };
    await end(await only());
    await fail(await only());
    expect((await stepsOf(id))["child"]).toMatchObject({ status: "FAILED", error: "y: no" });
    for (const how of ["RESUME", "RESTART", "RESUME"] as const) {
      await runs.tell(id, { kind: "retry", step: "child", how });
      const again = await only();
      if (how === "RESTART") {
        expect(again.job.run?.step).toBe("x");
        await end(again);
        await fail(await only());
      } else {
        expect(again.job.run?.step).toBe("y");
        await fail(again);
      }
      expect((await stepsOf(id))["child"]).toMatchObject({ status: "FAILED", error: "y: no" });
    }
    await runs.tell(id, { kind: "retry", step: "child" });
    await end(await only());
    expect((await stepsOf(id))["child"]).toMatchObject({ status: "COMPLETED", epoch: 2 });
  });

  test("take all news at once, also when these are too large for one read", async () => {
    const steps = Object.fromEntries(
      ["a", "b", "c", "d", "e", "f"].map((name) => [name, { type: "t" } as const]),
    );
    const id = await start(steps);
    const result = Buffer.from(JSON.stringify("x".repeat(1_000_000)));
    await store.settle(
      (await lease()).map(({ job, token }) => ({
        ...{ jobId: job.id, token, outcome: { kind: "completed", result } },
      })),
    );
    await runs.advance([id]);
    expect((await runs.get(id)).status).toBe("COMPLETED");
  });

  test("write as much for each item of a map, however many there are", async () => {
    const written: number[] = [];
    const { change } = store.runs;
    store.runs.change = async (made) => {
      const parts = (made.parts ?? []).reduce((sum, { value }) => sum + (value?.length ?? 0), 0);
      written.push(made.record.length + parts);
      return change.call(store.runs, made);
    };
    const items = Array.from({ length: 2_000 }, (_, i) => i);
    const over = `[${items.join(", ")}]`.slice(0, 900);
    const list = JSON.parse(`${over.slice(0, over.lastIndexOf(","))}]`) as number[];
    const id = await start(
      { m: { type: "t", map: { over: "input", max_running: 3 } } },
      { input: list },
    );
    for (let leases = await lease(); leases.length > 0; leases = await lease()) {
      for (const each of leases) await end(each, 1);
    }
    expect(await runs.get(id)).toMatchObject({ status: "COMPLETED" });
    expect(written.length).toBeGreaterThan(list.length);
    expect(Math.max(...written.slice(1))).toBeLessThan(4_000);
  });
});
