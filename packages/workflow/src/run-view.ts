import type { EpochMs, StepStatus } from "@millrace/core";
import { numbersOf } from "./index-ranges.ts";
import type { Json } from "./json.ts";
import { readResults } from "./map-results.ts";
import { PART, type Parts, PartsDraft, type Read, readParts, type StepStart } from "./run-parts.ts";
import { RunReader } from "./run-reader.ts";
import type { RunState } from "./run-state.ts";
import type { StepRule } from "./step-rule.ts";
import { isFinalStep, type StepPosition } from "./step-status.ts";
import type { PlannedStep, Section, StepAction, Workflow } from "./workflow.ts";

/** A step of a run, for those who look at it. */
export interface StepView extends StepPosition {
  readonly name: string;
  readonly kind: StepAction["kind"];
  readonly section: Section;
  readonly rule: StepRule;
  readonly after: readonly string[];
  /** How often it was started over, itself included. */
  readonly epoch: number;
  readonly startedAt?: EpochMs;
  readonly finishedAt?: EpochMs;
  /** When a sleep ends, or a wait for a signal is given up. */
  readonly wakeAt?: EpochMs;
  /** Of `FAILED` and `CANCELLED`; of a map also how many items failed that were tolerated. */
  readonly error?: string;
  /** Who ended it by hand. */
  readonly by?: string;
  readonly map?: MapView;
}

/** How many items of a map there are, and of them have begun, ended and failed. */
export interface MapView {
  readonly total: number;
  readonly open: number;
  readonly completed: number;
  readonly failed: number;
}

/** Where a step of a run is; `undefined` when there is no such step. */
export function statusOf(
  workflow: Workflow,
  run: RunState,
  name: string,
): StepPosition | undefined {
  const reader = new RunReader(workflow, run, new PartsDraft(new Map()));
  const step = reader.step(name);
  return step && reader.positionOf(step);
}

/** How many steps of a run are in each status. */
export function countSteps(
  workflow: Workflow,
  run: RunState,
): { readonly [Status in StepStatus]?: number } {
  const reader = new RunReader(workflow, run, new PartsDraft(new Map()));
  const counts: { [Status in StepStatus]?: number } = {};
  for (const step of workflow.steps.values()) {
    const { status } = reader.positionOf(step);
    counts[status] = (counts[status] ?? 0) + 1;
  }
  return counts;
}

/** Steps of a run, by default all. A name that is none of a step is left out. */
export function stepViews(
  workflow: Workflow,
  run: RunState,
  parts: Parts,
  names: Iterable<string> = workflow.steps.keys(),
): Read<readonly StepView[]> {
  return readParts(() => {
    const reader = new RunReader(workflow, run, new PartsDraft(parts));
    const steps = [...names].flatMap((name) => reader.step(name) ?? []);
    reader.parts.require(steps.flatMap((step) => partsOfView(reader, step)));
    return steps.map((step) => viewOf(reader, step));
  });
}

/** The result of a step that has completed, as expressions see it; that of a map up to 1 MiB. Null where there is none. */
export function stepResult(
  workflow: Workflow,
  run: RunState,
  name: string,
  parts: Parts,
): Read<Json> {
  return readParts(() => {
    const reader = new RunReader(workflow, run, new PartsDraft(parts));
    const step = reader.step(name);
    const isThere = step !== undefined && reader.positionOf(step).status === "COMPLETED";
    return isThere ? reader.resultOf(step) : null;
  });
}

/** Results of items of a map, which may still go on; null for an item that has none. */
export function mapResults(
  run: RunState,
  name: string,
  page: { readonly from: number; readonly count: number },
  parts: Parts,
): Read<readonly Json[]> {
  const map = run.maps[name];
  if (map === undefined) return { value: [] };
  return readParts(() => readResults(name, map, page, new PartsDraft(parts)));
}

/** The result of a run: those of its last steps, after which none comes, by name. A list of results over 1 MiB is left out. */
export function runResult(workflow: Workflow, run: RunState, parts: Parts): Read<Json> {
  return readParts(() => {
    const reader = new RunReader(workflow, run, new PartsDraft(parts));
    const last = reader.stepsOf("steps").filter((step) => {
      const isLast = step.dependants.length === 0 && reader.positionOf(step).status === "COMPLETED";
      return isLast && reader.hasShortResult(step);
    });
    reader.parts.require(last.flatMap(({ name }) => (run.maps[name] ? [] : [PART.result(name)])));
    return Object.fromEntries(last.map((step) => [step.name, reader.resultOf(step)]));
  });
}

function partsOfView(reader: RunReader, step: PlannedStep): readonly string[] {
  const { status } = reader.positionOf(step);
  if (status === "BLOCKED") return [];
  const start = [PART.start(step.name)];
  return isFinalStep(status) ? [...start, PART.end(step.name)] : start;
}

function viewOf(reader: RunReader, step: PlannedStep): StepView {
  const { name, action, section, rule, after } = step;
  const position = reader.positionOf(step);
  const epoch = reader.epochOf(step);
  const isEnded = isFinalStep(position.status);
  const start =
    position.status === "BLOCKED"
      ? undefined
      : (reader.parts.get(PART.start(name)) as StepStart | undefined);
  const end = isEnded ? reader.endOf(step) : undefined;
  const wakeAt = reader.run.timers[name];
  const map = reader.run.maps[name];
  return {
    ...{ name, kind: action.kind, section, rule, after, epoch },
    ...position,
    // A part of an earlier epoch tells of a start that counts no more.
    ...(start?.epoch === epoch && { startedAt: start.at }),
    ...(end !== undefined && { finishedAt: end.at }),
    ...(end?.error !== undefined && { error: end.error }),
    ...(end?.by !== undefined && { by: end.by }),
    ...(wakeAt !== undefined && { wakeAt }),
    ...(map !== undefined && {
      map: {
        total: map.total,
        open: isEnded ? 0 : numbersOf(map.open).length,
        completed: map.completed,
        failed: map.failed,
      },
    }),
  };
}
