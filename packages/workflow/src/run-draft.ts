import type { EpochMs, RunStatus, SkipCause } from "@millrace/core";
import type { Json } from "./json.ts";
import { MapChildren } from "./map-children.ts";
import type { JobToMake, RunToMake, RunToTell } from "./run-advance.ts";
import type { RunChange } from "./run-change.ts";
import { PART, type PartsDraft, type StepEndPart, type StepStart } from "./run-parts.ts";
import { RunReader } from "./run-reader.ts";
import type { RunError, RunState } from "./run-state.ts";
import type { StepPlace } from "./step-place.ts";
import { type FinalStepStatus, isFinalStep, letterOf, type StepLetter } from "./step-status.ts";
import type { PlannedStep, Section, Workflow } from "./workflow.ts";

/** The longest input, as JSON, that stands in the state of a run. */
const MAX_STATE_INPUT = 1_024;
const MAX_NOTE = 256;
const MAX_MESSAGE = 1_024;
const MAX_ERROR = 8_192;

/** How a step ends. */
export interface StepOutcome {
  readonly result?: Json;
  readonly error?: string;
  readonly cause?: SkipCause;
}

/** A run while it is advanced: what has changed so far, and what is to be done about it. */
export class RunDraft extends RunReader {
  readonly jobs: JobToMake[] = [];
  readonly runs: RunToMake[] = [];
  readonly cancels: StepPlace[] = [];
  readonly tells: RunToTell[] = [];
  readonly changes: RunChange[] = [];
  /** Steps that may start or be skipped by now. */
  readonly looks: PlannedStep[] = [];
  /** Steps whose failures count, and nothing was made of yet. */
  readonly failures: PlannedStep[] = [];
  now: EpochMs;
  /** Who asked for what is going on. */
  by: string | undefined;
  /** Whether the jobs of the steps that start by what is going on are there already. */
  isFollowed = false;
  readonly #children = new Map<string, MapChildren>();

  constructor(workflow: Workflow, run: RunState, parts: PartsDraft) {
    super(workflow, run, parts);
    this.now = run.history.at(-1)?.at ?? run.startedAt;
  }

  /** Keeps the input in the state if it is small, else in a part. */
  setInput(input: Json): void {
    delete this.run.input;
    if (JSON.stringify(input).length <= MAX_STATE_INPUT) this.run.input = input;
    else this.parts.put(PART.input, input);
  }

  /** Writes down a change of the run, or of a step. */
  note(change: Omit<RunChange, "sequence" | "at" | "by">): void {
    this.run.sequence++;
    this.changes.push({
      sequence: this.run.sequence,
      at: this.now,
      ...change,
      ...(change.note !== undefined && { note: change.note.slice(0, MAX_NOTE) }),
      ...(this.by !== undefined && { by: this.by }),
    });
  }

  /** Writes down something that is about the run, and leaves it where it is. */
  noteOfRun(note: string): void {
    this.note({ from: this.run.status, to: this.run.status, note });
  }

  toStatus(status: RunStatus, note?: string): void {
    this.note({ from: this.run.status, to: status, ...(note !== undefined && { note }) });
    this.run.status = status;
  }

  /** Goes on with a workflow to which steps were added, all of them to the section that has its turn. */
  extend(workflow: Workflow): void {
    const added = workflow.steps.size - this.workflow.steps.size;
    this.workflow = workflow;
    this.letters.push(...Array.from({ length: added }, (): StepLetter => "B"));
    this.run.open += added;
  }

  /** Has a section have its turn. */
  toSection(section: Section): void {
    this.run.section = section;
    this.run.open = this.stepsOf(section).filter(
      (step) => !isFinalStep(this.positionOf(step).status),
    ).length;
  }

  /** The step has begun. */
  begin(step: PlannedStep): void {
    const epoch = this.epochOf(step);
    this.note({ step: step.name, from: "BLOCKED", to: "STARTED", ...(epoch > 1 && { epoch }) });
    this.setPosition(step, { status: "STARTED" });
    this.parts.put(PART.start(step.name), { at: this.now, epoch } satisfies StepStart);
  }

  /** Ends a step, and has those that come after it be looked at. */
  end(step: PlannedStep, status: FinalStepStatus, { result, error, cause }: StepOutcome): void {
    const { name } = step;
    const epoch = this.epochOf(step);
    this.note({
      step: name,
      from: this.positionOf(step).status,
      to: status,
      ...(cause !== undefined && { cause }),
      ...(error !== undefined && { note: error }),
    });
    this.setPosition(step, { status, ...(cause !== undefined && { cause }) });
    this.parts.put(PART.end(name), {
      at: this.now,
      epoch,
      ...(error !== undefined && { error: error.slice(0, MAX_ERROR) }),
      ...(this.by !== undefined && { by: this.by }),
    } satisfies StepEndPart);
    // Of a step that has not run before there is no part, which means null; a map has chunks.
    const isWritten = (result ?? null) !== null || (epoch > 1 && this.run.maps[name] === undefined);
    if (status === "COMPLETED" && isWritten) {
      this.parts.put(PART.result(name), result ?? null);
    }
    delete this.run.timers[name];
    if (step.action.kind === "await")
      this.run.waits = this.run.waits.filter((wait) => wait !== name);
    this.lookBehind(step);
    if (countsAsFailure(step, status)) {
      this.noteFailure({ step: name, message: error ?? "" });
      this.failures.push(step);
    }
  }

  /** Has the steps that come after one be looked at. */
  lookBehind(step: PlannedStep): void {
    // Steps may have been added since this one was looked up.
    const { dependants } = this.step(step.name) as PlannedStep;
    for (const name of dependants) this.looks.push(this.step(name) as PlannedStep);
  }

  /** Moves a step, and keeps the count of those that are open. */
  setPosition(step: PlannedStep, to: Parameters<typeof letterOf>[0]): void {
    if (step.section === this.run.section) {
      const wasOpen = !isFinalStep(this.positionOf(step).status);
      this.run.open += Number(!isFinalStep(to.status)) - Number(wasOpen);
    }
    this.letters[step.place] = letterOf(to);
  }

  noteFailure({ message, ...error }: RunError): void {
    if (this.run.error !== undefined || this.run.status === "CANCELLING") return;
    this.run.error = { ...error, message: message.slice(0, MAX_MESSAGE) };
  }

  /** Has the job or run at `place` be cancelled; returns false for one that is not even made yet. */
  cancel(step: PlannedStep, index?: number): boolean {
    const place = this.placeOf(step, index);
    const isHere = (made: StepPlace) => made.step === place.step && made.index === place.index;
    for (const made of [this.jobs, this.runs]) {
      const at = made.findIndex(isHere);
      if (at >= 0) {
        made.splice(at, 1);
        // Then it has never begun, and a rerun has nothing to go on with.
        if (index === undefined) this.parts.delete(PART.start(step.name));
        return false;
      }
    }
    if (runsWorkflow(step)) this.tells.push({ ...place, event: { kind: "cancel" } });
    else this.cancels.push(place);
    return true;
  }

  /** The items of a map that has started. */
  childrenOf({ name }: PlannedStep): MapChildren | undefined {
    const known = this.#children.get(name);
    const map = this.run.maps[name];
    if (known !== undefined || map === undefined) return known;
    const children = new MapChildren(name, map, this.parts);
    this.#children.set(name, children);
    return children;
  }

  /** The maps that were looked at, those that have started just now among them. */
  get startedMaps(): Iterable<string> {
    return this.#children.keys();
  }

  /** Gives a step the items of a map, or takes them. */
  setChildren({ name }: PlannedStep, children: MapChildren | undefined): void {
    delete this.run.maps[name];
    if (children === undefined) this.#children.delete(name);
    else this.#children.set(name, children);
  }

  /** Writes what maps have noted into their state and parts. */
  keepChildren(): void {
    const all = [...this.#children];
    this.parts.require(all.flatMap(([, children]) => children.partsToKeep()));
    for (const [name, children] of all) this.run.maps[name] = children.keep();
  }

  /** The state as it is now. */
  state(): RunState {
    return { ...this.run, statuses: this.letters.join("") };
  }
}

/** Whether what a step does is done by child runs. */
export function runsWorkflow({ action }: PlannedStep): boolean {
  return action.kind === "workflow" || (action.kind === "map" && action.child.kind === "run");
}

/** Whether a step that ends so makes its run fail. */
export function countsAsFailure(step: PlannedStep, status: string): boolean {
  return (status === "FAILED" || status === "CANCELLED") && !step.ignoresFailure;
}
