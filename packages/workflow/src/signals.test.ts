import { describe, expect, test } from "vitest";
import type { Step, Steps } from "./definition.ts";
import { refusalOf } from "./refusal.ts";
import { SimulatedRun } from "./simulated-run.ts";
import { Play } from "./test/play.ts";

const job: Step = { type: "job" };
const wait = (more: object = {}): Steps => ({ w: { await: { signal: "ok", ...more } } });

describe("signals", () => {
  test("who sent one and when stands in the history and in its part", () => {
    const play = new Play({ steps: wait() }).at(5);
    play.send({ kind: "signal", name: "ok", id: "x", payload: 1, by: "ada" });
    const line = { from: "RUNNING", to: "RUNNING", note: "signal ok", by: "ada", at: 5 };
    expect(play.history).toContainEqual({ ...line, sequence: 3 });
    expect(play.parts.get("signal/x")).toEqual({
      name: "ok",
      payload: 1,
      at: 5,
      by: "ada",
      takenBy: "w",
    });
  });

  test("an id is taken once, also after its signal was", () => {
    const steps: Steps = {
      ...wait(),
      b: { type: "job", after: ["w"] },
      w2: { after: ["b"], await: { signal: "ok" } },
    };
    const play = new Play({ steps }).signal("ok", 1, "x").signal("ok", 2, "x").complete("b");
    expect(play.statuses["w2"]).toBe("STARTED");
    expect(play.signal("ok", 2, "y").resultOf("w2")).toBe(2);
  });

  test("1,000 signals come to a run, and no more", () => {
    const play = new Play({ steps: { a: job } });
    for (let n = 0; n < 1_000; n++) play.signal("ok", n, `${n}`);
    const more = { kind: "signal", name: "ok", id: "more", payload: 1 } as const;
    expect(refusalOf(play.workflow, play.run, more)).toMatchObject({
      code: "RESOURCE_EXHAUSTED",
      message: "run r has had 1,000 signals, the limit",
    });
    expect(play.send(more).run.received).toBe(1_000);
  });

  test.for([
    [
      { payload: "x".repeat(65_536) },
      "payload has 65538 bytes, over the limit of 65536 bytes; send less",
    ],
    [{ id: "" }, "signal_id must be a text of 1 to 255 characters"],
    [{ name: "no name" }, /^cannot send the signal: name must be/],
  ] as const)("%o is refused", ([more, message]) => {
    const play = new Play({ steps: { a: job } });
    const signal = { kind: "signal", name: "ok", id: "x", payload: 1, ...more } as const;
    const refusal = refusalOf(play.workflow, play.run, signal);
    expect(refusal?.code).toBe("INVALID_ARGUMENT");
    expect(refusal?.message).toMatch(message);
    expect(play.send(signal).run.received).toBe(0);
  });

  test("a run that has ended takes none", () => {
    const play = new Play({ steps: { a: job } }).complete("a");
    const signal = { kind: "signal", name: "ok", id: "x", payload: 1 } as const;
    expect(refusalOf(play.workflow, play.run, signal)).toMatchObject({
      code: "FAILED_PRECONDITION",
      message: "run r has ended: it is COMPLETED",
    });
  });

  test("a condition sees results of steps before, and the oldest signal that meets it is taken", () => {
    const steps: Steps = {
      a: job,
      w: { after: ["a"], await: { signal: "ok", match: "signal.id == steps.a.result" } },
    };
    const play = new Play({ steps }).signal("ok", { id: 1 }, "x").signal("ok", { id: 2 }, "y");
    expect(play.complete("a", 2).resultOf("w")).toEqual({ id: 2 });
    expect(play.run.signals).toEqual([{ id: "x", name: "ok" }]);
  });

  test("a broadcast that came before is there for each that comes later", () => {
    const all: Step = { after: ["a"], await: { signal: "ok", broadcast: true } };
    const play = new Play({ steps: { a: job, one: all, two: all } })
      .signal("ok", 1, "x")
      .complete("a");
    expect(play.run.status).toBe("COMPLETED");
  });
});

describe("a start that is delayed", () => {
  const delayed = () => new SimulatedRun(new Play({ steps: { a: job } }).workflow, { at: 0 });

  test("the run begins at its time, and its time limit with it", () => {
    const { workflow } = new Play({ timeout: "1h", steps: { a: job } });
    const run = new SimulatedRun(workflow, { at: 1_000, now: 0 });
    expect(run).toMatchObject({ jobs: [], wakeAt: 1_000, run: { isWaiting: true } });
    expect(run.at(999).jobs).toEqual([]);
    expect(run.at(1_000).jobs).toHaveLength(1);
    expect(run.wakeAt).toBe(3_601_000);
    expect(delayed().jobs).toHaveLength(1);
  });

  test("it can be paused before, and begins when it is resumed", () => {
    const run = new SimulatedRun(delayed().workflow, { at: 1_000, now: 0 }).send({ kind: "pause" });
    expect(run.at(2_000).jobs).toEqual([]);
    expect(run.send({ kind: "resume" }).jobs).toHaveLength(1);
  });

  test("it can be cancelled before, and its last steps run", () => {
    const { workflow } = new Play({ steps: { a: job }, finally: { z: job } });
    const run = new SimulatedRun(workflow, { at: 1_000, now: 0 }).send({ kind: "cancel" });
    expect(run.jobs.map(({ step }) => step)).toEqual(["z"]);
    expect(run.complete("z").run.status).toBe("CANCELLED");
  });
});
