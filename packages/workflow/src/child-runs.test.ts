import { describe, expect, test } from "vitest";
import type { Step, Steps } from "./definition.ts";
import { SimulatedRun } from "./simulated-run.ts";
import { Play } from "./test/play.ts";
import { inlineWorkflow } from "./workflow.ts";

const job: Step = { type: "job" };
const after = (...names: string[]): Step => ({ type: "job", after: names });
const sub: Steps = { sub: { workflow: { name: "invoice" } }, a: after("sub") };

/** What child runs were told, as `step kind` or `step[index] kind`. */
const told = (play: Play) =>
  play.tells.map(({ step, index, event }) =>
    [index === undefined ? step : `${step}[${index}]`, event.kind].join(" "),
  );

describe("child runs", () => {
  test("pause, resume and cancel go down to those that have not ended", () => {
    const play = new Play(
      { steps: { ...sub, m: { workflow: { steps: { x: job } }, map: { over: "input" } } } },
      [1, 2],
    );
    play.complete("m", {}, 0).send({ kind: "pause" }).send({ kind: "pause" });
    expect(told(play)).toEqual(["sub pause", "m[1] pause"]);
    play.send({ kind: "resume" });
    expect(told(play).slice(2)).toEqual(["sub resume", "m[1] resume"]);
    play.send({ kind: "cancel" }).send({ kind: "cancel" });
    expect(told(play).slice(4).sort()).toEqual(["m[1] cancel", "sub cancel"]);
    expect(play.run.status).toBe("CANCELLING");
    expect(play.cancelled("sub").cancelled("m", 1).run.status).toBe("CANCELLED");
  });

  test("a cancel of a run that is paused has those of its hooks go on", () => {
    const steps: Steps = { a: job };
    const hooks: Steps = { z: { workflow: { name: "invoice" } }, first: job, last: after("first") };
    const play = new Play({ steps, finally: hooks }).complete("a");
    play.send({ kind: "pause" }).complete("first").send({ kind: "cancel" });
    expect(told(play)).toEqual(["z pause", "z resume"]);
    expect(play.complete("last").complete("z", {}).run.status).toBe("CANCELLED");
  });

  test("STOP_NOW and the timeout of a run cancel them", () => {
    const stopped = new Play({ failure: "STOP_NOW", steps: { ...sub, b: job } }).fail("b");
    expect(told(stopped)).toEqual(["sub cancel"]);
    expect(stopped.cancels).toEqual([]);
    expect(told(new Play({ timeout: "1h", steps: sub }).at(3_600_000))).toEqual(["sub cancel"]);
  });

  test("a rerun has the run of a step go on with what failed in it", () => {
    const play = new Play({ steps: sub }).fail("sub", "pay: no");
    expect(play.run.error).toEqual({ step: "sub", message: "pay: no" });
    play.send({ kind: "rerun", from: "FAILED" });
    expect(play.tells).toEqual([
      { step: "sub", epoch: 1, event: { kind: "rerun", from: "FAILED" } },
    ]);
    expect(play.runs).toHaveLength(1);
    expect(play.complete("sub", 1).complete("a").run.status).toBe("COMPLETED");
  });

  test("a retry does so, too, or starts a new run", () => {
    const steps: Steps = { ...sub, b: job };
    const resumed = new Play({ steps }).fail("sub").send({ kind: "retry", step: "sub" });
    expect(told(resumed)).toEqual(["sub rerun"]);
    const restarted = new Play({ steps }).fail("sub");
    const old = restarted.place("sub");
    restarted.send({ kind: "retry", step: "sub", how: "RESTART" });
    expect(restarted.tells).toEqual([]);
    expect(restarted.runs.map(({ epoch }) => epoch)).toEqual([1, 2]);
    restarted.send({ kind: "ended", ...old, status: "COMPLETED" });
    expect(restarted.statuses["sub"]).toBe("STARTED");
  });

  test("a step whose input could not be made has no run to go on with", () => {
    const steps: Steps = {
      d: { decide: "input" },
      sub: { after: ["d"], workflow: { name: "invoice" }, input: "${input.id}" },
    };
    const play = new Play({ steps }, {});
    expect(play.run.error).toEqual({ step: "sub", message: "input: input.id: no such field" });
    play.send({ kind: "rerun", from: "FAILED", input: { id: 1 } });
    expect(play.tells).toEqual([]);
    expect(play.runs).toMatchObject([{ input: 1, epoch: 2 }]);
  });

  test("nor has one whose run was cancelled before it was made", () => {
    const steps: Steps = { sub: { workflow: { name: "invoice" } }, d: { decide: "input.id" } };
    const play = new Play({ failure: "STOP_NOW", steps }, {});
    expect(play.statuses).toEqual({ sub: "CANCELLED", d: "FAILED" });
    play.send({ kind: "rerun", from: "FAILED", input: { id: 1 } });
    expect(play.tells).toEqual([]);
    expect(play.runs).toMatchObject([{ step: "sub", epoch: 2 }]);
  });

  test("a run that is told to go on and has nothing that failed ends again", () => {
    const child = new Play({ steps: { a: job } }).complete("a");
    child.send({ kind: "rerun", from: "FAILED" });
    expect(child.run).toMatchObject({ status: "COMPLETED", attempt: 2 });
  });

  test("no run is more than ten deep", () => {
    const deep = new Play({ steps: sub });
    expect(deep.runs[0]?.depth).toBe(2);
    const tooDeep = new SimulatedRun(deep.workflow, { depth: 10 });
    expect(tooDeep.run.error?.message).toBe(
      "is run 11 inside of others, of which there are 10 at most",
    );
  });

  test("a workflow that is written out is found by the steps that lead to it", () => {
    const inner = { steps: { y: { workflow: { steps: { z: job } } } } } as const;
    const { workflow } = new Play(
      { steps: { x: { map: { over: "input" }, workflow: inner } } },
      [],
    );
    expect([...(inlineWorkflow(workflow, ["x", "y"])?.steps.keys() ?? [])]).toEqual(["z"]);
    expect(inlineWorkflow(workflow, ["x", "z"])).toBeUndefined();
    expect(inlineWorkflow(workflow, [])).toBe(workflow);
  });
});
