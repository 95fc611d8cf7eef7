import { shown } from "@millrace/core";
import { type MapStep, WORKFLOW_BOUNDS, type WorkflowStep } from "./definition.ts";
import { readChildRun } from "./read-child-run.ts";
import { JOB_SETTINGS, readJob } from "./read-job.ts";
import type { StepContext } from "./step-context.ts";
import type { MapAction } from "./workflow.ts";

const TAKEN = ["input", "run", "steps", "signal", "index", "true", "false", "null", "in"];

const MAP_FIELDS: { readonly [Field in keyof MapStep["map"]]-?: true } = {
  over: true,
  as: true,
  max_running: true,
  max_items: true,
  tolerate: true,
};

/** Reads a step that does something for each item of a list. */
export function readMap(step: StepContext, value: MapStep): MapAction | undefined {
  const { check } = step;
  const { map, type, workflow } = value;
  if (!check.only<MapStep["map"]>(map, MAP_FIELDS, "a map", step.at("map"))) return undefined;
  const { as: itemName = "item", tolerate = 0 } = map;
  const { maxMapItems, defaultMapItems, maxMapRunning, defaultMapRunning } = WORKFLOW_BOUNDS;
  const { max_running = defaultMapRunning, max_items = defaultMapItems } = map;
  check.integer(step.at("map.max_running"), max_running, 1, maxMapRunning);
  check.integer(step.at("map.max_items"), max_items, 1, maxMapItems);
  if (!/^[a-zA-Z_]\w{0,62}$/.test(itemName) || TAKEN.includes(itemName)) {
    check.invalid(
      step.at("map.as"),
      `must be a name of letters, digits and _, and none of ${TAKEN.join(", ")}, but is ${shown(itemName)}`,
    );
  }
  const tolerated = readTolerated(step, tolerate);
  const over = step.expression("map.over", map.over);
  const child = readChild(step, value, [itemName, "index"]);
  if ((type === undefined) === (workflow === undefined)) {
    check.invalid(step.path, "must have one of type and workflow, which runs for each item");
    return undefined;
  }
  if (over === undefined || child === undefined) return undefined;
  const bounds = { maxRunning: max_running, maxItems: max_items };
  return { kind: "map", over, itemName, ...bounds, tolerated, child };
}

/** What runs for each item. */
function readChild(
  step: StepContext,
  value: MapStep,
  variables: readonly string[],
): MapAction["child"] | undefined {
  if (value.type !== undefined) {
    return value.workflow === undefined
      ? { kind: "job", ...readJob(step, value, variables) }
      : undefined;
  }
  if (value.workflow === undefined) return undefined;
  for (const name of Object.keys(JOB_SETTINGS)) {
    if (Object.hasOwn(value, name)) {
      step.check.invalid(step.at(name), "is of jobs, and not of runs");
    }
  }
  const run = readChildRun(step, value as WorkflowStep, variables);
  if (run?.isDetached === true) {
    step.check.invalid(step.at("workflow.detach"), "must be false, as a map waits for its runs");
  }
  return run && { kind: "run", ...run };
}

function readTolerated(step: StepContext, tolerate: unknown): (items: number) => number {
  if (typeof tolerate === "number" && Number.isInteger(tolerate) && tolerate >= 0)
    return () => tolerate;
  const share =
    typeof tolerate === "string" ? /^(\d{1,2}(?:\.\d+)?|100)%$/.exec(tolerate)?.[1] : undefined;
  if (share !== undefined) return (items) => Math.floor((items * Number(share)) / 100);
  step.check.invalid(
    step.at("map.tolerate"),
    `must be a whole number or a share such as "10%", but is ${shown(tolerate)}`,
  );
  return () => 0;
}
