import { advanceRun } from "../advance-run.ts";
import type { WorkflowDefinition } from "../definition.ts";
import type { Json } from "../json.ts";
import { readWorkflow } from "../read-workflow.ts";
import {
  type JobToMake,
  newRun,
  type RunEvent,
  type RunState,
  type RunToMake,
  type StepPlace,
} from "../run-state.ts";
import type { Workflow } from "../workflow.ts";

type WithoutTime<Event> = Event extends RunEvent ? Omit<Event, "at"> : never;

const decoder = new TextDecoder();

/** A run with a clock, that keeps what it asked for. */
export class Play {
  readonly workflow: Workflow;
  readonly jobs: JobToMake[] = [];
  readonly runs: RunToMake[] = [];
  readonly cancels: StepPlace[] = [];
  run: RunState;
  wakeAt: number | undefined;
  #now = 0;

  constructor(definition: Partial<WorkflowDefinition>, input: Json = {}) {
    this.workflow = readWorkflow({ name: "test", schema: 1, ...definition });
    this.run = newRun(this.workflow, { id: "r", input, at: 0 });
    this.advance([]);
  }

  /** Lets time pass. */
  at(now: number): this {
    this.#now = now;
    return this.advance([]);
  }

  send(event: WithoutTime<RunEvent>): this {
    return this.advance([{ at: this.#now, ...event } as RunEvent]);
  }

  complete(step: string, result: Json = null, index?: number): this {
    return this.send({ kind: "ended", step, status: "COMPLETED", result, ...place(index) });
  }

  fail(step: string, error = "broken", index?: number): this {
    return this.send({ kind: "ended", step, status: "FAILED", error, ...place(index) });
  }

  signal(name: string, payload: Json, id: string): this {
    return this.send({ kind: "signal", name, payload, id });
  }

  advance(events: readonly RunEvent[]): this {
    const { run, jobs, runs, cancels, wakeAt } = advanceRun(
      this.workflow,
      this.run,
      events,
      this.#now,
    );
    // What a store keeps is JSON.
    this.run = JSON.parse(JSON.stringify(run)) as RunState;
    this.jobs.push(...jobs);
    this.runs.push(...runs);
    this.cancels.push(...cancels);
    this.wakeAt = wakeAt;
    return this;
  }

  /** The statuses of the steps, with why they were skipped. */
  get statuses(): Readonly<Record<string, string>> {
    return Object.fromEntries(
      Object.entries(this.run.steps).map(([name, { status, cause }]) => [
        name,
        cause === undefined ? status : `${status} ${cause}`,
      ]),
    );
  }

  /** The jobs that were made, as `step` or `step[index]`. */
  get made(): string[] {
    return this.jobs.map(({ step, index }) => (index === undefined ? step : `${step}[${index}]`));
  }

  /** The payload of the latest job of `step`. */
  payload(step: string): unknown {
    const { request } = this.jobs.findLast((job) => job.step === step) as JobToMake;
    return JSON.parse(decoder.decode(request.payload));
  }
}

function place(index: number | undefined): { readonly index?: number } {
  return index === undefined ? {} : { index };
}
