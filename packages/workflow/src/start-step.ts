import { ExpressionError } from "./expression.ts";
import { startMap } from "./map-step.ts";
import type { RunDraft } from "./run-draft.ts";
import { startAwait } from "./signals.ts";
import { childRun, jobRequest, meetsCondition, sleepEnd } from "./step-work.ts";
import { evaluateAt } from "./template.ts";
import type { PlannedStep } from "./workflow.ts";

/** Starts a step, or skips it by its condition; one of which an expression has no value fails. */
export function startStep(run: RunDraft, step: PlannedStep): void {
  try {
    if (meetsCondition(step, run)) startAction(run, step);
    else run.end(step, "SKIPPED", { cause: "CONDITION" });
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    run.end(step, "FAILED", { error: error.message });
  }
}

function startAction(run: RunDraft, step: PlannedStep): void {
  const { action } = step;
  const place = run.placeOf(step);
  switch (action.kind) {
    case "task": {
      if (run.isFollowed) {
        run.begin(step);
        return;
      }
      const values = run.values(action.reads);
      const request = jobRequest(action, values, values["input"] ?? null);
      run.begin(step);
      run.jobs.push({ ...place, request });
      return;
    }
    case "workflow": {
      if (run.run.resumes.includes(step.name)) {
        run.run.resumes = run.run.resumes.filter((name) => name !== step.name);
        run.begin(step);
        run.tells.push({ ...place, event: { kind: "rerun", from: "FAILED" } });
        return;
      }
      const values = run.values(action.reads);
      const byDefault = values["input"] ?? null;
      const child = childRun(action, values, { ...place, byDefault, depth: run.run.depth + 1 });
      run.begin(step);
      run.runs.push(child);
      if (action.isDetached) run.end(step, "COMPLETED", { result: null });
      return;
    }
    case "map":
      startMap(run, step, action);
      return;
    case "sleep": {
      const end = sleepEnd(action, run, run.now);
      run.begin(step);
      run.run.timers[step.name] = end;
      return;
    }
    case "await":
      startAwait(run, step, action);
      return;
    case "decide": {
      const { value } = action;
      const result = evaluateAt("decide", () => value.evaluate(run.values(value.reads)));
      run.begin(step);
      run.end(step, "COMPLETED", { result });
    }
  }
}
