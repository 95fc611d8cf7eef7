import { shown } from "@millrace/core";
import {
  type AwaitStep,
  type DecideStep,
  type MapStep,
  type SleepStep,
  type Step,
  type StepSettings,
  type TaskStep,
  WORKFLOW_BOUNDS,
  type WorkflowStep,
} from "./definition.ts";
import { isJsonObject } from "./json.ts";
import { readChildRun } from "./read-child-run.ts";
import { JOB_SETTINGS, readJob } from "./read-job.ts";
import { readMap } from "./read-map.ts";
import { readAwait, readSleep } from "./read-waits.ts";
import type { StepContext } from "./step-context.ts";
import { STEP_RULES, type StepRule } from "./step-rule.ts";
import type { PlannedStep, StepAction } from "./workflow.ts";

/** A step that was read, before it is known where the others are. */
export interface ReadStep extends Omit<PlannedStep, "dependants" | "place"> {
  /** The steps that its expressions look at, with the place of the first look at each. */
  readonly references: ReadonlyMap<string, string>;
}

const STEP_FIELDS: { readonly [Field in keyof StepSettings]-?: true } = {
  description: true,
  after: true,
  rule: true,
  when: true,
  on_failure: true,
};

type Kind = "map" | "type" | "workflow" | "sleep" | "await" | "decide";

const KINDS: Readonly<Record<Kind, Readonly<Record<string, true>>>> = {
  map: { map: true, type: true, workflow: true, input: true, ...JOB_SETTINGS },
  type: { type: true, input: true, ...JOB_SETTINGS },
  workflow: { workflow: true, input: true },
  sleep: { sleep: true },
  await: { await: true },
  decide: { decide: true },
};

// Of these the rule can only hold when there is a step before.
const NEEDS_AFTER: readonly StepRule[] = [
  "NONE_FAILED_ONE_SUCCEEDED",
  "ALL_FAILED",
  "ANY_SUCCEEDED",
  "ANY_FAILED",
];

/** Reads one step of a definition. */
export function readStep(
  context: StepContext,
  value: unknown,
): Omit<ReadStep, "name" | "section"> | undefined {
  const { check, path } = context;
  const kind = kindOf(context, value);
  if (kind === undefined) return undefined;
  const what = kind === "type" ? "a step that runs a job" : `a step with ${kind}`;
  check.only(value, { ...STEP_FIELDS, ...KINDS[kind] }, what, path);
  const step = value as Step;
  const { after = [], rule = "ALL_SUCCEEDED", when, on_failure, description } = step;
  if (description !== undefined) check.text(context.at("description"), description, 1_024);
  if (on_failure !== undefined)
    check.oneOf(context.at("on_failure"), on_failure, ["FAIL", "IGNORE"]);
  if (!isNames(context, after)) return undefined;
  check.oneOf(context.at("rule"), rule, STEP_RULES);
  if (after.length === 0 && NEEDS_AFTER.includes(rule)) {
    check.invalid(context.at("rule"), `can be ${rule} only with steps in "after"`);
  }
  const condition = when === undefined ? undefined : context.expression("when", when);
  const action = readAction(context, kind, step);
  if (action === undefined) return undefined;
  return {
    path,
    after,
    rule,
    ...(condition !== undefined && { when: condition }),
    ignoresFailure: on_failure === "IGNORE",
    action,
    references: context.references,
  };
}

function kindOf({ check, path }: StepContext, value: unknown): Kind | undefined {
  if (!isJsonObject(value)) {
    check.invalid(path, `must be an object with fields of a step, but is ${shown(value)}`);
    return undefined;
  }
  const kinds = Object.keys(KINDS) as Kind[];
  const named = kinds.filter((kind) => Object.hasOwn(value, kind));
  if (named[0] === "map") return "map";
  if (named.length === 1) return named[0];
  const says = named.length === 0 ? "has none of them" : `has ${named.join(" and ")}`;
  check.invalid(path, `must have one of type, map, sleep, await, workflow and decide, but ${says}`);
  return undefined;
}

function isNames(context: StepContext, after: unknown): after is readonly string[] {
  if (!context.check.list(context.at("after"), after, 0, WORKFLOW_BOUNDS.maxAfter)) return false;
  return (after as unknown[]).every((name, i) =>
    context.check.string(context.at(`after[${i}]`), name),
  );
}

function readAction(context: StepContext, kind: Kind, step: Step): StepAction | undefined {
  switch (kind) {
    case "type":
      return { kind: "task", ...readJob(context, step as TaskStep, []) };
    case "map":
      return readMap(context, step as MapStep);
    case "workflow": {
      const run = readChildRun(context, step as WorkflowStep, []);
      return run && { kind: "workflow", ...run };
    }
    case "sleep":
      return readSleep(context, (step as SleepStep).sleep);
    case "await":
      return readAwait(context, (step as AwaitStep).await);
    case "decide": {
      const value = context.expression("decide", (step as DecideStep).decide);
      return value && { kind: "decide", value };
    }
  }
}
