import { setTimeout as wait } from "node:timers/promises";
import { isFinalRun, type Job, MillraceError, type Run } from "@millrace/core";
import { until } from "@millrace/store-conformance/until";
import { readWorkflow, SimulatedRun, type WorkflowDefinition } from "@millrace/workflow";
import { type Access, ifAnswered } from "./access.ts";
import { FAILING_STEP_TYPE, MENDED_STEP_TYPE, RUN_TYPES, STEP_TYPE } from "./run-types.ts";

const ROUND_MS = 200;
const PATIENCE_MS = 30_000;
const SIGNAL = "go";
/** As often as workers are killed. */
const ATTEMPTS = { max_attempts: 1_000, backoff: { initial: "0s", jitter: 0 } } as const;
const STEP = { type: STEP_TYPE, ...ATTEMPTS };

const MENDED = "mended";
const CANCELLED = "cancelled";

/**
 * All that a run waits for: jobs, a map, time, a signal; one that goes on behind a failure, one that is run again after
 * its failure, and one that is cancelled.
 */
const DEFINITIONS: readonly WorkflowDefinition[] = [
  {
    ...{ name: "completing", schema: 1 },
    steps: {
      first: STEP,
      left: { ...STEP, after: ["first"] },
      right: { ...STEP, after: ["first"] },
      each: { ...STEP, after: ["left"], map: { over: "[1, 2, 3]", max_running: 2 } },
      nap: { after: ["right"], sleep: { for: "300ms" } },
      signal: { after: ["first"], await: { signal: SIGNAL } },
      last: { ...STEP, after: ["each", "nap", "signal"] },
    },
    finally: { cleanup: STEP },
  },
  {
    ...{ name: "failing", schema: 1 },
    steps: {
      first: STEP,
      broken: { ...ATTEMPTS, type: FAILING_STEP_TYPE, after: ["first"] },
      skipped: { ...STEP, after: ["broken"] },
      mended: { ...STEP, after: ["broken"], rule: "ALL_FAILED" },
    },
    on_failure: { report: STEP },
    finally: { cleanup: STEP },
  },
  {
    ...{ name: MENDED, schema: 1 },
    steps: {
      first: STEP,
      broken: { ...ATTEMPTS, type: MENDED_STEP_TYPE, after: ["first"] },
      last: { ...STEP, after: ["broken"] },
    },
    on_failure: { report: STEP },
    finally: { cleanup: STEP },
  },
  {
    ...{ name: CANCELLED, schema: 1 },
    steps: {
      first: STEP,
      signal: { after: ["first"], await: { signal: "never" } },
      last: { ...STEP, after: ["signal"] },
    },
    finally: { cleanup: STEP },
  },
];

/** How a run ends, and which jobs it makes. */
interface Prediction {
  /** The status of the run, and of each step. */
  readonly statuses: string;
  /** The steps and epochs that have one job each: those of items are forgotten as they complete. */
  readonly steps: readonly string[];
}

/** When a run is cancelled, and what becomes of the job that runs then: all that nobody can know. */
const CANCELS: readonly CancelPlan[] = [
  { afterJobs: 0, status: "COMPLETED" },
  { afterJobs: 0, status: "CANCELLED" },
  { afterJobs: 1, status: "COMPLETED" },
];

interface CancelPlan {
  readonly afterJobs: number;
  readonly status: "COMPLETED" | "CANCELLED";
}

/** The ways in which a run of each definition may end. */
const PREDICTIONS = new Map(
  DEFINITIONS.map((each) => [
    each.name,
    each.name === CANCELLED ? CANCELS.map((cancel) => predicted(each, cancel)) : [predicted(each)],
  ]),
);

/** A run that was asked for. */
interface AskedRun {
  readonly name: string;
  readonly idKey: string;
  /** Absent until the start was acknowledged. */
  id?: string;
  /** When that was, by `performance.now()`. */
  at: number;
  /** Whether it was told all that it is to be told, and when, likewise. */
  isTold: boolean;
  toldAt: number;
}

/** What has become of runs. */
export interface RunAudit {
  readonly runs: number;
  /** Lines of what must not be. */
  readonly broken: readonly string[];
}

/** Starts runs of workflows, which go on while faults come. */
export class RunLoad {
  readonly #access: Access;
  /** Since the last audit. */
  #asked: AskedRun[] = [];
  #keys = 0;

  private constructor(access: Access) {
    this.#access = access;
  }

  static async open(access: Access): Promise<RunLoad> {
    for (const definition of DEFINITIONS) await access.client.workflows.put(definition);
    return new RunLoad(access);
  }

  /** Starts runs until `signal` is aborted. */
  async produce(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      for (const { name } of DEFINITIONS) {
        const idKey = `${++this.#keys}`;
        this.#asked.push({ name, idKey, at: 0, isTold: false, toldAt: 0 });
      }
      await Promise.all([this.#askAgain(), wait(ROUND_MS)]);
    }
  }

  /**
   * Waits until all runs have ended, tells in what they differ from what the model predicts, and deletes them.
   *
   * @param mayBeLost whether what was acknowledged at a time may be gone by what the store's documentation says.
   */
  async audit(mayBeLost: (at: number) => boolean): Promise<RunAudit> {
    await until("every run has been started and told", PATIENCE_MS, async () => {
      await this.#askAgain();
      return this.#asked.every(({ id, isTold }) => id !== undefined && isTold);
    });
    const asked = this.#asked.splice(0);
    const ended = new Map<string, Run | undefined>();
    await until("every run has ended", PATIENCE_MS, async () => {
      for (const each of asked) {
        const { name, id = "", toldAt } = each;
        if (ended.has(id)) continue;
        const read = await ifAnswered(this.#read(id));
        if (read === undefined) return false;
        const { run } = read;
        const isOver = run === undefined || (isFinalRun(run.status) && !isToRerun(name, run));
        // What it was told can have gone with a master.
        if (!isOver && mayBeLost(toldAt)) await this.#tell(each);
        if (!isOver) return false;
        ended.set(id, run);
      }
      return true;
    });
    const jobs = Map.groupBy(await this.#jobs(), ({ run }) => run?.id);
    const broken = asked.flatMap(({ name, id = "", at }) => {
      const run = ended.get(id);
      if (run === undefined) return mayBeLost(at) ? [] : [`run ${id} is lost`];
      return brokenRun(run, PREDICTIONS.get(name) ?? [], jobs.get(id) ?? []);
    });
    for (const id of ended.keys()) await this.#delete(id);
    const left = (await this.#jobs()).filter(({ run }) => ended.has(run?.id ?? ""));
    broken.push(...left.map(({ id, run }) => `job ${id} is left of run ${run?.id}`));
    return { runs: ended.size, broken };
  }

  /** Asks for what was not acknowledged yet. */
  async #askAgain(): Promise<void> {
    const { workflows } = this.#access.client;
    await Promise.all(
      this.#asked.map(async (asked) => {
        const { name, idKey } = asked;
        if (asked.id === undefined) {
          const started = await ifAnswered(workflows.start(name, { idKey }));
          if (started === undefined) return;
          asked.id = started.id;
          asked.at = performance.now();
        }
        if (!asked.isTold) await this.#tell(asked);
      }),
    );
  }

  /** Tells a run what it is to be told, unless it is too early, or nobody answers. */
  async #tell(asked: AskedRun): Promise<void> {
    asked.isTold = (await ifAnswered(this.#order(asked))) ?? false;
    asked.toldAt = performance.now();
  }

  /** Whether there is nothing to say any more. */
  async #order({ name, id = "" }: AskedRun): Promise<boolean> {
    const { workflows } = this.#access.client;
    if (name === MENDED) {
      const { run } = await this.#read(id);
      if (run !== undefined && !isFinalRun(run.status)) return run.attempt > 1;
      if (run === undefined || !isToRerun(name, run)) return true;
      return unlessRefused(workflows.rerun(id));
    }
    if (name === CANCELLED) return unlessRefused(workflows.cancelRun(id));
    return unlessRefused(workflows.signalRun(id, SIGNAL, null, { signalId: SIGNAL }));
  }

  async #read(id: string): Promise<{ readonly run: Run | undefined }> {
    try {
      return { run: await this.#access.client.workflows.getRun(id, { steps: true }) };
    } catch (error) {
      if (error instanceof MillraceError && error.code === "NOT_FOUND") return { run: undefined };
      throw error;
    }
  }

  async #delete(id: string): Promise<void> {
    await until(`run ${id} is deleted`, PATIENCE_MS, async () => {
      await ifAnswered(this.#access.client.workflows.deleteRun(id).catch(unlessGone));
      return (await ifAnswered(this.#read(id)))?.run === undefined;
    });
  }

  async #jobs(): Promise<Job[]> {
    return (await Promise.all(RUN_TYPES.map((type) => this.#access.jobs(type)))).flat();
  }
}

/** Whether a run has ended that is to be run again. */
function isToRerun(name: string, { attempt }: Pick<Run, "attempt">): boolean {
  return name === MENDED && attempt === 1;
}

/** One that is not as it was is a run that has done what it was told. */
async function unlessRefused(order: Promise<unknown>): Promise<true> {
  try {
    await order;
    return true;
  } catch (error) {
    const codes = ["NOT_FOUND", "FAILED_PRECONDITION"];
    if (error instanceof MillraceError && codes.includes(error.code)) return true;
    throw error;
  }
}

function unlessGone(error: unknown): void {
  if (!(error instanceof MillraceError && error.code === "NOT_FOUND")) throw error;
}

/** Plays a run by the pure model, as its jobs end here. */
function predicted(definition: WorkflowDefinition, cancel?: CancelPlan): Prediction {
  const model = new SimulatedRun(readWorkflow(definition), { id: "0-0000000000000000" });
  model.send({ kind: "signal", id: SIGNAL, name: SIGNAL, payload: null });
  for (let ended = 0; ; ) {
    if (ended === cancel?.afterJobs && model.run.status === "RUNNING") {
      model.send({ kind: "cancel" });
    }
    const job = model.jobs[ended];
    if (job !== undefined) {
      ended++;
      const { step, index, epoch, request } = job;
      const isBroken = request.type === MENDED_STEP_TYPE && epoch === 1;
      if (request.type === FAILING_STEP_TYPE || isBroken) model.fail(step);
      else if (ended === 1 && cancel?.status === "CANCELLED") {
        model.send({ kind: "ended", step, epoch, status: "CANCELLED" });
      } else model.complete(step, null, index);
    } else if (model.run.finishedAt !== undefined && isToRerun(definition.name, model.run)) {
      model.send({ kind: "rerun", from: "FAILED" });
    } else if (model.wakeAt !== undefined && model.run.finishedAt === undefined) {
      model.at(model.wakeAt);
    } else break;
  }
  const steps = Object.entries(model.steps).map(([name, step]) => ({ ...step, name }));
  const single = model.jobs.filter(({ index }) => index === undefined);
  return {
    statuses: statusesOf({ status: model.run.status, steps }),
    steps: single.map(placeOf),
  };
}

function placeOf({ step, epoch }: { readonly step: string; readonly epoch: number }): string {
  return `${step}#${epoch}`;
}

/** What differs of a run that has not ended in one of the ways that the model predicts. */
export function brokenRun(
  run: Pick<Run, "id" | "status" | "steps">,
  predictions: readonly Prediction[],
  jobs: readonly Pick<Job, "run">[],
): string[] {
  const { id } = run;
  const statuses = statusesOf(run);
  const made = jobs.flatMap((job) =>
    job.run === undefined || job.run.index !== undefined ? [] : placeOf(job.run),
  );
  const asPredicted = predictions.filter((prediction) => prediction.statuses === statuses);
  if (asPredicted.length === 0) {
    const expected = predictions.map((prediction) => prediction.statuses).join(" or ");
    return [`run ${id} has ended as ${statuses}, and by the model as ${expected}`];
  }
  const steps = asPredicted.map((prediction) => prediction.steps.toSorted().join());
  if (steps.includes(made.toSorted().join())) return [];
  return [`run ${id} has jobs of ${made.join()}, of ${steps.join(" or ")}`];
}

function statusesOf({ status, steps = [] }: Pick<Run, "status" | "steps">): string {
  const all = steps.map((step) => `${step.name} ${step.status} ${step.cause ?? ""}`);
  return [status, ...all.toSorted()].join(", ");
}
