import type { ExpressionValues } from "./expression.ts";
import type { Json, JsonObject } from "./json.ts";
import { MAX_LIST_BYTES, readMapResults } from "./map-results.ts";
import { PART, type PartsDraft, type StepEndPart } from "./run-parts.ts";
import type { RunState } from "./run-state.ts";
import type { StepPlace } from "./step-place.ts";
import { positionOf, type StepLetter, type StepPosition } from "./step-status.ts";
import type { PlannedStep, Workflow } from "./workflow.ts";

/** A state that is being changed. */
export type RunStateDraft = {
  -readonly [Field in keyof RunState]: Field extends "timers" | "epochs" | "maps"
    ? { -readonly [Name in keyof RunState[Field]]: RunState[Field][Name] }
    : RunState[Field];
};

/** Reads a run: its state and its parts. */
export class RunReader {
  readonly run: RunStateDraft;
  readonly parts: PartsDraft;
  workflow: Workflow;
  protected readonly letters: StepLetter[];

  constructor(workflow: Workflow, run: RunState, parts: PartsDraft) {
    this.workflow = workflow;
    const { timers, epochs, maps } = run;
    this.run = { ...run, timers: { ...timers }, epochs: { ...epochs }, maps: { ...maps } };
    this.parts = parts;
    this.letters = run.statuses.split("") as StepLetter[];
  }

  step(name: string): PlannedStep | undefined {
    return this.workflow.steps.get(name);
  }

  /** The steps of sections of the workflow. */
  stepsOf(...sections: readonly string[]): PlannedStep[] {
    return [...this.workflow.steps.values()].filter(({ section }) => sections.includes(section));
  }

  positionOf({ place }: PlannedStep): StepPosition {
    return positionOf(this.letters[place] as StepLetter);
  }

  epochOf({ name }: PlannedStep): number {
    return this.run.epochs[name] ?? 1;
  }

  placeOf(step: PlannedStep, index?: number): StepPlace {
    return { step: step.name, ...(index !== undefined && { index }), epoch: this.epochOf(step) };
  }

  input(): Json {
    const { input } = this.run;
    return input === undefined ? (this.parts.get(PART.input) ?? null) : input;
  }

  /** The end of a step that has ended. */
  endOf({ name }: PlannedStep): StepEndPart | undefined {
    return this.parts.get(PART.end(name)) as StepEndPart | undefined;
  }

  /** The result of a step that has completed. */
  resultOf({ name, action }: PlannedStep): Json {
    const map = action.kind === "map" ? this.run.maps[name] : undefined;
    if (map !== undefined) return readMapResults(name, map, this.parts);
    return this.parts.get(PART.result(name)) ?? null;
  }

  /** Whether the result of a step is none over which {@link resultOf} throws. */
  hasShortResult({ name }: PlannedStep): boolean {
    return (this.run.maps[name]?.bytes ?? 0) <= MAX_LIST_BYTES;
  }

  /** What expressions see that look at `reads`: the run as well, and `variables`. */
  values(reads: Iterable<string>, variables: JsonObject = {}): ExpressionValues {
    this.parts.require(this.partsOf(reads));
    const looks = [...reads].map(looked);
    const steps: Record<string, Record<string, Json>> = {};
    for (const [name, field] of looks) {
      const step = field === undefined ? undefined : this.step(name);
      if (step === undefined) continue;
      steps[name] ??= {};
      const { status } = this.positionOf(step);
      if (field === "status") steps[name]["status"] = status;
      if (field === "result" && status === "COMPLETED") steps[name]["result"] = this.resultOf(step);
      const error = field === "error" && hasEnd(status) ? this.endOf(step)?.error : undefined;
      if (error !== undefined) steps[name]["error"] = error;
    }
    const { id, startedAt, error } = this.run;
    return {
      ...(looks.some(([name, field]) => name === "input" && field === undefined) && {
        input: this.input(),
      }),
      steps,
      run: {
        id,
        started_at: new Date(startedAt).toISOString(),
        ...(error !== undefined && { error: { ...error } }),
      },
      ...variables,
    };
  }

  /** The parts that {@link values} reads, but for those of maps. */
  partsOf(reads: Iterable<string>): readonly string[] {
    return [...reads].map(looked).flatMap(([name, field]) => this.#partOf(name, field));
  }

  #partOf(name: string, field: string | undefined): readonly string[] {
    if (field === undefined) return this.run.input === undefined ? [PART.input] : [];
    const step = this.step(name) as PlannedStep;
    const { status } = this.positionOf(step);
    if (field === "error") return hasEnd(status) ? [PART.end(name)] : [];
    const isResult = field === "result" && status === "COMPLETED" && step.action.kind !== "map";
    return isResult ? [PART.result(name)] : [];
  }
}

function looked(read: string): readonly [name: string, field?: string] {
  return read.split(".") as [string, string?];
}

// A skipped step has an end part as well, but no error in it.
function hasEnd(status: string): boolean {
  return status === "COMPLETED" || status === "FAILED" || status === "CANCELLED";
}
