import fc from "fast-check";
import { expect, test } from "vitest";
import type { Steps, WorkflowDefinition } from "./definition.ts";
import type { StepRule } from "./step-rule.ts";
import { Play } from "./test/play.ts";
import { type End, expectedVerdict, RULES } from "./test/rule-table.ts";

type Outcome = "COMPLETED" | "FAILED" | "CANCELLED";

interface Plan {
  readonly name: string;
  readonly after: readonly string[];
  readonly rule: StepRule;
  readonly ignoresFailure: boolean;
  readonly when: "true" | "false" | "input.nothing";
  readonly kind: "task" | "decide" | "map";
  /** How its job ends, or that of each item. */
  readonly outcome: Outcome;
}

const WITHOUT_AFTER: readonly StepRule[] = ["ALL_SUCCEEDED", "NONE_FAILED", "ALL_DONE"];

/** Steps of which each comes after some of the earlier ones. */
function plans(prefix: string, max: number): fc.Arbitrary<Plan[]> {
  const one = fc.record({
    after: fc.array(fc.nat(), { maxLength: 3 }),
    rule: fc.constantFrom(...RULES),
    ignoresFailure: fc.boolean(),
    when: fc.constantFrom("true", "true", "true", "false", "input.nothing"),
    kind: fc.constantFrom("task", "task", "task", "decide", "map"),
    outcome: fc.constantFrom<Outcome>("COMPLETED", "COMPLETED", "FAILED", "CANCELLED"),
  });
  return fc.array(one, { minLength: 1, maxLength: max }).map((all) =>
    all.map(({ after, rule, ...rest }, place): Plan => {
      const before = place === 0 ? [] : [...new Set(after.map((n) => `${prefix}${n % place}`))];
      const isPossible = before.length > 0 || WITHOUT_AFTER.includes(rule);
      return {
        ...rest,
        name: `${prefix}${place}`,
        after: before,
        rule: isPossible ? rule : "ALL_SUCCEEDED",
      } as Plan;
    }),
  );
}

function stepsOf(all: readonly Plan[]): Steps {
  return Object.fromEntries(
    all.map(({ name, after, rule, ignoresFailure, when, kind }) => [
      name,
      {
        after,
        rule,
        when,
        on_failure: ignoresFailure ? "IGNORE" : "FAIL",
        ...(kind === "decide" ? { decide: "1" } : { type: "job" }),
        ...(kind === "map" && { map: { over: "input.list", max_running: 2 } }),
      } as Steps[string],
    ]),
  );
}

const scenario = fc.record({
  main: plans("a", 8),
  onFailure: plans("f", 3),
  last: plans("z", 3),
  choices: fc.array(fc.nat(), { minLength: 1, maxLength: 30 }),
});

function definitionOf(
  { main, onFailure, last }: { main: Plan[]; onFailure: Plan[]; last: Plan[] },
  failure: WorkflowDefinition["failure"] = "CONTINUE",
): Partial<WorkflowDefinition> {
  return { failure, steps: stepsOf(main), on_failure: stepsOf(onFailure), finally: stepsOf(last) };
}

/** Has jobs end, one after the other as `choices` say, until the run is over. */
function playOut(play: Play, all: readonly Plan[], choices: readonly number[]): void {
  const outcomes = new Map(all.map(({ name, outcome }) => [name, outcome]));
  const ended = new Set<string>();
  for (let turn = 0; ; turn++) {
    const open = play.jobs.filter(({ step, index }) => !ended.has(`${step} ${index}`));
    if (open.length === 0) return;
    const job = open[(choices[turn % choices.length] as number) % open.length] as (typeof open)[0];
    const { step, index } = job;
    ended.add(`${step} ${index}`);
    const event = { kind: "ended", ...play.place(step, index) } as const;
    play.send({ ...event, status: outcomes.get(step) as Outcome, result: step, error: "no" });
    const after = play.run;
    const made = play.jobs.length;
    play.send({ ...event, status: "COMPLETED", result: "told again" });
    expect([play.run, play.jobs.length]).toEqual([after, made]);
  }
}

/** How steps end when failures stop nothing, decided one by one in the order in which they are written. */
function predicted(all: readonly Plan[]): Map<string, End> {
  const ends = new Map<string, End>();
  const byName = new Map(all.map((plan) => [plan.name, plan]));
  for (const { name, after, rule, when, kind, outcome } of all) {
    const before = after.map((other) => ({
      end: ends.get(other) as End,
      ignoresFailure: byName.get(other)?.ignoresFailure === true,
    }));
    const verdict = expectedVerdict(rule, before);
    if (verdict !== "START") ends.set(name, `SKIPPED ${verdict}`);
    else if (when === "false") ends.set(name, "SKIPPED CONDITION");
    else if (when === "input.nothing") ends.set(name, "FAILED");
    else if (kind === "decide") ends.set(name, "COMPLETED");
    else if (kind === "map") ends.set(name, outcome === "COMPLETED" ? "COMPLETED" : "FAILED");
    else ends.set(name, outcome);
  }
  return ends;
}

function hasFailed(all: readonly Plan[], ends: ReadonlyMap<string, End>): boolean {
  return all.some(
    ({ name, ignoresFailure }) =>
      !ignoresFailure && ["FAILED", "CANCELLED"].includes(ends.get(name) as string),
  );
}

const INPUT = { list: [1, 2, 3] };

test("every run ends as a naive model predicts, in whatever order its jobs do", () => {
  fc.assert(
    fc.property(scenario, ({ choices, ...plan }) => {
      const { main, onFailure, last } = plan;
      const all = [...main, ...onFailure, ...last];
      const play = new Play(definitionOf(plan), INPUT);
      playOut(play, all, choices);

      const ends = predicted(main);
      const isFailing = hasFailed(main, ends);
      const skipped = onFailure.map(({ name }) => [name, "SKIPPED CONDITION"] as const);
      const hooks = new Map([...(isFailing ? predicted(onFailure) : skipped), ...predicted(last)]);
      const fails = isFailing || hasFailed([...onFailure, ...last], hooks);
      expect(play.statuses).toEqual(Object.fromEntries([...ends, ...hooks]));
      expect(play.run.status).toBe(fails ? "FAILED" : "COMPLETED");
      expect(new Set(play.made).size).toBe(play.made.length);
    }),
    { numRuns: 2_000 },
  );
});

test.for(["STOP", "STOP_NOW"] as const)(
  "with %s every run ends, and no step starts after a failure but those for failures",
  (failure) => {
    fc.assert(
      fc.property(scenario, ({ choices, ...plan }) => {
        const { main, onFailure, last } = plan;
        const play = new Play(definitionOf(plan, failure), INPUT);
        playOut(play, [...main, ...onFailure, ...last], choices);
        const steps = Object.entries(play.statuses);
        expect(steps.filter(([, status]) => status === "BLOCKED" || status === "STARTED")).toEqual(
          [],
        );
        expect(["COMPLETED", "FAILED"]).toContain(play.run.status);
        expect(new Set(play.made).size).toBe(play.made.length);
        const hasStopped = steps.some(([, status]) => status === "SKIPPED STOP");
        if (hasStopped) expect(play.run.status).toBe("FAILED");
      }),
      { numRuns: 500 },
    );
  },
);

test("a run that is cancelled at any moment is cancelled, and its last steps run", () => {
  fc.assert(
    fc.property(scenario, fc.nat({ max: 5 }), ({ choices, ...plan }, moment) => {
      const { main, onFailure, last } = plan;
      const all = [...main, ...onFailure, ...last];
      const play = new Play(definitionOf(plan), INPUT);
      for (let n = 0; n < moment; n++) {
        const job = play.jobs[n];
        if (job === undefined) break;
        const { step, index } = job;
        play.complete(step, null, index);
      }
      const isOver = ["COMPLETED", "FAILED"].includes(play.run.status);
      const before = play.made.length;
      play.send({ kind: "cancel" });
      playOut(play, all, choices);
      if (isOver) return;
      expect(play.run.status).toBe("CANCELLED");
      expect(play.made.slice(before).filter((step) => !step.startsWith("z"))).toEqual([]);
      const steps = Object.values(play.statuses);
      expect(steps.filter((status) => status === "BLOCKED" || status === "STARTED")).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
