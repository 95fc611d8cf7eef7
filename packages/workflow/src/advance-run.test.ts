import { describe, expect, test } from "vitest";
import type { Step, Steps } from "./definition.ts";
import { Play } from "./test/play.ts";

const job: Step = { type: "job" };
const after = (...names: string[]) => ({ type: "job", after: names });
const diamond = (d: object = {}) => ({
  steps: { a: job, b: after("a"), c: after("a"), d: { ...after("b", "c"), ...d } } as Steps,
});

describe("tasks and rules", () => {
  test("the last of a diamond starts when both before have completed, once", () => {
    const play = new Play(diamond()).complete("a").complete("b");
    expect(play.statuses["d"]).toBe("BLOCKED");
    play.complete("c").complete("c").complete("b");
    expect(play.made).toEqual(["a", "b", "c", "d"]);
    play.complete("d", 7);
    expect(play.snapshot).toMatchObject({ status: "COMPLETED", steps: { d: { result: 7 } } });
    expect(play.result).toEqual({ d: 7 });
  });

  test.for(["FAILED", "CANCELLED"] as const)(
    "after one is %s, what comes after it is skipped",
    (status) => {
      const play = new Play(diamond()).complete("a").complete("c", "kept");
      play.send({ kind: "ended", ...play.place("b"), status, error: "no" });
      expect(play.statuses).toEqual({
        a: "COMPLETED",
        b: status,
        c: "COMPLETED",
        d: "SKIPPED FAILURE",
      });
      expect(play.snapshot).toMatchObject({
        status: "FAILED",
        error: { step: "b", message: "no" },
        steps: { c: { result: "kept" } },
      });
    },
  );

  test("ALL_DONE runs after a failure, and the run still fails", () => {
    const play = new Play(diamond({ rule: "ALL_DONE" })).complete("a").fail("b").complete("c");
    expect(play.complete("d").run.status).toBe("FAILED");
  });

  test("a failure that is ignored counts as success, and its error is kept", () => {
    const { steps } = diamond({ input: "${steps.b.error}" });
    const play = new Play({ steps: { ...steps, b: { ...after("a"), on_failure: "IGNORE" } } });
    play.complete("a").fail("b").complete("c");
    expect(play.payload("d")).toBe("failed");
    expect(play.complete("d").snapshot).toMatchObject({
      status: "COMPLETED",
      steps: { b: { status: "FAILED", error: "failed" } },
    });
    expect(play.run.error).toBeUndefined();
  });

  test.for(["ANY_FAILED", "ANY_SUCCEEDED"] as const)(
    "%s starts while another one runs, once",
    (rule) => {
      const play = new Play({ steps: { a: job, b: job, c: { ...after("a", "b"), rule } } });
      const end = () => (rule === "ANY_FAILED" ? play.fail("a") : play.complete("a"));
      end();
      expect(play.made).toEqual(["a", "b", "c"]);
      play.complete("c").complete("b");
      expect(play.made).toEqual(["a", "b", "c"]);
      expect(play.run.status).toBe(rule === "ANY_FAILED" ? "FAILED" : "COMPLETED");
    },
  );
});

describe("conditions and templates", () => {
  test("when is false: what wants success is skipped, what wants no failure runs", () => {
    const play = new Play(
      {
        steps: {
          a: { ...job, when: "input.go" },
          b: after("a"),
          c: { ...after("a"), rule: "NONE_FAILED" },
        },
      },
      { go: false },
    );
    expect(play.statuses).toEqual({ a: "SKIPPED CONDITION", b: "SKIPPED CONDITION", c: "STARTED" });
    expect(play.complete("c").run.status).toBe("COMPLETED");
  });

  test.for([
    ["when", { when: "steps.a.result.ok == true" }, "when: steps.a.result.ok: no such field"],
    ["when", { when: "steps.a.result" }, "when: must be true or false, but is {}"],
    [
      "input",
      { input: { to: ["${steps.a.result.email}"] } },
      "input.to[0]: steps.a.result.email: no such field",
    ],
    ["key", { concurrency_key: "${''}" }, "concurrency_key must not be empty"],
    [
      "size",
      { input: "${input.big + input.big}" },
      /^input has 1200002 bytes|^input: makes more than 1 MiB/,
    ],
  ] as const)("an error in %s fails the step with its place: %#", ([, more, error]) => {
    const play = new Play(
      { steps: { a: job, b: { ...after("a"), ...more } } },
      { big: "x".repeat(600_000) },
    ).complete("a", {});
    expect(play.run.status).toBe("FAILED");
    expect(play.snapshot.steps["b"]?.error).toMatch(error);
  });

  test("a job gets what its templates make, by default the input of the run", () => {
    const play = new Play(
      {
        steps: {
          a: job,
          b: {
            ...after("a"),
            input: {
              whole: "${input}",
              text: "no ${input.n}: ${steps.a.result.list}",
              plain: "$${x}",
              n: "${input.n + 1}",
            },
            concurrency_key: "t-${input.n}",
            metadata: { n: "${input.n}" },
            max_attempts: 2,
            delay: "5s",
          },
        },
      },
      { n: 1 },
    );
    expect(play.payload("a")).toEqual({ n: 1 });
    play.complete("a", { list: [1, "x"] });
    expect(play.payload("b")).toEqual({
      whole: { n: 1 },
      text: 'no 1: [1,"x"]',
      plain: "${x}",
      n: 2,
    });
    expect(play.jobs[1]?.request).toMatchObject({
      type: "job",
      concurrencyKey: "t-1",
      metadata: { n: "1" },
      maxAttempts: 2,
      delayMs: 5_000,
    });
  });

  test("decisions follow each other without a job", () => {
    const play = new Play(
      {
        steps: {
          a: { decide: "input.n * 2" },
          b: { after: ["a"], decide: "steps.a.result + 1" },
          c: { ...after("b"), when: "steps.b.result > 4" },
        },
      },
      { n: 2 },
    );
    expect(play.made).toEqual(["c"]);
    expect(play.snapshot.steps["b"]?.result).toBe(5);
  });
});

describe("failure modes and hooks", () => {
  const steps: Steps = {
    b: job,
    c: job,
    d: after("c"),
    e: after("c"),
    cleanup: { ...after("b", "d"), rule: "ALL_DONE" },
  };

  test("STOP starts no further step but those that handle failures", () => {
    const play = new Play({ failure: "STOP", steps }).fail("b");
    expect(play.statuses).toEqual({
      b: "FAILED",
      c: "STARTED",
      d: "SKIPPED STOP",
      e: "SKIPPED STOP",
      cleanup: "STARTED",
    });
    expect(play.cancels).toEqual([]);
    expect(play.complete("c").complete("cleanup").run.status).toBe("FAILED");
  });

  test("STOP_NOW cancels what runs, and waits for its end", () => {
    const play = new Play({
      failure: "STOP_NOW",
      steps: { ...steps, z: { sleep: { for: "1h" } } },
    }).fail("b");
    expect(play.cancels).toEqual([{ step: "c", epoch: 1 }]);
    expect(play.statuses).toMatchObject({ c: "STARTED", z: "CANCELLED" });
    play.cancelled("c").complete("cleanup");
    expect(play.run).toMatchObject({ status: "FAILED", error: { step: "b" } });
  });

  test("what is to start and to stop at once never starts", () => {
    const play = new Play({
      failure: "STOP_NOW",
      steps: { a: job, b: { decide: "input.nothing" } },
    });
    expect(play.jobs).toEqual([]);
    expect(play.statuses).toEqual({ a: "CANCELLED", b: "FAILED" });
    expect(play.run.status).toBe("FAILED");
  });

  const hooked = {
    steps: { a: job },
    on_failure: {
      refund: job,
      tell: { ...after("refund"), input: "${run.error.message}" },
    } as Steps,
    finally: { cleanup: { ...job, input: "${steps.tell.status}" } } as Steps,
  };

  test("hooks run once after a failure, one after the other", () => {
    const play = new Play(hooked).fail("a");
    expect(play.made).toEqual(["a", "refund"]);
    play.complete("refund");
    expect(play.payload("tell")).toBe("failed");
    play.complete("tell").complete("cleanup");
    expect(play.payload("cleanup")).toBe("COMPLETED");
    expect(play.run).toMatchObject({ status: "FAILED", error: { step: "a" } });
  });

  test("without a failure on_failure is skipped; a hook that fails fails the run", () => {
    const play = new Play(hooked).complete("a");
    expect(play.statuses).toMatchObject({
      refund: "SKIPPED CONDITION",
      tell: "SKIPPED CONDITION",
      cleanup: "STARTED",
    });
    expect(play.fail("cleanup").run).toMatchObject({
      status: "FAILED",
      error: { step: "cleanup" },
    });
  });

  test("a run that takes too long fails, and its hooks have their time", () => {
    const play = new Play({ ...hooked, timeout: "1h", steps: { a: job, b: after("a") } });
    expect(play.wakeAt).toBe(3_600_000);
    play.at(3_600_000);
    expect(play.cancels).toEqual([{ step: "a", epoch: 1 }]);
    expect(play.statuses).toMatchObject({ a: "STARTED", b: "SKIPPED STOP" });
    play.cancelled("a").at(9_000_000);
    play.complete("refund").complete("tell").complete("cleanup");
    expect(play.run).toMatchObject({
      status: "FAILED",
      error: { message: "the time for the run was over" },
    });
  });

  test("cancel ends what waits at once, waits for what runs, then finally runs", () => {
    const play = new Play({
      ...hooked,
      steps: {
        a: job,
        b: after("a"),
        c: after("b"),
        wait: { await: { signal: "s" } },
        sleep: { sleep: { for: "1h" } },
      },
    }).complete("a");
    play.send({ kind: "cancel" }).send({ kind: "cancel" });
    expect(play.statuses).toMatchObject({
      b: "STARTED",
      c: "CANCELLED",
      wait: "CANCELLED",
      sleep: "CANCELLED",
      cleanup: "BLOCKED",
    });
    expect(play.cancels).toEqual([{ step: "b", epoch: 1 }]);
    expect(play.run.status).toBe("CANCELLING");
    play.cancelled("b");
    expect(play.statuses).toMatchObject({ refund: "SKIPPED CONDITION", cleanup: "STARTED" });
    expect(play.complete("cleanup").run.status).toBe("CANCELLED");
    expect(play.run.error).toBeUndefined();
  });
});

describe("maps", () => {
  const map = (more: object = {}, step: object = {}): { steps: Steps } => ({
    steps: {
      m: { type: "item", map: { over: "input.list", ...more }, ...step } as Step,
      next: { ...after("m"), input: "${steps.m.result}" },
    },
  });

  test("results stand in the order of the items, whatever order they end in", () => {
    const play = new Play(map(), { list: ["x", "y", "z"] });
    expect(play.made).toEqual(["m[0]", "m[1]", "m[2]"]);
    play.complete("m", "r2", 2).complete("m", "r0", 0);
    expect(play.statuses["next"]).toBe("BLOCKED");
    play.complete("m", "r1", 1);
    expect(play.payload("next")).toEqual(["r0", "r1", "r2"]);
  });

  test("the input of an item is the item, or what the template makes of it and its place", () => {
    expect(new Play(map(), { list: ["x", "y"] }).payload("m")).toBe("y");
    const play = new Play(map({ as: "p" }, { input: { to: "${p}", place: "${index}" } }), {
      list: ["x", "y"],
    });
    expect(play.payload("m")).toEqual({ to: "y", place: 1 });
  });

  test("a map over nothing completes with nothing", () => {
    const play = new Play(map(), { list: [] });
    expect(play.snapshot.steps["m"]).toMatchObject({ status: "COMPLETED", result: [] });
    expect(play.made).toEqual(["next"]);
  });

  test.for([
    [null, "map.over: must be a list, but is null"],
    [{}, "map.over: must be a list, but is an object"],
    [[1, 2, 3], "map.over: has 3 items, over max_items of 2"],
  ] as const)("a map over %j fails", ([list, error]) => {
    const play = new Play(map({ max_items: 2 }), { list });
    expect(play.snapshot.steps["m"]).toMatchObject({ status: "FAILED", error });
    expect(play.jobs).toEqual([]);
  });

  test("no more jobs live at a time than may run", () => {
    const play = new Play(map({ max_running: 2 }), { list: [0, 1, 2, 3, 4] });
    expect(play.made).toEqual(["m[0]", "m[1]"]);
    play.complete("m", 0, 1).complete("m", 0, 1);
    expect(play.made).toEqual(["m[0]", "m[1]", "m[2]"]);
  });

  test("10 % of 100 may fail; the next one fails the map and cancels the rest", () => {
    const list = Array.from({ length: 100 }, (_, n) => n);
    const play = new Play(map({ max_running: 60, tolerate: "10%" }), { list });
    for (let n = 0; n < 10; n++) play.fail("m", "no", n);
    expect(play.statuses["m"]).toBe("STARTED");
    const tolerant = new Play(map({ tolerate: 10 }), { list });
    for (const n of list) n < 10 ? tolerant.fail("m", "no", n) : tolerant.complete("m", n, n);
    expect(tolerant.snapshot.steps["m"]).toMatchObject({
      status: "COMPLETED",
      error: "10 of 100 items failed",
    });
    play.fail("m", "no", 10);
    expect(play.snapshot.steps["m"]).toMatchObject({
      status: "FAILED",
      error: "11 of 100 items failed, of which 10 are tolerated; the last: no",
    });
    expect(play.jobs).toHaveLength(70);
    expect(play.cancels).toHaveLength(59);
  });

  test("an item without an input fails, and counts", () => {
    const list = [{ a: 1 }, {}, { a: 2 }];
    const play = new Play(map({ tolerate: 1 }, { input: "${item.a}" }), { list });
    expect(play.made).toEqual(["m[0]", "m[2]"]);
    const strict = new Play(map({}, { input: "${item.a}" }), { list });
    expect(strict.jobs).toEqual([]);
    expect(strict.snapshot.steps["m"]?.error).toMatch(
      /^1 of 3 items failed, of which 0 are tolerated; the last: item 1: input: /,
    );
  });
});

describe("sleep, signals and pause", () => {
  test("a sleep ends at its time, without a job", () => {
    const play = new Play({ steps: { s: { sleep: { for: "5m" } }, a: after("s") } });
    expect(play.wakeAt).toBe(300_000);
    expect(play.at(299_999).made).toEqual([]);
    expect(play.at(300_000).made).toEqual(["a"]);
  });

  test("a pause delays the release, and not the clock", () => {
    const play = new Play({ steps: { s: { sleep: { for: "5m" } }, a: after("s") } });
    play.at(240_000).send({ kind: "pause" }).at(350_000);
    expect(play.statuses).toEqual({ s: "COMPLETED", a: "BLOCKED" });
    expect(play.at(360_000).send({ kind: "resume" }).made).toEqual(["a"]);
  });

  test("a sleep may end at a time that a step tells", () => {
    const play = new Play(
      { steps: { s: { sleep: { until: "${input.at}" } } } },
      { at: "1970-01-01T00:01:00Z" },
    );
    expect(play.wakeAt).toBe(60_000);
    expect(
      new Play({ steps: { s: { sleep: { until: "${input.at}" } } } }, { at: 5 }).snapshot.steps["s"]
        ?.error,
    ).toMatch(/^sleep.until: must be a time/);
  });

  const waits = (more: object = {}): Steps => ({
    a: job,
    w: { after: ["a"], await: { signal: "ok", ...more } },
  });

  test("a signal that comes before its wait is taken when that is reached", () => {
    const play = new Play({ steps: waits() })
      .signal("ok", 1, "x")
      .signal("ok", 2, "x")
      .complete("a");
    expect(play.snapshot).toMatchObject({ status: "COMPLETED", steps: { w: { result: 1 } } });
    expect(play.run).toMatchObject({ signals: [], received: 1 });
    expect(play.parts.get("signal/x")).toEqual({ name: "ok", payload: 1, at: 0, takenBy: "w" });
  });

  test("two signals go to two waits, the oldest first, and a broadcast to all", () => {
    const wait: Step = { await: { signal: "ok" } };
    const play = new Play({
      steps: {
        one: wait,
        two: { await: { signal: "ok" } },
        all: { await: { signal: "ok", broadcast: true } },
      },
    });
    play.signal("ok", 1, "x");
    expect(play.statuses).toEqual({ one: "COMPLETED", two: "STARTED", all: "COMPLETED" });
    play.signal("ok", 2, "y");
    expect(play.snapshot.steps).toMatchObject({
      one: { result: 1 },
      two: { result: 2 },
      all: { result: 1 },
    });
  });

  test("a signal that does not match is left, and cannot fail the step by what is in it", () => {
    const play = new Play({ steps: waits({ match: "signal.n > 1" }) }).complete("a");
    play.signal("ok", "text", "v").signal("ok", { n: 1 }, "x").signal("ok", { n: 2 }, "y");
    expect(play.snapshot.steps["w"]?.result).toEqual({ n: 2 });
  });

  test.for([
    ["FAIL", { status: "FAILED", error: "no signal ok came in time" }],
    ["CONTINUE", { status: "COMPLETED", result: { timed_out: true } }],
  ] as const)("after its timeout a wait has %s", ([on_timeout, state]) => {
    const play = new Play({ steps: waits({ timeout: "24h", on_timeout }) }).complete("a");
    expect(play.wakeAt).toBe(86_400_000);
    expect(play.at(86_400_000).snapshot.steps["w"]).toMatchObject(state);
  });

  test("of a signal and a timeout at the same instant the signal wins, and one that is told late but came later loses", () => {
    const play = new Play({ steps: waits({ timeout: "10s" }) }).complete("a");
    const signal = (at: number) =>
      ({ kind: "signal", id: "x", name: "ok", payload: 1, at }) as const;
    const late = new Play({ steps: waits({ timeout: "10s" }) }).complete("a");
    expect(play.advance([signal(10_000)]).statuses["w"]).toBe("COMPLETED");
    expect(late.advance([signal(10_001)]).statuses["w"]).toBe("FAILED");
  });
});

describe("workflows in workflows", () => {
  test("the end of a run is that of the step", () => {
    const steps: Steps = {
      sub: { workflow: { name: "invoice", version: 2 }, input: "${input.n}" },
      a: { ...after("sub"), input: "${steps.sub.result.pay}" },
    };
    const play = new Play({ steps }, { n: 3 });
    expect(play.runs).toEqual([
      {
        step: "sub",
        epoch: 1,
        workflow: { name: "invoice", version: 2 },
        input: 3,
        isDetached: false,
        depth: 2,
      },
    ]);
    expect(play.complete("sub", { pay: 9 }).payload("a")).toBe(9);
    expect(new Play({ steps }, { n: 3 }).fail("sub", "pay: card refused").run.error).toEqual({
      step: "sub",
      message: "pay: card refused",
    });
  });

  test("a run that nobody waits for has ended as it starts", () => {
    const play = new Play({
      steps: { sub: { workflow: { name: "x", detach: true } }, a: after("sub") },
    });
    expect(play.made).toEqual(["a"]);
    expect(play.runs).toHaveLength(1);
  });

  test("a map may make runs, of a workflow that is written out", () => {
    const play = new Play(
      { steps: { m: { map: { over: "input" }, workflow: { steps: { x: job } } } } },
      [1, 2],
    );
    expect(play.runs.map(({ input, index }) => [input, index])).toEqual([
      [1, 0],
      [2, 1],
    ]);
    expect(play.complete("m", { x: 1 }, 0).complete("m", { x: 2 }, 1).run.status).toBe("COMPLETED");
  });
});
