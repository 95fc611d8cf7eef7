import { WORKFLOW_BOUNDS } from "./definition.ts";
import { ExpressionError } from "./expression.ts";
import type { Json } from "./json.ts";
import type { RunDraft } from "./run-draft.ts";
import type { SignalSent } from "./run-event.ts";
import { PART } from "./run-parts.ts";
import type { SignalState } from "./run-state.ts";
import type { AwaitAction, PlannedStep } from "./workflow.ts";

/** A signal that was sent to a run, as its part. */
export interface StoredSignal {
  readonly name: string;
  readonly payload: Json;
  readonly at: number;
  readonly by?: string;
  /** The step that has taken it. */
  readonly takenBy?: string;
}

/** Has a step wait for a signal, or take one that is there: the oldest. */
export function startAwait(run: RunDraft, step: PlannedStep, action: AwaitAction): void {
  run.begin(step);
  run.run.waits = [...run.run.waits, step.name];
  if (action.timeoutMs !== undefined) run.run.timers[step.name] = run.now + action.timeoutMs;
  const named = run.run.signals.filter(({ name }) => name === action.signal);
  // Without a condition the first one is taken, and no other is looked at.
  const looked = action.match === undefined ? named.slice(0, 1) : named;
  run.parts.require(looked.map(({ id }) => PART.signal(id)));
  const taken = looked.find((signal) => matches(run, step, action, signal));
  if (taken !== undefined) take(run, step, action, taken);
}

/** Gives a signal to the step that has waited longest for it, or keeps it. */
export function receiveSignal(run: RunDraft, event: SignalSent): void {
  const { id, name, payload } = event;
  if (run.run.received >= WORKFLOW_BOUNDS.maxSignals) return;
  const part = PART.signal(id);
  if (run.parts.get(part) !== undefined) return;
  const { by } = run;
  const stored: StoredSignal = { name, payload, at: run.now, ...(by !== undefined && { by }) };
  run.parts.put(part, { ...stored });
  run.run.received++;
  run.run.signals = [...run.run.signals, { id, name }];
  run.noteOfRun(`signal ${name}`);
  let isTaken = false;
  for (const wait of run.run.waits) {
    const step = run.step(wait);
    const action = step?.action;
    if (step === undefined || action?.kind !== "await" || action.signal !== name) continue;
    if (isTaken && !action.isBroadcast) continue;
    if (!matches(run, step, action, { id, name })) continue;
    take(run, step, action, { id, name });
    if (!action.isBroadcast) isTaken = true;
  }
}

function matches(
  run: RunDraft,
  step: PlannedStep,
  { match }: AwaitAction,
  { id, name }: SignalState,
): boolean {
  if (match === undefined) return true;
  const { payload } = run.parts.get(PART.signal(id)) as unknown as StoredSignal;
  try {
    return match.test(run.values(match.reads, { signal: payload }));
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    // Whoever sends a signal must not fail a step by what is in it.
    const { status } = run.positionOf(step);
    const note = `signal ${name} does not match: ${error.message}`;
    run.note({ step: step.name, from: status, to: status, note });
    return false;
  }
}

function take(run: RunDraft, step: PlannedStep, action: AwaitAction, { id }: SignalState): void {
  const part = PART.signal(id);
  const stored = run.parts.get(part) as unknown as StoredSignal;
  if (!action.isBroadcast) {
    run.run.signals = run.run.signals.filter((signal) => signal.id !== id);
    run.parts.put(part, { ...stored, takenBy: step.name });
  }
  run.end(step, "COMPLETED", { result: stored.payload });
}
