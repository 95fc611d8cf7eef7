import { type Json, type JsonObject, readWorkflow, SimulatedRun } from "@millrace/workflow";
import type { ListedStep } from "../workflow-graph/step-list.ts";
import type { Sample } from "./sample.ts";
import { withFields } from "./step-commands.ts";
import { stepsNamedIn } from "./step-references.ts";

/** What a step would do. */
export type StepTrial =
  | { readonly kind: "invalid" | "failed" | "skipped"; readonly reason: string }
  | { readonly kind: "starts"; readonly what: string; readonly values: readonly Json[] };

const SHOWN = 3;
const FAILURE = "sample_failure";

/** Starts a step alone, after steps that have ended as the sample says, by the rules of a run. */
export function tryStep(step: ListedStep, { input, steps: sample }: Sample): StepTrial {
  const before = [...stepsNamedIn(step.value)].filter((name) => name !== step.name);
  const isHook = step.section !== "steps";
  const stubs: JsonObject = Object.fromEntries(before.map((name) => [name, { type: "sample" }]));
  const own = withFields(step.value, {
    after: isHook || before.length === 0 ? undefined : before,
    rule: before.length === 0 || isHook ? undefined : "ALL_DONE",
  });
  const main = isHook
    ? { ...stubs, [FAILURE]: { type: "sample" } }
    : { ...stubs, [step.name]: own };
  const definition = {
    name: "sample",
    schema: 1,
    steps: main,
    ...(isHook && { [step.section]: { [step.name]: own } }),
  };
  let run: SimulatedRun;
  try {
    run = new SimulatedRun(readWorkflow(definition), { input, at: 0 });
    for (const name of before) {
      const { error, result = null } = sample[name] ?? {};
      if (error === undefined) run.complete(name, result);
      else run.fail(name, error);
    }
    if (isHook) run.fail(FAILURE, "a sample of a failure");
  } catch (error) {
    return { kind: "invalid", reason: error instanceof Error ? error.message : String(error) };
  }
  return trialOf(run, step);
}

function trialOf(run: SimulatedRun, { name, kind }: ListedStep): StepTrial {
  const view = run.steps[name];
  if (view?.status === "FAILED") return { kind: "failed", reason: view.error ?? "it fails" };
  if (view?.status === "SKIPPED") return { kind: "skipped", reason: "its condition is false" };
  const decoder = new TextDecoder();
  const jobs = run.jobs.filter((job) => job.step === name);
  const payloads = jobs.map(({ request }) => JSON.parse(decoder.decode(request.payload)) as Json);
  const inputs = run.runs.filter((child) => child.step === name).map((child) => child.input);
  const values = [...payloads, ...inputs].slice(0, SHOWN);
  switch (kind) {
    case "map": {
      const total = view?.map?.total ?? 0;
      const shown = Math.min(SHOWN, total);
      const what =
        total > shown
          ? `${total} items, of which the first ${shown} get`
          : `${total} items, which get`;
      return {
        kind: "starts",
        what: total === 0 ? "the list is empty: completes at once" : what,
        values,
      };
    }
    case "task":
      return { kind: "starts", what: "runs a job with the payload", values };
    case "workflow":
      return { kind: "starts", what: "starts a run with the input", values };
    case "decide":
      return { kind: "starts", what: "has the result", values: [run.resultOf(name)] };
    case "sleep": {
      const { wakeAt = 0 } = view ?? {};
      const what = wakeAt < YEAR_MS ? `sleeps for ${wakeAt / 1_000} s` : "sleeps until";
      return {
        kind: "starts",
        what,
        values: wakeAt < YEAR_MS ? [] : [new Date(wakeAt).toISOString()],
      };
    }
    default:
      return { kind: "starts", what: "waits for the signal", values: [] };
  }
}

/** The sample begins at the beginning of time, so that a later end was given as such. */
const YEAR_MS = 365 * 86_400_000;
