import fc from "fast-check";
import { expect, test } from "vitest";
import { refusalOf } from "./refusal.ts";
import type { RunOrder } from "./run-event.ts";
import { Play } from "./test/play.ts";
import { playOut } from "./test/play-out.ts";
import {
  definitionOf,
  hasFailed,
  INPUT,
  keptByRerun,
  type Plan,
  predicted,
  type Scenario,
  scenario,
  stepsOf,
} from "./test/random-plan.ts";
import type { End } from "./test/rule-table.ts";

// `pnpm workflows` plays more of them.
const isWhole = process.env["MILLRACE_WORKFLOWS"] === "whole";
const RUNS = isWhole ? 10_000 : 400;

/** How a run ends by the naive model, given how its main steps do. */
function expected({ main, onFailure, last }: Scenario, ends: ReadonlyMap<string, End>) {
  const isFailing = hasFailed(main, ends);
  const skipped = onFailure.map(({ name }) => [name, "SKIPPED CONDITION"] as const);
  const hooks = new Map([...(isFailing ? predicted(onFailure) : skipped), ...predicted(last)]);
  const fails = isFailing || hasFailed([...onFailure, ...last], hooks);
  return {
    statuses: Object.fromEntries([...ends, ...hooks]),
    status: fails ? "FAILED" : "COMPLETED",
  };
}

const allOf = ({ main, onFailure, last }: Scenario) => [...main, ...onFailure, ...last];
const seen = (play: Play) => ({ statuses: play.statuses, status: play.run.status });

/** What was made, each of an epoch. */
function made(play: Play): string[] {
  return [...play.jobs, ...play.runs].map(({ step, index, epoch }) => `${step} ${index} ${epoch}`);
}

test("every run ends as a naive model predicts, in whatever order and batches it is told", () => {
  fc.assert(
    fc.property(scenario, (plan) => {
      const play = new Play(definitionOf(plan), INPUT);
      playOut(play, allOf(plan), plan.choices);
      expect(seen(play)).toEqual(expected(plan, predicted(plan.main)));
      expect(new Set(made(play)).size).toBe(made(play).length);
    }),
    { numRuns: RUNS },
  );
});

test("a rerun of what failed leaves the rest as it is, and ends as predicted", () => {
  const again = (plan: Plan): Plan => {
    // A signal that came too early the first time is there the second time.
    const hasSignal = plan.kind === "await" && plan.outcome === "COMPLETED";
    return { ...plan, outcome: hasSignal ? "COMPLETED" : plan.next };
  };
  fc.assert(
    fc.property(scenario, (plan) => {
      const play = new Play(definitionOf(plan), INPUT);
      playOut(play, allOf(plan), plan.choices);
      const first = predicted(plan.main);
      play.send({ kind: "rerun", from: "FAILED" });
      const second = {
        main: plan.main.map(again),
        onFailure: plan.onFailure.map(again),
        last: plan.last.map(again),
        choices: plan.choices,
      };
      playOut(play, allOf(second), plan.choices);
      const ends = predicted(second.main, keptByRerun(plan.main, first));
      expect(seen(play)).toEqual(expected(second, ends));
      const { length } = made(play);
      expect(new Set(made(play)).size).toBe(length);
    }),
    { numRuns: RUNS },
  );
});

test("steps that are added end as if they had been there from the start", () => {
  fc.assert(
    fc.property(scenario, fc.nat(), (plan, part) => {
      const [first, ...others] = plan.main as [Plan, ...Plan[]];
      const main = [{ ...first, kind: "task", when: "true" } as Plan, ...others];
      const kept = 1 + (part % main.length);
      const play = new Play(definitionOf({ ...plan, main: main.slice(0, kept) }), INPUT);
      const added = main.slice(kept);
      if (added.length > 0) play.send({ kind: "add", steps: stepsOf(added) });
      const whole = { ...plan, main };
      playOut(play, allOf(whole), plan.choices);
      expect(seen(play)).toEqual(expected(whole, predicted(main)));
    }),
    { numRuns: RUNS / 2 },
  );
});

test.for(["STOP", "STOP_NOW"] as const)(
  "with %s every run ends, and no step starts after a failure but those for failures",
  (failure) => {
    fc.assert(
      fc.property(scenario, (plan) => {
        const play = new Play(definitionOf(plan, failure), INPUT);
        playOut(play, allOf(plan), plan.choices);
        const steps = Object.entries(play.statuses);
        expect(steps.filter(([, status]) => status === "BLOCKED" || status === "STARTED")).toEqual(
          [],
        );
        expect(["COMPLETED", "FAILED"]).toContain(play.run.status);
        expect(new Set(made(play)).size).toBe(made(play).length);
        const hasStopped = steps.some(([, status]) => status === "SKIPPED STOP");
        if (hasStopped) expect(play.run.status).toBe("FAILED");
      }),
      { numRuns: RUNS / 2 },
    );
  },
);

test("a run that is cancelled at any moment is cancelled, and its last steps run", () => {
  fc.assert(
    fc.property(scenario, fc.nat({ max: 5 }), (plan, moment) => {
      const play = new Play(definitionOf(plan), INPUT);
      for (let n = 0; n < moment; n++) {
        const job = play.jobs[n];
        if (job === undefined) break;
        play.complete(job.step, null, job.index);
      }
      const isOver = ["COMPLETED", "FAILED"].includes(play.run.status);
      const before = play.made.length;
      play.send({ kind: "cancel" });
      playOut(play, allOf(plan), plan.choices);
      if (isOver) return;
      expect(play.run.status).toBe("CANCELLED");
      const { length } = play.made.slice(before).filter((step) => !step.startsWith("z"));
      expect(length).toBe(0);
      const steps = Object.values(play.statuses);
      expect(steps.filter((status) => status === "BLOCKED" || status === "STARTED")).toEqual([]);
    }),
    { numRuns: RUNS / 2 },
  );
});

/** Orders that people may give at any moment. */
const order: fc.Arbitrary<(names: readonly string[], n: number) => RunOrder> = fc.constantFrom(
  (names: readonly string[], n: number): RunOrder => ({
    kind: "retry",
    step: names[n % names.length] as string,
  }),
  (names: readonly string[], n: number): RunOrder => ({
    kind: "retry",
    step: names[n % names.length] as string,
    how: "RESTART",
  }),
  (names: readonly string[], n: number): RunOrder => ({
    kind: "skip",
    step: names[n % names.length] as string,
    result: n,
  }),
  (names: readonly string[], n: number): RunOrder => ({
    kind: "rerun",
    from: [names[n % names.length] as string],
  }),
  (): RunOrder => ({ kind: "rerun", from: "FAILED", input: INPUT }),
  (_: readonly string[], n: number): RunOrder => ({
    kind: "add",
    steps: { [`n${n}`]: { type: "job" } },
  }),
  (): RunOrder => ({ kind: "cancel" }),
);

test("whatever is ordered at whatever moment, a run ends, makes nothing twice and counts right", () => {
  const orders = fc.array(fc.tuple(order, fc.nat({ max: 20 }), fc.nat({ max: 4 })), {
    maxLength: 6,
  });
  const mode = fc.constantFrom("CONTINUE" as const, "STOP" as const, "STOP_NOW" as const);
  fc.assert(
    fc.property(scenario, orders, mode, (plan, given, failure) => {
      const play = new Play(definitionOf(plan, failure), INPUT);
      const added: Plan[] = [];
      for (const [make, n, turns] of given) {
        const names = [...allOf(plan), ...added].map(({ name }) => name);
        const each = make(names, n);
        const isRefused = refusalOf(play.workflow, play.run, each) !== undefined;
        const before = play.run;
        play.send(each);
        // A parent may have a child go on in which nothing has failed.
        if (isRefused && each.kind !== "rerun") expect(play.run).toEqual(before);
        if (each.kind === "add" && !isRefused) added.push(PLAIN(`n${n}`));
        expect(play.run.open).toBe(openOf(play));
        playOut(play, [...allOf(plan), ...added], plan.choices, turns);
      }
      playOut(play, [...allOf(plan), ...added], plan.choices);
      expect(["COMPLETED", "FAILED", "CANCELLED"]).toContain(play.run.status);
      expect(openOf(play)).toBe(0);
      expect(play.run).toMatchObject({ timers: {}, waits: [], resumes: [] });
      expect(new Set(made(play)).size).toBe(made(play).length);
    }),
    { numRuns: RUNS },
  );
});

const PLAIN = (name: string): Plan => ({
  ...{ name, after: [], rule: "ALL_SUCCEEDED", ignoresFailure: false, when: "true" },
  ...{ kind: "task", outcome: "COMPLETED", next: "COMPLETED" },
});

/** How many steps of the section that has its turn have not ended. */
function openOf(play: Play): number {
  const steps = Object.values(play.steps).filter(({ section }) => section === play.run.section);
  return steps.filter(({ status }) => status === "BLOCKED" || status === "STARTED").length;
}
