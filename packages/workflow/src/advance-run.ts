import type { EpochMs } from "@millrace/core";
import { WORKFLOW_BOUNDS } from "./definition.ts";
import { ExpressionError } from "./expression.ts";
import type { Json } from "./json.ts";
import { excessOf, type ItemEnd, newMap, withItemEnded } from "./map-state.ts";
import {
  isFinalRun,
  type JobToMake,
  type RunAdvance,
  type RunChange,
  type RunError,
  type RunEvent,
  type RunState,
  type RunStatus,
  type RunToMake,
  type SignalState,
  type StepPlace,
} from "./run-state.ts";
import {
  childRun,
  jobRequest,
  mapItems,
  meetsCondition,
  sleepEnd,
  valuesFor,
} from "./start-step.ts";
import { endOf, handlesFailures, judge } from "./step-rule.ts";
import { type FinalStepStatus, isFinalStep, type SkipCause, type StepState } from "./step-state.ts";
import { evaluateAt } from "./template.ts";
import {
  type AwaitAction,
  type MapAction,
  type PlannedStep,
  SECTIONS,
  type Workflow,
} from "./workflow.ts";

/**
 * What comes next in a run: which steps start, end or are skipped by what has happened, and by the time. It depends on
 * nothing else, so that whoever asks gets the same answer; what is over already changes nothing when it is told again.
 *
 * @param events in the order of their times; none for a new run, or when only time has passed.
 * @param now by the store's clock, no earlier than the events.
 */
export function advanceRun(
  workflow: Workflow,
  run: RunState,
  events: readonly RunEvent[],
  now: EpochMs,
): RunAdvance {
  return new Advance(workflow, run).through(events, now);
}

const CANCELLED = "the run was cancelled";
const TIMED_OUT = "the time for the run was over";

/** A run while it is advanced. */
class Advance {
  readonly #workflow: Workflow;
  readonly #jobs: JobToMake[] = [];
  readonly #runs: RunToMake[] = [];
  readonly #cancels: StepPlace[] = [];
  readonly #changes: RunChange[] = [];
  readonly #steps: Record<string, StepState>;
  /** Steps that may start or be skipped by now. */
  readonly #looks: PlannedStep[] = [];
  #run: RunState;
  #now: EpochMs;

  constructor(workflow: Workflow, run: RunState) {
    this.#workflow = workflow;
    this.#steps = { ...run.steps };
    this.#run = { ...run, steps: this.#steps };
    this.#now = run.startedAt;
  }

  through(events: readonly RunEvent[], now: EpochMs): RunAdvance {
    if (this.#run.sequence === 0 && !isFinalRun(this.#run.status)) this.#begin();
    for (const event of events) {
      this.#passTime(event.at, false);
      if (isFinalRun(this.#run.status)) break;
      this.#now = event.at;
      this.#apply(event);
      this.#decide();
    }
    this.#passTime(now, true);
    const wakeAt = this.#nextWake();
    return {
      run: this.#run,
      jobs: this.#jobs,
      runs: this.#runs,
      cancels: this.#cancels,
      changes: this.#changes,
      ...(wakeAt !== undefined && { wakeAt }),
    };
  }

  #begin(): void {
    this.#change({ from: "RUNNING", to: "RUNNING", note: "started" });
    this.#lookAtSection();
    this.#decide();
  }

  /** Has what ends by itself end that is due before `time`, or by then. */
  #passTime(time: EpochMs, isIncluded: boolean): void {
    for (;;) {
      const next = this.#nextWake();
      if (next === undefined || next > time || (next === time && !isIncluded)) return;
      this.#now = Math.max(this.#now, next);
      if (this.#timeLimit() === next) this.#timeOut();
      else this.#wake(next);
      this.#decide();
    }
  }

  #nextWake(): EpochMs | undefined {
    if (isFinalRun(this.#run.status)) return undefined;
    const times = Object.values(this.#steps).map(({ wakeAt }) => wakeAt);
    return [...times, this.#timeLimit()].reduce(earlier, undefined);
  }

  #timeLimit(): EpochMs | undefined {
    const { timeoutMs } = this.#workflow;
    const { section, isTimedOut, startedAt, status } = this.#run;
    if (
      timeoutMs === undefined ||
      section !== "steps" ||
      isTimedOut === true ||
      status === "CANCELLING"
    ) {
      return undefined;
    }
    return startedAt + timeoutMs;
  }

  #wake(time: EpochMs): void {
    for (const step of this.#workflow.steps.values()) {
      if (this.#state(step).wakeAt !== time) continue;
      const { action } = step;
      if (action.kind !== "await") this.#end(step, "COMPLETED", { result: null });
      else if (action.continuesAfterTimeout)
        this.#end(step, "COMPLETED", { result: { timed_out: true } });
      else this.#end(step, "FAILED", { error: `no signal ${action.signal} came in time` });
    }
  }

  #timeOut(): void {
    this.#run = { ...this.#run, isTimedOut: true };
    this.#noteFailure({ message: TIMED_OUT });
    for (const step of this.#ofSections("steps")) {
      if (this.#state(step).status === "BLOCKED") this.#end(step, "SKIPPED", { cause: "STOP" });
      else this.#cancelStarted(step, TIMED_OUT);
    }
  }

  #apply(event: RunEvent): void {
    switch (event.kind) {
      case "ended": {
        const step = this.#workflow.steps.get(event.step);
        if (step === undefined || this.#state(step).status !== "STARTED") return;
        const { status, result = null, error = status.toLowerCase(), index } = event;
        if (step.action.kind === "map") {
          this.#endItem(step, step.action, index, status === "COMPLETED" ? { result } : { error });
        } else if (step.action.kind === "task" || step.action.kind === "workflow") {
          this.#end(step, status, status === "COMPLETED" ? { result } : { error });
        }
        return;
      }
      case "signal":
        this.#receive(event);
        return;
      case "pause":
        if (this.#run.status === "RUNNING") this.#toStatus("PAUSED");
        return;
      case "resume":
        if (this.#run.status !== "PAUSED") return;
        this.#toStatus("RUNNING");
        this.#lookAtSection();
        for (const step of this.#workflow.steps.values()) this.#fillWindow(step);
        return;
      case "cancel":
        this.#cancel();
    }
  }

  #cancel(): void {
    if (this.#run.status === "CANCELLING") return;
    this.#toStatus("CANCELLING");
    for (const step of this.#ofSections("steps", "on_failure")) {
      if (this.#state(step).status !== "BLOCKED") this.#cancelStarted(step, CANCELLED);
      else if (step.section === this.#run.section)
        this.#end(step, "CANCELLED", { error: CANCELLED });
    }
  }

  /** Has what has started end: a timer at once, a job or run when it does. */
  #cancelStarted(step: PlannedStep, reason: string): void {
    const state = this.#state(step);
    if (state.status !== "STARTED" || state.isCancelling === true) return;
    if (step.action.kind === "sleep" || step.action.kind === "await") {
      this.#end(step, "CANCELLED", { error: reason });
      return;
    }
    if (state.map !== undefined) {
      const open = this.#cancelItems(step, state.map.open);
      this.#put(step, { ...state, isCancelling: true, map: { ...state.map, open } });
      if (open.length === 0) this.#end(step, "CANCELLED", { error: reason });
    } else if (this.#cancelPlace({ step: step.name })) {
      this.#put(step, { ...state, isCancelling: true });
    } else {
      this.#end(step, "CANCELLED", { error: reason });
    }
  }

  /** Starts and skips what may be, section by section, until nothing is left that may. */
  #decide(): void {
    while (this.#run.status !== "PAUSED" && !isFinalRun(this.#run.status)) {
      const step = this.#looks.shift();
      if (step !== undefined) this.#look(step);
      else if (
        !this.#ofSections(this.#run.section).every((other) =>
          isFinalStep(this.#state(other).status),
        )
      )
        return;
      else this.#endSection();
    }
    this.#looks.length = 0;
  }

  #look(step: PlannedStep): void {
    if (this.#state(step).status !== "BLOCKED" || step.section !== this.#run.section) return;
    const verdict = judge(
      step.rule,
      step.after.map((name) => this.#endOf(name)),
    );
    if (verdict === "START") this.#start(step);
    else if (verdict !== "WAIT") this.#end(step, "SKIPPED", { cause: verdict.skip });
  }

  #endOf(name: string) {
    const step = this.#workflow.steps.get(name) as PlannedStep;
    const { status, cause } = this.#state(step);
    return endOf(status, cause, step.ignoresFailure);
  }

  #endSection(): void {
    const { section, status, error } = this.#run;
    const next = SECTIONS[SECTIONS.indexOf(section) + 1];
    if (next === undefined) {
      const outcome =
        status === "CANCELLING" ? "CANCELLED" : error === undefined ? "COMPLETED" : "FAILED";
      this.#toStatus(outcome);
      this.#run = { ...this.#run, finishedAt: this.#now };
      return;
    }
    this.#run = { ...this.#run, section: next };
    const isNeeded = next !== "on_failure" || (error !== undefined && status !== "CANCELLING");
    if (isNeeded) this.#lookAtSection();
    else
      for (const step of this.#ofSections(next)) this.#end(step, "SKIPPED", { cause: "CONDITION" });
  }

  #lookAtSection(): void {
    this.#looks.push(...this.#ofSections(this.#run.section));
  }

  #start(step: PlannedStep): void {
    const values = valuesFor(step, this.#run);
    const { action, name } = step;
    try {
      if (!meetsCondition(step, values)) {
        this.#end(step, "SKIPPED", { cause: "CONDITION" });
        return;
      }
      switch (action.kind) {
        case "task": {
          const request = jobRequest(action, values, this.#run.input);
          this.#begun(step);
          this.#jobs.push({ step: name, request });
          return;
        }
        case "workflow": {
          const run = childRun(action, values, {
            step: name,
            byDefault: this.#run.input,
            depth: this.#run.depth + 1,
          });
          this.#begun(step);
          this.#runs.push(run);
          if (action.isDetached) this.#end(step, "COMPLETED", { result: null });
          return;
        }
        case "map": {
          const items = mapItems(action, values);
          this.#begun(step, { map: newMap(items) });
          this.#fillWindow(step);
          return;
        }
        case "sleep":
          this.#begun(step, { wakeAt: sleepEnd(action, values, this.#now) });
          return;
        case "await":
          this.#await(step, action);
          return;
        case "decide": {
          const result = evaluateAt("decide", () => action.value.evaluate(values));
          this.#begun(step);
          this.#end(step, "COMPLETED", { result });
        }
      }
    } catch (error) {
      this.#failBy(step, error);
    }
  }

  #failBy(step: PlannedStep, error: unknown): void {
    if (!(error instanceof ExpressionError)) throw error;
    this.#end(step, "FAILED", { error: error.message });
  }

  /** Makes the jobs or runs of a map for which there is room, and ends it when there are no more. */
  #fillWindow(step: PlannedStep): void {
    const { action } = step;
    const state = this.#state(step);
    if (action.kind !== "map" || state.map === undefined || state.status !== "STARTED") return;
    let { map } = state;
    const isHeld = this.#run.status === "PAUSED" || state.isCancelling === true;
    const made: (JobToMake | RunToMake)[] = [];
    while (!isHeld && map.open.length < action.maxRunning && map.made < map.items.length) {
      const index = map.made;
      map = { ...map, made: index + 1 };
      const item = this.#item(step, action, index, map.items[index] as Json);
      if ("error" in item) {
        map = { ...map, failed: map.failed + 1 };
        const excess = excessOf(map, action.tolerated(map.items.length), item.error);
        if (excess !== undefined) {
          this.#cancelItems(step, state.map.open);
          this.#end(step, "FAILED", { error: excess });
          return;
        }
      } else {
        made.push(item);
        map = { ...map, open: [...map.open, index] };
      }
    }
    for (const item of made) {
      if ("request" in item) this.#jobs.push(item);
      else this.#runs.push(item);
    }
    this.#put(step, { ...state, map });
    if (map.open.length > 0) return;
    if (state.isCancelling === true) {
      this.#end(step, "CANCELLED", { error: CANCELLED });
    } else if (map.made === map.items.length) {
      const { failed, items, results } = map;
      const error = failed === 0 ? {} : { error: `${failed} of ${items.length} items failed` };
      this.#end(step, "COMPLETED", { result: results, ...error });
    }
  }

  /** The job or the run for an item of a map, or why there is none. */
  #item(
    { name: step, ...rest }: PlannedStep,
    { child, itemName }: MapAction,
    index: number,
    item: Json,
  ): JobToMake | RunToMake | { readonly error: string } {
    const values = { ...valuesFor({ name: step, ...rest }, this.#run), [itemName]: item, index };
    const place = { step, index };
    try {
      if (child.kind === "job") return { ...place, request: jobRequest(child, values, item) };
      return childRun(child, values, { ...place, byDefault: item, depth: this.#run.depth + 1 });
    } catch (error) {
      if (error instanceof ExpressionError) return { error: `item ${index}: ${error.message}` };
      throw error;
    }
  }

  #endItem(step: PlannedStep, action: MapAction, index: number | undefined, end: ItemEnd): void {
    const state = this.#state(step);
    const map = state.map && withItemEnded(state.map, index, end);
    if (map === undefined) return;
    this.#put(step, { ...state, map });
    const excess =
      "error" in end && state.isCancelling !== true
        ? excessOf(map, action.tolerated(map.items.length), end.error)
        : undefined;
    if (excess === undefined) {
      this.#fillWindow(step);
    } else {
      this.#cancelItems(step, map.open);
      this.#end(step, "FAILED", { error: excess });
    }
  }

  /** Has items of a map be cancelled. Returns those that have to end first. */
  #cancelItems({ name: step }: PlannedStep, indexes: readonly number[]): readonly number[] {
    return indexes.filter((index) => this.#cancelPlace({ step, index }));
  }

  /** Has the job or run at `place` be cancelled; returns false for one that is not even made yet. */
  #cancelPlace(place: StepPlace): boolean {
    const isHere = ({ step, index }: StepPlace) => step === place.step && index === place.index;
    for (const made of [this.#jobs, this.#runs]) {
      const at = made.findIndex(isHere);
      if (at >= 0) {
        made.splice(at, 1);
        return false;
      }
    }
    this.#cancels.push(place);
    return true;
  }

  #await(step: PlannedStep, action: AwaitAction): void {
    const taken = this.#run.signals.find((signal) => this.#takes(step, action, signal));
    this.#begun(
      step,
      action.timeoutMs === undefined ? {} : { wakeAt: this.#now + action.timeoutMs },
    );
    if (taken !== undefined) this.#take(step, action, taken);
  }

  #receive({ id, name, payload }: Extract<RunEvent, { kind: "signal" }>): void {
    const { signals } = this.#run;
    if (signals.length >= WORKFLOW_BOUNDS.maxSignals || signals.some((signal) => signal.id === id))
      return;
    const signal: SignalState = { id, name, payload };
    this.#run = { ...this.#run, signals: [...signals, signal] };
    this.#change({ from: this.#run.status, to: this.#run.status, note: `signal ${name}` });
    let isTaken = false;
    const waiting = [...this.#workflow.steps.values()].filter(
      ({ name: other }) => this.#steps[other]?.status === "STARTED",
    );
    // Those that have waited longest come first.
    waiting.sort(
      (one, other) => (this.#state(one).startedAt ?? 0) - (this.#state(other).startedAt ?? 0),
    );
    for (const step of waiting) {
      if (step.action.kind !== "await" || (isTaken && !step.action.isBroadcast)) continue;
      if (!this.#takes(step, step.action, signal)) continue;
      this.#take(step, step.action, signal);
      if (!step.action.isBroadcast) isTaken = true;
    }
  }

  #takes(step: PlannedStep, action: AwaitAction, { name, takenBy, payload }: SignalState): boolean {
    if (name !== action.signal || takenBy !== undefined) return false;
    const { match } = action;
    if (match === undefined) return true;
    try {
      return match.test({ ...valuesFor(step, this.#run), signal: payload });
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      // Whoever sends a signal must not fail a step by what is in it.
      const note = `signal ${name} does not match: ${error.message}`;
      this.#change({
        step: step.name,
        from: this.#state(step).status,
        to: this.#state(step).status,
        note,
      });
      return false;
    }
  }

  #take(step: PlannedStep, action: AwaitAction, { id, payload }: SignalState): void {
    if (!action.isBroadcast) {
      const signals = this.#run.signals.map((signal) =>
        signal.id === id ? { ...signal, takenBy: step.name } : signal,
      );
      this.#run = { ...this.#run, signals };
    }
    this.#end(step, "COMPLETED", { result: payload });
  }

  #begun(step: PlannedStep, more: Partial<StepState> = {}): void {
    this.#change({ step: step.name, from: "BLOCKED", to: "STARTED" });
    this.#put(step, { status: "STARTED", startedAt: this.#now, ...more });
  }

  /** Ends a step, and looks at those that come after it. */
  #end(
    step: PlannedStep,
    status: FinalStepStatus,
    end: { readonly result?: Json; readonly error?: string; readonly cause?: SkipCause },
  ): void {
    const { status: from, startedAt } = this.#state(step);
    this.#change({
      step: step.name,
      from,
      to: status,
      ...(end.cause !== undefined && { cause: end.cause }),
      ...(end.error !== undefined && { note: end.error }),
    });
    this.#put(step, {
      status,
      ...(startedAt !== undefined && { startedAt }),
      finishedAt: this.#now,
      ...end,
    });
    for (const name of step.dependants)
      this.#looks.push(this.#workflow.steps.get(name) as PlannedStep);
    const isFailure = (status === "FAILED" || status === "CANCELLED") && !step.ignoresFailure;
    if (isFailure) this.#failed(step, end.error ?? "");
  }

  #failed(step: PlannedStep, message: string): void {
    this.#noteFailure({ step: step.name, message });
    const { failure } = this.#workflow;
    const { status, isStopped } = this.#run;
    if (
      failure === "CONTINUE" ||
      step.section !== "steps" ||
      isStopped === true ||
      status === "CANCELLING"
    )
      return;
    this.#run = { ...this.#run, isStopped: true };
    for (const other of this.#ofSections("steps")) {
      if (this.#state(other).status === "BLOCKED") {
        if (!handlesFailures(other.rule)) this.#end(other, "SKIPPED", { cause: "STOP" });
      } else if (failure === "STOP_NOW") {
        this.#cancelStarted(other, `step ${step.name} failed`);
      }
    }
  }

  #noteFailure(error: RunError): void {
    if (this.#run.error !== undefined || this.#run.status === "CANCELLING") return;
    this.#run = { ...this.#run, error };
  }

  #toStatus(status: RunStatus): void {
    this.#change({ from: this.#run.status, to: status });
    this.#run = { ...this.#run, status };
  }

  #change(change: Omit<RunChange, "sequence" | "at">): void {
    const sequence = this.#run.sequence + 1;
    this.#run = { ...this.#run, sequence };
    this.#changes.push({ sequence, at: this.#now, ...change });
  }

  #ofSections(...sections: readonly string[]): PlannedStep[] {
    return [...this.#workflow.steps.values()].filter(({ section }) => sections.includes(section));
  }

  #state({ name }: PlannedStep): StepState {
    return this.#steps[name] as StepState;
  }

  #put({ name }: PlannedStep, state: StepState): void {
    this.#steps[name] = state;
  }
}

function earlier(one: EpochMs | undefined, other: EpochMs | undefined): EpochMs | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.min(one, other);
}
