import type { WorkflowDefinition } from "../definition.ts";
import type { Json } from "../json.ts";
import { readWorkflow } from "../read-workflow.ts";
import type { JobToMake } from "../run-advance.ts";
import { SimulatedRun } from "../simulated-run.ts";

const decoder = new TextDecoder();

/** A run of a definition that is written down in a test. */
export class Play extends SimulatedRun {
  constructor(definition: Partial<WorkflowDefinition>, input: Json = {}) {
    super(readWorkflow({ name: "test", schema: 1, ...definition }), { id: "r", input });
  }

  signal(name: string, payload: Json, id: string): this {
    return this.send({ kind: "signal", name, payload, id });
  }

  /** Has the job of a step be cancelled. */
  cancelled(step: string, index?: number): this {
    return this.send({ kind: "ended", ...this.place(step, index), status: "CANCELLED" });
  }

  /** The run with its steps and their results. */
  get snapshot() {
    const steps = Object.entries(this.steps).map(([name, view]) => {
      const isDone = view.status === "COMPLETED";
      return [name, { ...view, ...(isDone && { result: this.resultOf(name) }) }] as const;
    });
    return { ...this.run, steps: Object.fromEntries(steps) };
  }

  /** The statuses of the steps, with why they were skipped. */
  get statuses(): Readonly<Record<string, string>> {
    return Object.fromEntries(
      Object.entries(this.steps).map(([name, { status, cause }]) => [
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
