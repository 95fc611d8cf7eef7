import { describe, expect, test } from "vitest";
import type { Step, Steps } from "./definition.ts";
import { refusalOf } from "./refusal.ts";
import type { RunOrder } from "./run-event.ts";
import { Play } from "./test/play.ts";

const job: Step = { type: "job" };
const after = (...names: string[]): Step => ({ type: "job", after: names });
const diamond: Steps = {
  a: job,
  b: after("a"),
  c: after("a"),
  d: { ...after("b", "c"), input: ["${steps.a.result}", "${steps.b.result}"] } as Step,
};

/** What refuses an order, as `CODE message`. */
function refused(play: Play, order: RunOrder): string | undefined {
  const error = refusalOf(play.workflow, play.run, order);
  return error && `${error.code} ${error.message}`;
}

/** The jobs that were made since there were `count`. */
const madeSince = (play: Play, count: number) => play.made.slice(count);

describe("rerun", () => {
  const failed = () =>
    new Play({ steps: diamond }).complete("a", "old").complete("c").fail("b", "no");

  test("what failed and all behind it run again, and the rest keeps its results", () => {
    const play = failed();
    const old = play.place("b");
    expect(play.run.status).toBe("FAILED");
    play.send({ kind: "rerun", from: "FAILED", by: "ada" });
    expect(madeSince(play, 3)).toEqual(["b"]);
    expect(play.run).toMatchObject({ status: "RUNNING", attempt: 2 });
    expect(play.run.error).toBeUndefined();
    const before = play.run;
    play.send({ kind: "ended", ...old, status: "COMPLETED", result: "late" });
    expect(play.run).toEqual(before);
    play.complete("b", "new");
    expect(play.payload("d")).toEqual(["old", "new"]);
    expect(play.complete("d").run).toMatchObject({ status: "COMPLETED", attempt: 2 });
    expect(play.snapshot.steps).toMatchObject({
      a: { epoch: 1 },
      b: { epoch: 2 },
      c: { epoch: 1 },
    });
    expect(play.history.filter(({ by }) => by === "ada").map(({ step, to }) => [step, to])).toEqual(
      [
        ["b", "BLOCKED"],
        ["d", "BLOCKED"],
        [undefined, "RUNNING"],
        ["b", "STARTED"],
      ],
    );
  });

  test("steps that are named run again, and those behind them see only what is new", () => {
    const play = failed();
    play
      .send({ kind: "rerun", from: ["a"] })
      .complete("a", "new")
      .complete("b", 1)
      .complete("c");
    expect(play.payload("d")).toEqual(["new", 1]);
    expect(madeSince(play, 3)).toEqual(["a", "b", "c", "d"]);
    expect(play.complete("d").run.status).toBe("COMPLETED");
  });

  test("a failure that is not run again still fails the run", () => {
    const play = failed().send({ kind: "rerun", from: ["c"] });
    expect(play.run).toMatchObject({ status: "RUNNING", error: { step: "b", message: "no" } });
    expect(play.complete("c").run).toMatchObject({ status: "FAILED", error: { step: "b" } });
  });

  test("a new input is for what runs again", () => {
    const steps: Steps = {
      a: { ...job, input: "${input.n}" } as Step,
      b: { ...after("a"), input: "${input}" } as Step,
    };
    const play = new Play({ steps }, { n: 1 }).complete("a").fail("b");
    play.send({ kind: "rerun", from: "FAILED", input: { n: "x".repeat(2_000) } });
    expect(play.payload("b")).toEqual({ n: "x".repeat(2_000) });
    expect(play.run.input).toBeUndefined();
    expect(
      play
        .complete("b")
        .send({ kind: "rerun", from: ["b"], input: 3 })
        .payload("b"),
    ).toBe(3);
  });

  test("hooks run again with each attempt, and after success only the last ones", () => {
    const play = new Play({ steps: { a: job }, on_failure: { h: job }, finally: { z: job } });
    play.fail("a").complete("h").complete("z").send({ kind: "rerun", from: "FAILED" });
    expect(play.statuses).toEqual({ a: "STARTED", h: "BLOCKED", z: "BLOCKED" });
    play.complete("a");
    expect(play.statuses).toEqual({ a: "COMPLETED", h: "SKIPPED CONDITION", z: "STARTED" });
    play.fail("z").send({ kind: "rerun", from: "FAILED" });
    expect(play.statuses).toEqual({ a: "COMPLETED", h: "SKIPPED CONDITION", z: "STARTED" });
    expect(play.complete("z").run).toMatchObject({ status: "COMPLETED", attempt: 3 });
  });

  test("a run that was cancelled, stopped or out of time goes on where it was", () => {
    const cancelled = new Play({ steps: diamond }).complete("a").send({ kind: "cancel" });
    cancelled.cancelled("b").complete("c").send({ kind: "rerun", from: "FAILED" });
    expect(cancelled.statuses).toMatchObject({ a: "COMPLETED", b: "STARTED", c: "COMPLETED" });
    const stopped = new Play({ failure: "STOP", steps: { a: job, b: job, c: after("b") } });
    stopped.fail("a").complete("b").send({ kind: "rerun", from: "FAILED" });
    expect(stopped.statuses).toEqual({ a: "STARTED", b: "COMPLETED", c: "STARTED" });
    expect(stopped.fail("c").statuses).toMatchObject({ a: "STARTED", c: "FAILED" });
    const late = new Play({ timeout: "1h", steps: { a: job } }).at(3_600_000).cancelled("a");
    late.send({ kind: "rerun", from: "FAILED" });
    expect(late).toMatchObject({ wakeAt: 7_200_000, run: { status: "RUNNING" } });
  });

  test("a map that was named runs as a whole, over a list that may have changed", () => {
    const steps: Steps = { m: { type: "item", map: { over: "input" } } };
    const play = new Play({ steps }, [1, 2, 3]);
    for (const n of [0, 1, 2]) play.complete("m", n, n);
    play.send({ kind: "rerun", from: ["m"], input: [7] }).complete("m", "new", 0);
    expect(play.result).toEqual({ m: ["new"] });
  });

  test("of a map that failed, what has failed or never started runs again: exactly ten items", () => {
    const list = Array.from({ length: 20 }, (_, n) => n);
    const steps: Steps = {
      m: { type: "item", map: { over: "input", max_running: 13, tolerate: 2 } },
      n: { ...after("m"), input: "${steps.m.result}" } as Step,
    };
    const play = new Play({ steps }, list);
    for (const n of list.slice(0, 10)) play.complete("m", `r${n}`, n);
    for (const n of [10, 11, 12]) play.fail("m", "no", n);
    expect(play.run.status).toBe("FAILED");
    const made = play.made.length;
    play.send({ kind: "rerun", from: "FAILED" });
    for (const n of list.slice(10)) play.complete("m", `r${n}`, n);
    expect(madeSince(play, made).sort()).toEqual([...list.slice(10).map((n) => `m[${n}]`), "n"]);
    expect(play.payload("n")).toEqual(list.map((n) => `r${n}`));
  });

  test.for<[RunOrder, string]>([
    [{ kind: "rerun", from: ["a"] }, "FAILED_PRECONDITION run r has not ended yet"],
    [
      { kind: "retry", step: "a" },
      "FAILED_PRECONDITION run r can retry steps that failed, but a is COMPLETED",
    ],
    [{ kind: "retry", step: "zebra" }, "NOT_FOUND run r names step zebra, which there is not"],
    [
      { kind: "skip", step: "a", result: 1 },
      "FAILED_PRECONDITION run r cannot skip a, which is COMPLETED",
    ],
    [
      { kind: "skip", step: "b", result: "x".repeat(2 ** 20) },
      "INVALID_ARGUMENT result has 1048578 bytes, over the limit of 1048576 bytes; send less",
    ],
  ])("a run that goes on refuses %j", ([order, message]) => {
    const play = new Play({ steps: diamond }).complete("a");
    expect(refused(play, order)).toBe(message);
    const before = play.run;
    expect(play.send(order).run).toEqual(before);
  });

  test.for<[RunOrder, string]>([
    [{ kind: "rerun", from: [] }, "INVALID_ARGUMENT from must name a step, or be FAILED"],
    [
      { kind: "rerun", from: ["a", "bb"] },
      "INVALID_ARGUMENT from[1] names step bb, which there is not (did you mean b?)",
    ],
    [
      { kind: "rerun", from: ["z"] },
      "INVALID_ARGUMENT from[0] names z of finally, which runs again anyway",
    ],
    [{ kind: "retry", step: "b" }, "FAILED_PRECONDITION run r has ended: it is FAILED"],
    [{ kind: "pause" }, "FAILED_PRECONDITION run r has ended: it is FAILED"],
    [{ kind: "cancel" }, "FAILED_PRECONDITION run r has ended: it is FAILED"],
    [
      { kind: "skip", step: "z", result: 1 },
      "FAILED_PRECONDITION run r cannot skip z, which is COMPLETED",
    ],
    [{ kind: "add", steps: {} }, "FAILED_PRECONDITION run r has ended: it is FAILED"],
  ])("a run that has ended refuses %j", ([order, message]) => {
    const play = new Play({ steps: diamond, finally: { z: job } });
    play.complete("a").complete("c").fail("b").complete("z");
    expect(refused(play, order)).toBe(message);
    const before = play.run;
    expect(play.send(order).run).toEqual(before);
  });

  test("a run without a failure has nothing that failed", () => {
    const play = new Play({ steps: { a: job } }).complete("a");
    expect(refused(play, { kind: "rerun", from: "FAILED" })).toBe(
      "FAILED_PRECONDITION run r has no step that failed",
    );
  });
});

describe("retry of a step", () => {
  test("a step that failed runs again while others go on, and what was skipped for it waits again", () => {
    const play = new Play({ steps: { ...diamond, e: after("d") } }).complete("a").fail("b");
    expect(play.run.error).toMatchObject({ step: "b" });
    const old = play.place("b");
    play.send({ kind: "retry", step: "b" });
    expect(play.statuses).toMatchObject({ b: "STARTED", c: "STARTED", d: "BLOCKED", e: "BLOCKED" });
    expect(play.run.error).toBeUndefined();
    play.send({ kind: "ended", ...old, status: "COMPLETED" });
    expect(play.statuses["b"]).toBe("STARTED");
    play.complete("c").complete("b").complete("d").complete("e");
    expect(play.run).toMatchObject({ status: "COMPLETED", attempt: 1 });
  });

  test("not when a step behind it went by its failure", () => {
    const play = new Play({ steps: { a: job, b: { ...after("a"), rule: "ANY_FAILED" }, c: job } });
    play.fail("a");
    expect(refused(play, { kind: "retry", step: "a" })).toBe(
      "FAILED_PRECONDITION run r has started b, which comes after a; rerun a when the run has ended",
    );
  });

  test("a run that had stopped goes on, unless another failure counts", () => {
    const play = new Play({ failure: "STOP", steps: { a: job, b: job, c: job, d: after("c") } });
    play.fail("a", "first").fail("b", "second");
    play.send({ kind: "retry", step: "a" });
    expect(play.run).toMatchObject({ isStopped: true, error: { step: "b", message: "second" } });
    expect(play.statuses["d"]).toBe("SKIPPED STOP");
    play.send({ kind: "retry", step: "b" });
    expect(play.statuses).toEqual({ a: "STARTED", b: "STARTED", c: "STARTED", d: "BLOCKED" });
    play.complete("a").complete("b").complete("c").complete("d");
    expect(play.run.status).toBe("COMPLETED");
  });
});

describe("skip by hand", () => {
  const skip = (step: string, result = 7) => ({ kind: "skip", step, result, by: "ada" }) as const;

  test("a step that waits or runs is completed with the result, and its job is cancelled", () => {
    const play = new Play({
      steps: { a: job, b: after("a"), c: { ...after("b"), input: "${steps.b.result}" } as Step },
    });
    play.send(skip("b"));
    expect(play.statuses).toEqual({ a: "STARTED", b: "COMPLETED", c: "STARTED" });
    expect(play.payload("c")).toBe(7);
    expect(play.send(skip("a")).cancels).toEqual([{ step: "a", epoch: 1 }]);
    play.cancelled("a").complete("c");
    expect(play.run.status).toBe("COMPLETED");
    expect(play.steps["a"]).toMatchObject({ status: "COMPLETED", by: "ada" });
  });

  test("a failure is mended, and what was skipped for it goes on", () => {
    const play = new Play({ steps: diamond })
      .complete("a", 1)
      .fail("b")
      .send(skip("b"))
      .complete("c");
    expect(play.payload("d")).toEqual([1, 7]);
    expect(play.complete("d").run.status).toBe("COMPLETED");
  });

  test("a run that has failed goes on behind it", () => {
    const play = new Play({ steps: diamond }).complete("a", 1).complete("c").fail("b");
    play.send(skip("b"));
    expect(play.run).toMatchObject({ status: "RUNNING", attempt: 2 });
    expect(play.payload("d")).toEqual([1, 7]);
    expect(play.complete("d").run.status).toBe("COMPLETED");
  });

  test("a map gives way to a result by hand, and its items are cancelled", () => {
    const steps: Steps = {
      m: { type: "item", map: { over: "input" } },
      n: { ...after("m"), input: "${steps.m.result}" } as Step,
    };
    const play = new Play({ steps }, [1, 2]).complete("m", 1, 0).send(skip("m"));
    expect(play.payload("n")).toBe(7);
    expect(play.cancels).toEqual([{ step: "m", index: 1, epoch: 1 }]);
    expect(play.complete("m", 2, 1).statuses["m"]).toBe("COMPLETED");
  });
});
