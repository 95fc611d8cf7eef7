// Workflows by one client, over places of each kind: the same calls, the same runs, the same errors.
import { randomUUID } from "node:crypto";
import type { RunUpdate } from "@millrace/client";
import { Worker } from "@millrace/worker";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { SHARED } from "./client-places.ts";
import { client, openPlace, place, UNKNOWN_ID } from "./parity/parity-place.ts";

const PLACES = ["a memory store", "redis://", "a server over memory", "a server over Postgres"];
/** The template of what an expression makes. */
const value = (expression: string) => `\${${expression}}`;
const silent = { info: () => {}, warn: () => {}, error: () => {} };

describe.each(SHARED.filter(([name]) => PLACES.includes(name)))("over %s", (_, open) => {
  openPlace(open);
  const type = `workflow-parity-${randomUUID()}`;
  let worker: Worker;
  let name: string;
  let attempts = 0;

  beforeAll(async () => {
    const run = (job: { json: <Value>() => Value }) => {
      const input = job.json<{ fail?: boolean; say?: unknown }>();
      if (input.fail === true && attempts++ === 0) throw new Error("no money");
      return input.say ?? null;
    };
    worker = new Worker(type, run, {
      ...(place.source && { source: place.source }),
      logger: silent,
    });
    await worker.start();
  });
  beforeEach(() => {
    name = `w-${randomUUID().slice(0, 8)}`;
    attempts = 0;
  });
  afterAll(() => worker.stop());

  const task = (input: object, more: object = {}) => ({ type, max_attempts: 1, input, ...more });
  const put = (steps: object) => client.workflows.put({ name, schema: 1, steps });

  test("a workflow is kept, and a run of it goes to its end while it is watched", async () => {
    const steps = {
      a: task({ say: value("input.word") }),
      b: task({ say: value("steps.a.result") }, { after: ["a"] }),
      m: { type, map: { over: "[1, 2, 3]", as: "x" }, input: { say: value("x") } },
    };
    expect(await put(steps)).toEqual({ name, version: 1, created: true });
    expect(await put(steps)).toEqual({ name, version: 1, created: false });
    expect(await client.workflows.get(name)).toMatchObject({
      name,
      version: 1,
      definition: { steps },
    });
    const { workflows } = await client.workflows.listPage();
    expect(workflows.map((workflow) => workflow.name)).toContain(name);

    const options = {
      input: { word: "hi" },
      idKey: "1",
      metadata: { team: "x" },
      retention: "1h",
    } as const;
    const run = await client.workflows.start(name, options);
    expect(run).toMatchObject({ created: true, run: { workflow: name, version: 1, attempt: 1 } });
    expect(await client.workflows.start(name, options)).toMatchObject({
      id: run.id,
      created: false,
    });
    const updates: RunUpdate[] = [];
    for await (const update of run.watch()) updates.push(update);
    const lines = updates.flatMap((update) => update.lines);
    expect(lines.map(({ sequence }) => sequence)).toEqual(lines.map((_, i) => i + 1));
    const ended = await run.wait();
    expect(updates.at(-1)?.run).toEqual(ended);
    expect(ended).toMatchObject({
      ...{ id: run.id, status: "COMPLETED", input: { word: "hi" }, metadata: { team: "x" } },
      ...{ result: { b: "hi", m: [1, 2, 3] }, counts: { COMPLETED: 3 }, sequence: lines.length },
      expiresAt: (ended.finishedAt ?? 0) + 3_600_000,
    });
    expect((await client.workflows.history(run.id)).lines).toEqual(lines);
    expect((await client.workflows.history(run.id, 1, 2)).lines).toEqual(lines.slice(1, 3));
    const { steps: shown = [] } = await client.workflows.getRun(run.id, { steps: true });
    const { a, b, m } = Object.fromEntries(shown.map((step) => [step.name, step]));
    expect([a, b, m].map((step) => [step?.kind, step?.status])).toEqual([
      ["task", "COMPLETED"],
      ["task", "COMPLETED"],
      ["map", "COMPLETED"],
    ]);
    expect(b).toMatchObject({ after: ["a"], section: "steps", epoch: 1 });
    expect(m?.map).toEqual({ total: 3, open: 0, completed: 3, failed: 0 });
    expect((await client.get(a?.jobId ?? "")).run).toEqual({
      ...{ id: run.id, step: "a", epoch: 1 },
    });
    expect(await client.workflows.stepResult(run.id, "b")).toEqual({ result: "hi" });
    expect(await client.workflows.stepResult(run.id, "m", 1)).toEqual({ items: [2, 3] });
    const page = await client.workflows.listRuns({ workflow: name, statuses: ["COMPLETED"] });
    expect(page.runs).toMatchObject([{ id: run.id }]);
    expect(page.runs[0]).not.toHaveProperty("input");
    await client.workflows.deleteRun(run.id);
    expect((await client.workflows.listRuns({ workflow: name })).runs).toEqual([]);
  });

  test("a run is paused, told, mended and cancelled", async () => {
    await put({
      pay: task({ fail: true, say: 1 }),
      wait: { await: { signal: "go" } },
      z: task({ say: value("steps.wait.result") }, { after: ["wait"] }),
    });
    const { id, ...run } = await client.workflows.start(name, { runAt: new Date(0) });
    await expect
      .poll(async () => (await client.workflows.getRun(id)).counts)
      .toMatchObject({ FAILED: 1 });
    expect(await client.workflows.pauseRun(id, { by: "ann" })).toMatchObject({ status: "PAUSED" });
    expect(await client.workflows.resumeRun(id)).toMatchObject({ status: "RUNNING" });
    await client.workflows.retryStep(id, "pay", { mode: "RESTART" });
    const added = { more: { ...task({ say: 9 }), after: ["z"] } };
    expect(await client.workflows.addSteps(id, added)).toMatchObject({ counts: {} });
    await client.workflows.signalRun(id, "go", { ok: true }, { signalId: "s1", by: "ben" });
    expect(await client.workflows.waitForRun(id)).toMatchObject({
      ...{ status: "COMPLETED", result: { pay: 1, more: 9 } },
    });
    expect(await client.workflows.stepResult(id, "z")).toEqual({ result: { ok: true } });
    const { lines } = await client.workflows.history(id);
    expect(lines.find(({ to }) => to === "PAUSED")).toMatchObject({ by: "ann" });
    const again = await client.workflows.rerun(id, { from: ["wait"], input: { other: 1 } });
    expect(again).toMatchObject({ status: "RUNNING", attempt: 2, input: { other: 1 } });
    await client.workflows.skipStep(id, "wait", "by hand");
    await client.workflows.waitForRun(id);
    expect(await client.workflows.stepResult(id, "z")).toEqual({ result: "by hand" });
    const other = await client.workflows.start(name);
    await other.cancel({ reason: "not needed", by: "ann" });
    expect((await other.wait()).status).toBe("CANCELLED");
    expect(run).toBeDefined();
  });

  test("what is wrong is refused in the same words", async () => {
    const { workflows } = client;
    const invalid = (field: string) => ({
      code: "INVALID_ARGUMENT",
      violations: [expect.objectContaining({ field })],
    });
    await expect(put({ a: { type, after: ["b"] } })).rejects.toMatchObject(
      invalid("steps.a.after[0]"),
    );
    await put({ a: { await: { signal: "never" } } });
    await expect(workflows.start(name, { delay: -1 })).rejects.toMatchObject(invalid("delay"));
    await expect(workflows.start(name, { version: 0 })).rejects.toMatchObject(invalid("version"));
    const missing = { code: "NOT_FOUND" };
    await expect(workflows.get("none")).rejects.toMatchObject(missing);
    await expect(workflows.start("none")).rejects.toMatchObject(missing);
    await expect(workflows.getRun(UNKNOWN_ID)).rejects.toMatchObject(missing);
    await expect(workflows.waitForRun(UNKNOWN_ID)).rejects.toMatchObject(missing);
    await expect(workflows.cancelRun(UNKNOWN_ID)).rejects.toMatchObject(missing);
    await expect(workflows.getRun("7")).rejects.toMatchObject(invalid("id"));
    const { id } = await workflows.start(name);
    const unfit = { code: "FAILED_PRECONDITION" };
    await expect(workflows.stepResult(id, "a")).rejects.toMatchObject(unfit);
    await expect(workflows.stepResult(id, "b")).rejects.toMatchObject(missing);
    await expect(workflows.rerun(id)).rejects.toMatchObject(unfit);
    await expect(workflows.rerun(id, { from: [] })).rejects.toMatchObject(invalid("from"));
    await expect(workflows.deleteRun(id)).rejects.toMatchObject(unfit);
    await expect(workflows.listRuns({ pageToken: "x" })).rejects.toMatchObject(
      invalid("pageToken"),
    );
    await workflows.cancelRun(id);
    await expect(workflows.signalRun(id, "never")).rejects.toMatchObject(unfit);
  });
});
