import { setTimeout as wait } from "node:timers/promises";
import { isFinalRun, type Job, MillraceError, type Run } from "@millrace/core";
import { until } from "@millrace/store-conformance/until";
import { readWorkflow, SimulatedRun, type WorkflowDefinition } from "@millrace/workflow";
import { type Access, ifAnswered } from "./access.ts";
import { FAILING_STEP_TYPE, RUN_TYPES, STEP_TYPE } from "./run-types.ts";

const ROUND_MS = 200;
const PATIENCE_MS = 30_000;
const SIGNAL = "go";
/** As often as workers are killed. */
const ATTEMPTS = { max_attempts: 1_000, backoff: { initial: "0s", jitter: 0 } } as const;
const STEP = { type: STEP_TYPE, ...ATTEMPTS };

/** All that a run waits for: jobs, a map, time, a signal; and one that goes on behind a failure. */
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
];

/** How a run ends, and which jobs it makes. */
interface Prediction {
  /** The status of the run, and of each step. */
  readonly statuses: string;
  /** The steps that have one job each: those of items are forgotten as they complete. */
  readonly steps: readonly string[];
}

const PREDICTIONS = new Map(DEFINITIONS.map((each) => [each.name, predicted(each)]));

/** A run that was asked for. */
interface AskedRun {
  readonly name: string;
  readonly idKey: string;
  /** Absent until the start was acknowledged. */
  id?: string;
  /** When that was, by `performance.now()`. */
  at: number;
  isSignalled: boolean;
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
        this.#asked.push({ name, idKey: `${++this.#keys}`, at: 0, isSignalled: false });
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
      return this.#asked.every(({ id, isSignalled }) => id !== undefined && isSignalled);
    });
    const asked = this.#asked.splice(0);
    const ended = new Map<string, Run | undefined>();
    await until("every run has ended", PATIENCE_MS, async () => {
      for (const { id = "" } of asked) {
        if (ended.has(id)) continue;
        const read = await ifAnswered(this.#read(id));
        if (read === undefined) return false;
        if (read.run !== undefined && !isFinalRun(read.run.status)) return false;
        ended.set(id, read.run);
      }
      return true;
    });
    const jobs = Map.groupBy(await this.#jobs(), ({ run }) => run?.id);
    const broken = asked.flatMap(({ name, id = "", at }) => {
      const run = ended.get(id);
      if (run === undefined) return mayBeLost(at) ? [] : [`run ${id} is lost`];
      return brokenRun(run, PREDICTIONS.get(name) as Prediction, jobs.get(id) ?? []);
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
        if (!asked.isSignalled) asked.isSignalled = await this.#signal(asked.id);
      }),
    );
  }

  /** Whether there is nothing to say any more. */
  async #signal(id: string): Promise<boolean> {
    const options = { signalId: SIGNAL };
    const sent = this.#access.client.workflows.signalRun(id, SIGNAL, null, options);
    const told = sent.then(
      () => true,
      (error: unknown) => {
        const codes = ["NOT_FOUND", "FAILED_PRECONDITION"];
        if (error instanceof MillraceError && codes.includes(error.code)) return true;
        throw error;
      },
    );
    return (await ifAnswered(told)) ?? false;
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

function unlessGone(error: unknown): void {
  if (!(error instanceof MillraceError && error.code === "NOT_FOUND")) throw error;
}

/** Plays a run by the pure model, as its jobs end here. */
function predicted(definition: WorkflowDefinition): Prediction {
  const model = new SimulatedRun(readWorkflow(definition), { id: "0-0000000000000000" });
  model.send({ kind: "signal", id: SIGNAL, name: SIGNAL, payload: null });
  for (let ended = 0; ; ) {
    const job = model.jobs[ended];
    if (job !== undefined) {
      ended++;
      if (job.request.type === FAILING_STEP_TYPE) model.fail(job.step);
      else model.complete(job.step, null, job.index);
    } else if (model.wakeAt !== undefined && model.run.finishedAt === undefined) {
      model.at(model.wakeAt);
    } else break;
  }
  const steps = Object.entries(model.steps).map(([name, step]) => ({ ...step, name }));
  const single = model.jobs.filter(({ index }) => index === undefined);
  return {
    statuses: statusesOf({ status: model.run.status, steps }),
    steps: single.map(({ step }) => step),
  };
}

/** A line for each way in which a run has not ended as the model predicts. */
export function brokenRun(
  run: Pick<Run, "id" | "status" | "steps">,
  prediction: Prediction,
  jobs: readonly Pick<Job, "run">[],
): string[] {
  const { id } = run;
  const statuses = statusesOf(run);
  const made = jobs.flatMap((job) => (job.run?.index === undefined ? (job.run?.step ?? []) : []));
  const isMade = made.toSorted().join() === prediction.steps.toSorted().join();
  return [
    ...(statuses === prediction.statuses
      ? []
      : [`run ${id} has ended as ${statuses}, and by the model as ${prediction.statuses}`]),
    ...(isMade ? [] : [`run ${id} has jobs of ${made.join()}, of ${prediction.steps.join()}`]),
  ];
}

function statusesOf({ status, steps = [] }: Pick<Run, "status" | "steps">): string {
  const all = steps.map((step) => `${step.name} ${step.status} ${step.cause ?? ""}`);
  return [status, ...all.toSorted()].join(", ");
}
