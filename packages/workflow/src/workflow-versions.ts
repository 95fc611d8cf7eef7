import { MillraceError, type RunStore } from "@millrace/core";
import { withSteps } from "./added-steps.ts";
import type { Steps } from "./definition.ts";
import { LatestValues } from "./latest-values.ts";
import { readWorkflow } from "./read-workflow.ts";
import { inlineWorkflow, type Workflow } from "./workflow.ts";

/** How many workflows are kept that were read. */
const KEPT = 500;
/** The same for those of single runs, which may be large. */
const KEPT_ADDED = 50;

/** The workflows of a store, each read once: a version never changes. */
export class WorkflowVersions {
  readonly #store: Pick<RunStore, "getWorkflow">;
  readonly #read = new LatestValues<Workflow>(KEPT);
  /** By run: its workflow with the steps that were added, which is of use until more are. */
  readonly #added = new LatestValues<{ readonly count: number; readonly workflow: Workflow }>(
    KEPT_ADDED,
  );

  constructor(store: Pick<RunStore, "getWorkflow">) {
    this.#store = store;
  }

  /** The latest version of a workflow, if there is one. */
  async latest(name: string): Promise<number | undefined> {
    return (await this.#store.getWorkflow(name))?.version;
  }

  /** A version of a workflow, if it is there. */
  async find(name: string, version: number): Promise<Workflow | undefined> {
    const known = this.#read.get(`${name} ${version}`);
    if (known !== undefined) return known;
    const stored = await this.#store.getWorkflow(name, version);
    if (stored === undefined) return undefined;
    return this.#keep(`${name} ${version}`, readWorkflow(JSON.parse(stored.definition)));
  }

  /** @throws MillraceError `DATA_LOSS` for a version that was there. */
  async get(name: string, version: number): Promise<Workflow> {
    const workflow = await this.find(name, version);
    if (workflow !== undefined) return workflow;
    throw new MillraceError("DATA_LOSS", `version ${version} of workflow ${name} is gone`);
  }

  /** The one of steps that stand inside of a workflow. */
  async inside(name: string, version: number, steps: readonly string[]): Promise<Workflow> {
    const key = `${name} ${version} ${steps.join(" ")}`;
    const whole = await this.get(name, version);
    const known = this.#read.get(key) ?? inlineWorkflow(whole, steps);
    if (known !== undefined) return this.#keep(key, known);
    throw new MillraceError(
      "DATA_LOSS",
      `version ${version} of workflow ${name} has no workflow in ${steps.join(".")}`,
    );
  }

  /** The workflow of a run to which steps were added so many times. */
  async added(
    runId: string,
    workflow: Workflow,
    count: number,
    read: () => Promise<readonly Steps[]>,
  ): Promise<Workflow> {
    if (count === 0) return workflow;
    const known = this.#added.get(runId);
    if (known?.count === count) return known.workflow;
    const whole = withSteps(workflow, await read());
    this.noteAdded(runId, count, whole);
    return whole;
  }

  /** Notes what a change has made of the workflow of a run. */
  noteAdded(runId: string, count: number, workflow: Workflow): void {
    if (count > 0) this.#added.set(runId, { count, workflow });
  }

  #keep(key: string, workflow: Workflow): Workflow {
    this.#read.set(key, workflow);
    return workflow;
  }
}
