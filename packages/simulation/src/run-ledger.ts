import type { ReadRun, RunChange, RunNews, RunRead, Store } from "@millrace/core";
import {
  type Json,
  Runs,
  readWorkflow,
  SimulatedRun,
  type StepPlace,
  type ToldEvent,
  type WorkflowDefinition,
} from "@millrace/workflow";
import { RUN_INPUT } from "./random-workflow.ts";

/** What the ids of signals end with that were sent once a run was run again. */
export const AGAIN = " again";

type JobNews = Extract<RunNews, { readonly kind: "job" }>;

/** The runs of a store; what is made and told is written down, whatever becomes of the answers. */
export class RunLedger {
  readonly #store: Store;
  /** How often each job was made, by its run and place. */
  readonly #made = new Map<string, number>();
  /** How the jobs of each run have ended, as changes have taken it into account. */
  readonly #ends = new Map<string, JobNews>();
  /** What was read of each run and not taken yet, by its number. */
  readonly #read = new Map<string, RunNews>();
  /** What each run was told, as changes have taken it into account. */
  readonly #told = new Map<string, ToldEvent[]>();
  readonly #paused = new Set<string>();
  readonly #cancelled = new Set<string>();
  /** What was seen that must not be. */
  readonly #breaches: string[] = [];

  constructor(store: Store) {
    this.#store = store;
  }

  /** How many jobs were made. */
  get size(): number {
    return this.#made.size;
  }

  async get(id: string, read?: RunRead): Promise<ReadRun> {
    const answer = await this.#store.runs.get(id, read);
    for (const news of answer.news) this.#read.set(`${id} ${news.number}`, news);
    return answer;
  }

  async change(change: RunChange): ReturnType<Store["runs"]["change"]> {
    const answer = await this.#store.runs.change(change);
    if (!answer.changed) return answer;
    const { id, jobs, taken } = change;
    const mayStart = this.#takeOrders(id, taken);
    for (const { place } of jobs) {
      if (!mayStart(place.step)) this.#breaches.push(`${keyOf(id, place)} was started regardless`);
      const key = keyOf(id, place);
      this.#made.set(key, (this.#made.get(key) ?? 0) + 1);
    }
    for (const number of taken) {
      const news = this.#read.get(`${id} ${number}`);
      if (news?.kind === "job" && news.run !== undefined) this.#ends.set(keyOf(id, news.run), news);
      if (news?.kind !== "told") continue;
      this.#told.set(id, [...(this.#told.get(id) ?? []), JSON.parse(news.text) as ToldEvent]);
    }
    return answer;
  }

  /**
   * Heeds what a run was told with a change that takes this news.
   *
   * @returns whether the change may start a step: none of a run that is paused, and of one that is cancelled those of its
   * hooks alone.
   */
  #takeOrders(id: string, taken: readonly number[]): (step: string) => boolean {
    const wasPaused = this.#paused.has(id);
    const wasCancelled = this.#cancelled.has(id);
    let isResumed = false;
    for (const number of taken) {
      const news = this.#read.get(`${id} ${number}`);
      if (news?.kind !== "told") continue;
      const { kind } = JSON.parse(news.text) as ToldEvent;
      if (kind === "pause" && !this.#cancelled.has(id)) this.#paused.add(id);
      if (kind === "cancel") this.#cancelled.add(id);
      if (kind === "resume" || kind === "cancel" || kind === "rerun") {
        this.#paused.delete(id);
        isResumed = true;
      }
      if (kind === "rerun") this.#cancelled.delete(id);
    }
    const isCancelled = wasCancelled && this.#cancelled.has(id);
    return (step) => (!wasPaused || isResumed) && !(isCancelled && isOfSteps(step));
  }

  /** A line for each job that was made twice, and for each way in which a run differs from what the model predicts. */
  async breaches(definitions: readonly WorkflowDefinition[]): Promise<string[]> {
    const twice = [...this.#made].filter(([, times]) => times > 1);
    const breaches = twice.map(([key, times]) => `the job of ${key} was made ${times} times`);
    breaches.push(...this.#breaches);
    const { runs } = await this.#store.runs.list({ limit: 100 });
    for (const { id, workflow } of runs) {
      const definition = definitions.find(({ name }) => name === workflow) as WorkflowDefinition;
      breaches.push(...(await this.#breachesOf(id, definition)));
    }
    return breaches;
  }

  async #breachesOf(id: string, definition: WorkflowDefinition): Promise<string[]> {
    const run = await new Runs(this.#store).get(id, { steps: true });
    // When it was cancelled decides what it has come to.
    const wasCancelled = this.#told.get(id)?.some(({ kind }) => kind === "cancel") ?? false;
    if (run.status === "CANCELLED" && wasCancelled) return [];
    const [model, breaches] = this.#predict(id, definition);
    if (run.status !== model.run.status) {
      breaches.push(`run ${id} is ${run.status}, and ${model.run.status} by the model`);
    }
    for (const { name, status, cause = "" } of run.steps ?? []) {
      const predicted = model.steps[name];
      const expected = `${predicted?.status} ${predicted?.cause ?? ""}`;
      if (`${status} ${cause}` !== expected) {
        breaches.push(
          `step ${name} of run ${id} is ${status} ${cause}, and ${expected} by the model`,
        );
      }
    }
    const [result, expected] = [run.result ?? null, model.result].map((each) =>
      JSON.stringify(each),
    );
    if (run.status === "COMPLETED" && result !== expected) {
      breaches.push(`run ${id} has the result ${result}, and ${expected} by the model`);
    }
    return breaches;
  }

  /** Plays the run by how its jobs and the runs of its steps have ended, in no order of theirs. */
  #predict(id: string, definition: WorkflowDefinition): [SimulatedRun, breaches: string[]] {
    const model = new SimulatedRun(readWorkflow(definition), { id, input: RUN_INPUT });
    const breaches: string[] = [];
    const told = this.#told.get(id) ?? [];
    const send = (isMeant: (id: string) => boolean) => {
      for (const event of told) if (event.kind === "signal" && isMeant(event.id)) model.send(event);
    };
    send((signalId) => !signalId.endsWith(AGAIN));
    let rerun = told.find(({ kind }) => kind === "rerun");
    let [jobs, runs] = [0, 0];
    for (;;) {
      const [job, run] = [model.jobs[jobs], model.runs[runs]];
      if (job !== undefined) {
        jobs++;
        const end = this.#ends.get(keyOf(id, job));
        if (end === undefined && job.index === undefined) {
          breaches.push(`the job of ${keyOf(id, job)} was never made`);
        }
        model.send({ kind: "ended", ...placeOf(job), ...outcomeOf(end) });
      } else if (run !== undefined) {
        runs++;
        const { step, epoch } = run;
        const end = told.find(
          (event) => event.kind === "ended" && event.step === step && event.epoch === epoch,
        );
        if (end === undefined) breaches.push(`nothing was told of the run of ${keyOf(id, run)}`);
        else model.send(end);
      } else if (model.wakeAt !== undefined && model.run.finishedAt === undefined) {
        model.at(model.wakeAt);
      } else if (rerun !== undefined) {
        model.send(rerun);
        rerun = undefined;
        send((signalId) => signalId.endsWith(AGAIN));
      } else return [model, breaches];
    }
  }
}

/** Of an item that a map had no more use for: cancelled, as the others of it. */
function outcomeOf(end: JobNews | undefined) {
  if (end === undefined || end.status === "GONE") return { status: "CANCELLED" as const };
  const { status, error, result } = end;
  return {
    status,
    ...(error !== undefined && { error }),
    ...(result !== undefined && { result: JSON.parse(Buffer.from(result).toString()) as Json }),
  };
}

function placeOf({ step, index, epoch }: StepPlace): StepPlace {
  return { step, ...(index !== undefined && { index }), epoch };
}

/** As {@link randomWorkflow} names steps. */
function isOfSteps(step: string): boolean {
  return step.startsWith("s");
}

function keyOf(id: string, { step, index, epoch }: StepPlace): string {
  return `${id} ${step}${index === undefined ? "" : `[${index}]`}#${epoch}`;
}
