import type { Step, StepRule, Steps, WorkflowDefinition } from "@millrace/workflow";
import type { Random } from "./random.ts";

/** What the handler of a step's job does. The second start of its job completes whatever the first one does. */
export type StepBehaviour = "completes" | "fails" | "fails once" | "snoozes once";

/** A workflow, and all that happens in a run of it besides faults. */
export interface PlannedWorkflow {
  readonly definition: WorkflowDefinition;
  /** By the names of steps. */
  readonly behaviours: ReadonlyMap<string, StepBehaviour>;
  /** The names of the signals that its steps await. */
  readonly signals: readonly string[];
}

/** The input of each run. */
export const RUN_INPUT = { items: [1, 2, 3, 4], nothing: [] };
/** The type of all jobs. */
export const STEP_TYPE = "step";

const RULES: readonly StepRule[] = [
  "ALL_SUCCEEDED",
  "NONE_FAILED",
  "NONE_FAILED_ONE_SUCCEEDED",
  "ALL_DONE",
  "ALL_FAILED",
  "ANY_SUCCEEDED",
  "ANY_FAILED",
];
const RULES_OF_FIRST: readonly StepRule[] = ["ALL_SUCCEEDED", "NONE_FAILED", "ALL_DONE"];
const KINDS = ["task", "task", "task", "task", "map", "decide", "sleep"] as const;
/** What only a workflow has that runs by itself. */
const OUTER_KINDS = [...KINDS, "await", "workflow"] as const;
const BEHAVIOURS: readonly StepBehaviour[] = [
  ...["completes", "completes", "completes", "fails", "fails once", "snoozes once"],
] as StepBehaviour[];
const CONDITIONS = [...Array<undefined>(8).fill(undefined), "true", "false", "input.missing"];

/**
 * Draws a workflow of a few steps, each of which comes after some of those before it. Some run the workflow `child`;
 * without one it is a workflow for that.
 */
export function randomWorkflow(random: Random, name: string, child?: string): PlannedWorkflow {
  const behaviours = new Map<string, StepBehaviour>();
  const signals: string[] = [];
  const section = (prefix: string, count: number): Steps => {
    const steps: Record<string, Step> = {};
    for (let place = 0; place < count; place++) {
      const before = Object.keys(steps).filter(() => random.chance(0.3));
      const step = `${prefix}${place}`;
      steps[step] = randomStep(random, step, before, child);
      behaviours.set(step, random.pick(BEHAVIOURS));
      if ("await" in (steps[step] as object)) signals.push(step);
    }
    return steps;
  };
  const steps = section("s", random.int(2, 9));
  const definition: WorkflowDefinition = {
    ...{ name, schema: 1, steps },
    ...(random.chance(0.4) && { on_failure: section("f", random.int(1, 2)) }),
    ...(random.chance(0.4) && { finally: section("z", random.int(1, 2)) }),
  };
  return { definition, behaviours, signals };
}

function randomStep(
  random: Random,
  name: string,
  after: readonly string[],
  child: string | undefined,
): Step {
  const when = random.pick(CONDITIONS);
  const common = {
    after,
    rule: random.pick(after.length > 0 ? RULES : RULES_OF_FIRST),
    ...(when !== undefined && { when }),
    ...(random.chance(0.2) && { on_failure: "IGNORE" as const }),
  };
  const job = {
    type: STEP_TYPE,
    max_attempts: random.int(1, 3),
    // No jitter: a seed leads to one run.
    backoff: { initial: "500ms", jitter: 0 },
  };
  switch (random.pick(child === undefined ? KINDS : OUTER_KINDS)) {
    case "map": {
      const over = random.chance(0.8) ? "input.items" : "input.nothing";
      const tolerate = random.pick([0, 1, "100%"]);
      return { ...common, ...job, map: { over, max_running: random.int(1, 3), tolerate } };
    }
    case "decide":
      return { ...common, decide: "size(input.items)" };
    case "sleep":
      return { ...common, sleep: { for: `${random.int(1, 30)}s` } };
    case "workflow":
      return { ...common, workflow: { name: child ?? "" } };
    case "await":
      return { ...common, await: { signal: name } };
    case "task":
      return { ...common, ...job, input: { step: name } };
  }
}
