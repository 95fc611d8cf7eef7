import fc from "fast-check";
import type { Steps, WorkflowDefinition } from "../definition.ts";
import type { StepRule } from "../step-rule.ts";
import { type End, expectedVerdict, RULES } from "./rule-table.ts";

export type Outcome = "COMPLETED" | "FAILED" | "CANCELLED";

/** A step, and how what it does ends. */
export interface Plan {
  readonly name: string;
  readonly after: readonly string[];
  readonly rule: StepRule;
  readonly ignoresFailure: boolean;
  readonly when: "true" | "false" | "input.nothing";
  readonly kind: "task" | "decide" | "map" | "sleep" | "await" | "workflow";
  /** How its job or run ends, or that of each item; a wait for which no signal comes has FAILED. */
  readonly outcome: Outcome;
  /** The same after a rerun. */
  readonly next: Outcome;
}

/** The steps of a workflow and of its hooks, and numbers by which chances fall. */
export interface Scenario {
  readonly main: readonly Plan[];
  readonly onFailure: readonly Plan[];
  readonly last: readonly Plan[];
  readonly choices: readonly number[];
}

const WITHOUT_AFTER: readonly StepRule[] = ["ALL_SUCCEEDED", "NONE_FAILED", "ALL_DONE"];

/** Steps of which each comes after some of the earlier ones. */
function plans(prefix: string, max: number): fc.Arbitrary<Plan[]> {
  const outcome = fc.constantFrom<Outcome>("COMPLETED", "COMPLETED", "FAILED", "CANCELLED");
  const one = fc.record({
    after: fc.array(fc.nat(), { maxLength: 3 }),
    rule: fc.constantFrom(...RULES),
    ignoresFailure: fc.boolean(),
    when: fc.constantFrom("true", "true", "true", "false", "input.nothing"),
    kind: fc.constantFrom("task", "task", "task", "decide", "map", "sleep", "await", "workflow"),
    outcome,
    next: outcome,
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

export const scenario: fc.Arbitrary<Scenario> = fc.record({
  main: plans("a", 8),
  onFailure: plans("f", 3),
  last: plans("z", 3),
  choices: fc.array(fc.nat(), { minLength: 1, maxLength: 30 }),
});

const ACTIONS: { readonly [Kind in Plan["kind"]]: (name: string) => object } = {
  task: () => ({ type: "job" }),
  decide: () => ({ decide: "1" }),
  map: () => ({ type: "job", map: { over: "input.list", max_running: 2 } }),
  sleep: () => ({ sleep: { for: "1m" } }),
  await: (name) => ({ await: { signal: name, timeout: "1h" } }),
  workflow: () => ({ workflow: { name: "other" } }),
};

export function stepsOf(all: readonly Plan[]): Steps {
  return Object.fromEntries(
    all.map(({ name, after, rule, ignoresFailure, when, kind }) => [
      name,
      {
        after,
        rule,
        when,
        on_failure: ignoresFailure ? "IGNORE" : "FAIL",
        ...ACTIONS[kind](name),
      } as Steps[string],
    ]),
  );
}

export function definitionOf(
  { main, onFailure, last }: Scenario,
  failure: WorkflowDefinition["failure"] = "CONTINUE",
): Partial<WorkflowDefinition> {
  return { failure, steps: stepsOf(main), on_failure: stepsOf(onFailure), finally: stepsOf(last) };
}

/** What runs have for their input. */
export const INPUT = { list: [1, 2, 3] };

/** How what a step does ends: one that only waits cannot fail, nor can one be cancelled that only decides. */
export function outcomeOf({ kind, outcome }: Pick<Plan, "kind" | "outcome">): Outcome {
  if (kind === "decide" || kind === "sleep") return "COMPLETED";
  const isCancelled = outcome === "CANCELLED" && kind !== "map" && kind !== "await";
  return outcome === "COMPLETED" || isCancelled ? outcome : "FAILED";
}

/** How steps end when failures stop nothing, decided one by one in the order in which they are written. */
export function predicted(
  all: readonly Plan[],
  kept: ReadonlyMap<string, End> = new Map(),
): Map<string, End> {
  const ends = new Map<string, End>();
  const byName = new Map(all.map((plan) => [plan.name, plan]));
  for (const plan of all) {
    const { name, after, rule, when } = plan;
    const before = after.map((other) => ({
      end: ends.get(other) as End,
      ignoresFailure: byName.get(other)?.ignoresFailure === true,
    }));
    const verdict = expectedVerdict(rule, before);
    const end = kept.get(name);
    if (end !== undefined) ends.set(name, end);
    else if (verdict !== "START") ends.set(name, `SKIPPED ${verdict}`);
    else if (when === "false") ends.set(name, "SKIPPED CONDITION");
    else if (when === "input.nothing") ends.set(name, "FAILED");
    else ends.set(name, outcomeOf(plan));
  }
  return ends;
}

/** The steps that a rerun of what failed leaves as they are. */
export function keptByRerun(
  all: readonly Plan[],
  ends: ReadonlyMap<string, End>,
): Map<string, End> {
  const again = new Set<string>();
  for (const { name, after, ignoresFailure } of all) {
    const end = ends.get(name) as End;
    const isFailed = ["FAILED", "CANCELLED"].includes(end) && !ignoresFailure;
    if (isFailed || end === "SKIPPED FAILURE" || after.some((other) => again.has(other)))
      again.add(name);
  }
  return new Map([...ends].filter(([name]) => !again.has(name)));
}

/** Whether one of them has failed, and its failure counts. */
export function hasFailed(all: readonly Plan[], ends: ReadonlyMap<string, End>): boolean {
  return all.some(
    ({ name, ignoresFailure }) =>
      !ignoresFailure && ["FAILED", "CANCELLED"].includes(ends.get(name) as string),
  );
}
