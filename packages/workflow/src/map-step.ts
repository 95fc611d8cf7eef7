import { ExpressionError, type ExpressionValues } from "./expression.ts";
import type { Json } from "./json.ts";
import { MapChildren } from "./map-children.ts";
import { excessOf } from "./map-state.ts";
import type { JobToMake, RunToMake } from "./run-advance.ts";
import type { RunDraft } from "./run-draft.ts";
import type { JobEnded } from "./run-event.ts";
import { childRun, jobRequest, mapItems } from "./step-work.ts";
import type { MapAction, PlannedStep } from "./workflow.ts";

/** The most items that one advance looks at: the rest is for the next one, which is due at once. */
const MAX_STARTS = 1_000;

/** Starts a map, or what is left of one that is run again. @throws ExpressionError */
export function startMap(run: RunDraft, step: PlannedStep, action: MapAction): void {
  if (run.childrenOf(step) === undefined) {
    const items = mapItems(action, run);
    const children = MapChildren.of(step.name, items, run.epochOf(step), run.parts);
    run.setChildren(step, children);
  }
  run.begin(step);
  endMap(run, step);
}

/** Takes the end of an item. */
export function endItem(
  run: RunDraft,
  step: PlannedStep,
  action: MapAction,
  event: JobEnded,
): void {
  const children = run.childrenOf(step);
  const { index, status, result = null, error = status.toLowerCase() } = event;
  if (children === undefined || index === undefined) return;
  const isOpen = status === "COMPLETED" ? children.complete(index, result) : children.fail(index);
  if (!isOpen) return;
  if (status !== "COMPLETED" && failsBy(run, step, action, error)) return;
  endMap(run, step);
}

/** The parts by which items of a map start for which there is room, and by which their ends are kept. */
export function partsToFill(run: RunDraft, step: PlannedStep): readonly string[] {
  const children = run.childrenOf(step) as MapChildren;
  const { child } = step.action as MapAction;
  const starting = children.partsToStart(Math.min(MAX_STARTS, roomOf(run, step)));
  return [...starting, ...run.partsOf(child.reads), ...children.partsToKeep()];
}

/** Makes the jobs or runs of a map for which there is room. */
export function fillMap(run: RunDraft, step: PlannedStep): void {
  const action = step.action as MapAction;
  const children = run.childrenOf(step) as MapChildren;
  const values = once(() => run.values(action.child.reads));
  for (let starts = 0; starts < MAX_STARTS && roomOf(run, step) > 0; starts++) {
    const started = children.start();
    if (started === undefined) break;
    const made = itemOf(run, step, action, { ...started, values });
    if ("request" in made) run.jobs.push(made);
    else if ("workflow" in made) run.runs.push(made);
    else {
      children.fail(started.index);
      if (failsBy(run, step, action, made.error)) return;
    }
  }
  endMap(run, step);
}

/** Ends a map of which nothing is left to end. */
function endMap(run: RunDraft, step: PlannedStep): void {
  const children = run.childrenOf(step) as MapChildren;
  if (children.open.size > 0) return;
  if (run.positionOf(step).isCancelling === true) {
    run.end(step, "CANCELLED", { error: "the map was cancelled" });
  } else if (!children.hasMore) {
    const { failed, total } = children;
    run.keepChildren();
    run.end(step, "COMPLETED", failed === 0 ? {} : { error: `${failed} of ${total} items failed` });
  }
}

/** Whether items of a map could start now. */
export function hasRoom(run: RunDraft, step: PlannedStep): boolean {
  return run.positionOf(step).status === "STARTED" && roomOf(run, step) > 0;
}

/** Cancels what is open of a map. Returns whether something has to end first. */
export function cancelItems(run: RunDraft, step: PlannedStep): boolean {
  const children = run.childrenOf(step);
  if (children === undefined) return false;
  for (const index of [...children.open]) {
    if (!run.cancel(step, index)) children.takeBack(index);
  }
  return children.open.size > 0;
}

/** How many items may start now. */
function roomOf(run: RunDraft, step: PlannedStep): number {
  const { action } = step;
  const children = run.childrenOf(step);
  const isHeld = run.run.status === "PAUSED" || run.positionOf(step).isCancelling === true;
  if (action.kind !== "map" || children === undefined || isHeld || !children.hasMore) return 0;
  return action.maxRunning - children.open.size;
}

/** Has a map fail of which more items have failed than it tolerates. */
function failsBy(run: RunDraft, step: PlannedStep, action: MapAction, error: string): boolean {
  const children = run.childrenOf(step) as MapChildren;
  if (run.positionOf(step).isCancelling === true) return false;
  const excess = excessOf(children, action.tolerated(children.total), error);
  if (excess === undefined) return false;
  cancelItems(run, step);
  run.end(step, "FAILED", { error: excess });
  return true;
}

/** The job or the run for an item, or why there is none. */
function itemOf(
  run: RunDraft,
  step: PlannedStep,
  { child, itemName }: MapAction,
  item: { readonly index: number; readonly item: Json; readonly values: () => ExpressionValues },
): JobToMake | RunToMake | { readonly error: string } {
  const { index, item: byDefault } = item;
  const place = run.placeOf(step, index);
  try {
    const values = { ...item.values(), [itemName]: byDefault, index };
    if (child.kind === "job") return { ...place, request: jobRequest(child, values, byDefault) };
    return childRun(child, values, { ...place, byDefault, depth: run.run.depth + 1 });
  } catch (error) {
    if (error instanceof ExpressionError) return { error: `item ${index}: ${error.message}` };
    throw error;
  }
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
