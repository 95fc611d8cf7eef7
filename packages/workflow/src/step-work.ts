import {
  DEFAULT_LIMITS,
  type EnqueueRequest,
  enqueueFault,
  respellFields,
  shown,
} from "@millrace/core";
import { WORKFLOW_BOUNDS } from "./definition.ts";
import { ExpressionError, type ExpressionValues } from "./expression.ts";
import { type Json, kindOf } from "./json.ts";
import { spelt } from "./read-job.ts";
import type { RunToMake } from "./run-advance.ts";
import type { RunReader } from "./run-reader.ts";
import type { StepPlace } from "./step-place.ts";
import { evaluateAt, type Template } from "./template.ts";
import type { JobTemplate, MapAction, PlannedStep, RunTemplate, SleepAction } from "./workflow.ts";

const encoder = new TextEncoder();

/** Whether `when` lets the step start. @throws ExpressionError */
export function meetsCondition({ when }: PlannedStep, run: RunReader): boolean {
  return when === undefined || evaluateAt("when", () => when.test(run.values(when.reads)));
}

/** The request for a job. @throws ExpressionError that says which field of it is why there is none. */
export function jobRequest(
  template: JobTemplate,
  values: ExpressionValues,
  byDefault: Json,
): EnqueueRequest {
  const { input, concurrencyKey, metadata } = template;
  const filled = {
    ...template.request,
    payload: encoder.encode(JSON.stringify(fill(input, values, byDefault))),
  };
  if (concurrencyKey !== undefined)
    Object.assign(filled, { concurrencyKey: asText(concurrencyKey.fill(values)) });
  if (metadata !== undefined) {
    const labels = Object.entries(metadata.fill(values) as { readonly [name: string]: Json });
    Object.assign(filled, {
      metadata: Object.fromEntries(labels.map(([name, value]) => [name, asText(value)])),
    });
  }
  const fault = enqueueFault(filled, DEFAULT_LIMITS);
  if (fault === undefined) return filled;
  const [violation] = respellFields(fault, (name) =>
    name === "payload" ? "input" : spelt(name),
  ).violations;
  throw new ExpressionError(`${violation?.field} ${violation?.description}`);
}

/** The run inside of a run. @throws ExpressionError */
export function childRun(
  template: RunTemplate,
  values: ExpressionValues,
  { byDefault, depth, ...place }: StepPlace & { readonly byDefault: Json; readonly depth: number },
): RunToMake {
  const { workflow, isDetached } = template;
  if (depth > WORKFLOW_BOUNDS.maxDepth) {
    throw new ExpressionError(
      `is run ${depth} inside of others, of which there are ${WORKFLOW_BOUNDS.maxDepth} at most`,
    );
  }
  return { ...place, workflow, isDetached, depth, input: fill(template.input, values, byDefault) };
}

/** The items of a map. @throws ExpressionError */
export function mapItems({ over, maxItems }: MapAction, run: RunReader): readonly Json[] {
  const items = evaluateAt("map.over", () => over.evaluate(run.values(over.reads)));
  if (!Array.isArray(items))
    throw new ExpressionError(`map.over: must be a list, but is ${kindOf(items)}`);
  if (items.length > maxItems) {
    const [count, limit] = [items.length, maxItems].map((n) => n.toLocaleString("en-US"));
    throw new ExpressionError(`map.over: has ${count} items, over max_items of ${limit}`);
  }
  return items;
}

/** When a sleep that begins at `now` ends. @throws ExpressionError */
export function sleepEnd({ forMs, until }: SleepAction, run: RunReader, now: number): number {
  if (until === undefined) return now + (forMs as number);
  const text = until.fill(run.values(until.reads));
  const time = typeof text === "string" ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) {
    throw new ExpressionError(
      `sleep.until: must be a time such as 2027-03-28T03:00:00Z, but is ${shown(text)}`,
    );
  }
  return time;
}

function fill(template: Template | undefined, values: ExpressionValues, byDefault: Json): Json {
  return template === undefined ? byDefault : template.fill(values);
}

function asText(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
