import { describe, expect, test } from "vitest";
import { withSteps } from "./added-steps.ts";
import { advanceRun } from "./advance-run.ts";
import type { Step, Steps } from "./definition.ts";
import { readWorkflow } from "./read-workflow.ts";
import { refusalOf } from "./refusal.ts";
import { Play } from "./test/play.ts";

const job: Step = { type: "job" };
const after = (...names: string[]): Step => ({ type: "job", after: names });

function refused(play: Play, steps: unknown): string[] | string | undefined {
  const error = refusalOf(play.workflow, play.run, { kind: "add", steps: steps as Steps });
  return error?.violations.map(({ field, description }) => `${field} ${description}`);
}

describe("steps that a job adds as it completes", () => {
  const add = (play: Play, steps: Steps) =>
    play
      .send({ kind: "add", steps, job: play.place("a") })
      .send({ kind: "ended", ...play.place("a"), status: "COMPLETED", result: 1 });

  test("the run does not end before them, though the job was its only step", () => {
    const play = new Play({ steps: { a: job } });
    add(play, { x: { ...after("a"), input: "${steps.a.result}" } as Step, y: after("x") });
    expect(play.statuses).toEqual({ a: "COMPLETED", x: "STARTED", y: "BLOCKED" });
    expect(play.payload("x")).toBe(1);
    play.complete("x");
    expect(play.run.status).toBe("RUNNING");
    expect(play.complete("y").run.status).toBe("COMPLETED");
  });

  test("a cycle fails the step, with the cycle in its error", () => {
    const play = new Play({ steps: { a: job } });
    add(play, { x: after("y"), y: after("x") });
    expect(play.run.status).toBe("FAILED");
    expect(play.run.error?.message).toContain("cycle: x → y → x");
    expect(Object.keys(play.steps)).toEqual(["a"]);
  });

  test("a job that the run waits for no more adds nothing", () => {
    const play = new Play({ steps: { a: { ...job, max_attempts: 1 } } });
    const place = play.place("a");
    play.fail("a").send({ kind: "rerun", from: ["a"] });
    play.send({ kind: "add", steps: { x: after("a") }, job: place });
    expect(play.statuses).toEqual({ a: "STARTED" });
  });

  test("a run that is being cancelled has the job complete without them", () => {
    const play = new Play({ steps: { a: job } }).send({ kind: "cancel" });
    add(play, { x: after("a") });
    expect(play.statuses).toEqual({ a: "COMPLETED" });
    expect(play.run.status).toBe("CANCELLED");
  });

  test("a run that has stopped skips them, but for those that handle failures", () => {
    const play = new Play({ failure: "STOP", steps: { a: job, b: job } }).fail("b");
    add(play, { x: after("a"), y: { ...after("a"), rule: "ALL_DONE" } as Step });
    expect(play.statuses).toMatchObject({ x: "SKIPPED STOP", y: "STARTED" });
    expect(play.complete("y").run.status).toBe("FAILED");
  });

  test("an item of a map adds steps as well", () => {
    const play = new Play({ steps: { m: { type: "i", map: { over: "input" } } } }, [1, 2]);
    play.send({ kind: "add", steps: { x: after("m") }, job: play.place("m", 1) });
    play.complete("m", null, 1).complete("m", null, 0);
    expect(play.statuses).toEqual({ m: "COMPLETED", x: "STARTED" });
  });
});

describe("steps that are added to a run that goes on", () => {
  test("they come after what they name, also what has ended", () => {
    const play = new Play({ steps: { a: job, b: job } }).complete("a", 5);
    play.send({ kind: "add", steps: { x: after("a"), y: after("b", "x") } });
    expect(play.statuses).toEqual({ a: "COMPLETED", b: "STARTED", x: "STARTED", y: "BLOCKED" });
    play.send({ kind: "add", steps: { z: { ...after("y"), when: "steps.a.result == 5" } } });
    play.complete("b").complete("x").complete("y").complete("z");
    expect(play.run).toMatchObject({ status: "COMPLETED", added: 2 });
  });

  test("whoever has read the definition alone makes the workflow from the parts", () => {
    const definition = { name: "test", schema: 1, steps: { a: job } } as const;
    const play = new Play(definition).send({ kind: "add", steps: { x: after("a") } });
    const added = [play.parts.get("added/0") as unknown as Steps];
    const workflow = withSteps(readWorkflow(definition), added);
    const end = { kind: "ended", step: "a", epoch: 1, status: "COMPLETED", at: 0 } as const;
    expect(advanceRun(workflow, play.run, [end], 0)).toMatchObject({ jobs: [{ step: "x" }] });
  });

  test("they run again with what is before them", () => {
    const play = new Play({ steps: { a: job } }).send({ kind: "add", steps: { x: after("a") } });
    play
      .complete("a")
      .complete("x")
      .send({ kind: "rerun", from: ["a"] })
      .complete("a");
    expect(play.statuses).toEqual({ a: "COMPLETED", x: "STARTED" });
  });

  test.for<[Steps | null, string]>([
    [{ x: after("nobody") }, "steps.x.after[0] names step nobody, which there is not"],
    [{ a: job }, "steps.a is the name of a step that the run has already"],
    [{ x: after("z") }, "steps.x.after[0] names z of finally, which comes later"],
    [{ x: after("y"), y: after("x") }, "steps.x.after must not lead in a cycle: x → y → x"],
    [
      { x: { ...after("b"), input: "${steps.c.result}" } as Step },
      'steps.x.input names step c, which does not come before x; add it to its "after"',
    ],
    [
      { x: { workflow: { steps: { y: job } } } },
      "steps.x.workflow must name a workflow, as the step is added to a run; put this one there",
    ],
    [{}, "steps must have a step"],
    [null, "steps must be an object of steps by their names, but is null"],
  ])("%j is refused", ([steps, line]) => {
    const play = new Play({ steps: { a: job, b: after("a"), c: job }, finally: { z: job } });
    expect(refused(play, steps)).toEqual([line]);
  });

  test("a look at a step further back is in order", () => {
    const play = new Play({ steps: { a: job, b: after("a") } });
    expect(
      refused(play, { x: { ...after("b"), input: "${steps.a.result}" } as Step }),
    ).toBeUndefined();
  });

  test("up to 10,000 steps, and no further", () => {
    const play = new Play({ steps: { a: job } });
    const steps = (count: number, from: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, n) => [`x${from + n}`, after("a")]));
    for (let n = 0; n < 9; n++) play.send({ kind: "add", steps: steps(1_000, n * 1_000) });
    expect(refused(play, steps(1_000, 9_000))).toEqual([
      "steps would make 10,001 steps of the run, of which there are 10,000 at most",
    ]);
    play.send({ kind: "add", steps: steps(999, 9_000) });
    expect(play.run.statuses).toHaveLength(10_000);
    expect(JSON.stringify(play.run).length).toBeLessThan(20_000);
  });
});
