import {
  isFinalRun,
  MillraceError,
  RUN_BOUNDS,
  type Run,
  type RunLogPage,
  type RunStepState,
  type StepResultPage,
  type StoredRun,
} from "@millrace/core";
import type { OpenRun } from "./open-run.ts";
import { placeId } from "./run-advancer.ts";
import { historyOf } from "./run-history.ts";
import { PART } from "./run-parts.ts";
import type { RunRecord } from "./run-record.ts";
import {
  countSteps,
  mapResults,
  runResult,
  type StepView,
  statusOf,
  stepResult,
  stepViews,
} from "./run-view.ts";
import type { Workflow } from "./workflow.ts";

/** A run as lists tell of it. */
export function runSummary(
  { id, workflow: name, createdAt }: StoredRun,
  { version, state, parent, metadata, wakeAt }: RunRecord,
  workflow: Workflow,
): Run {
  const { status, attempt, error, startedAt, finishedAt, sequence } = state;
  const isOver = isFinalRun(status);
  return {
    ...{ id, workflow: name, version, status, attempt, counts: countSteps(workflow, state) },
    ...(error !== undefined && { error }),
    ...(parent !== undefined && {
      parent: {
        ...{ id: parent.id, step: parent.step },
        ...(parent.index !== undefined && { index: parent.index }),
      },
    }),
    ...{ metadata, createdAt, startedAt, sequence },
    ...(isOver && finishedAt !== undefined && { finishedAt }),
    ...(isOver && wakeAt !== undefined && { expiresAt: wakeAt }),
  };
}

/** A run as a whole. */
export async function runView(open: OpenRun, withSteps: boolean): Promise<Run> {
  const { stored, record, workflow } = open;
  const { state } = record;
  const input =
    state.input ??
    (await open.look((parts) =>
      parts.has(PART.input) ? { value: parts.get(PART.input) } : { needs: [PART.input] },
    )) ??
    null;
  return {
    ...runSummary(stored, record, workflow),
    input,
    ...(state.status === "COMPLETED" && {
      result: await open.look((parts) => runResult(workflow, state, parts)),
    }),
    ...(withSteps && {
      steps: (await open.look((parts) => stepViews(workflow, state, parts))).map((step) =>
        stepState(open, step),
      ),
    }),
  };
}

function stepState({ id, workflow }: OpenRun, view: StepView): RunStepState {
  const { name, kind, section, status, cause, after, epoch, map, error } = view;
  const { startedAt, finishedAt, wakeAt } = view;
  const made = startedAt === undefined ? undefined : placeId(id, { step: name, epoch });
  const action = workflow.steps.get(name)?.action;
  return {
    ...{ name, kind, section, status, after, epoch },
    ...(cause !== undefined && { cause }),
    ...(made !== undefined && action?.kind === "task" && { jobId: made }),
    ...(made !== undefined && action?.kind === "workflow" && { childRunId: made }),
    ...(map !== undefined && { map }),
    ...(error !== undefined && { error }),
    ...(startedAt !== undefined && { startedAt }),
    ...(finishedAt !== undefined && { finishedAt }),
    ...(wakeAt !== undefined && { wakeAt }),
  };
}

export async function historyPage(
  open: OpenRun,
  after: number,
  limit: number,
): Promise<RunLogPage> {
  const { state } = open.record;
  const page = await open.look((parts) => historyOf(state, { after, limit }, parts));
  const { changes, dropped } = page;
  return { lines: changes, ...(dropped !== undefined && { dropped }) };
}

/** @throws MillraceError as `Runs.stepResult` does. */
export async function stepResultPage(
  open: OpenRun,
  step: string,
  fromItem: number,
): Promise<StepResultPage> {
  const { id, workflow, record } = open;
  const { state } = record;
  const position = statusOf(workflow, state, step);
  if (position === undefined) {
    throw new MillraceError("NOT_FOUND", `run ${id} has no step ${step}`);
  }
  const map = state.maps[step];
  if (map !== undefined) {
    const count = RUN_BOUNDS.items;
    const page = { from: fromItem, count };
    const items = await open.look((parts) => mapResults(state, step, page, parts));
    const nextItem = fromItem + items.length;
    return { items, ...(nextItem < map.total && { nextItem }) };
  }
  if (position.status !== "COMPLETED") {
    throw new MillraceError(
      "FAILED_PRECONDITION",
      `step ${step} of run ${id} has no result: it is ${position.status}`,
    );
  }
  return { result: await open.look((parts) => stepResult(workflow, state, step, parts)) };
}
