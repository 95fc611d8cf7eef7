import {
  isFinal,
  isFinalRun,
  type JobSource,
  type RunStatus,
  type Store,
  silentLogger,
} from "@millrace/core";
import { Maintainer } from "@millrace/maintenance";
import { MemoryStore } from "@millrace/store-memory";
import { type HandlerJob, PermanentError, snooze, Worker } from "@millrace/worker";
import { type RunHome, Runs } from "@millrace/workflow";
import { FaultyPort } from "./faulty-port.ts";
import { Machine } from "./machine.ts";
import { Network } from "./network.ts";
import { Random } from "./random.ts";
import {
  type PlannedWorkflow,
  RUN_INPUT,
  randomWorkflow,
  STEP_TYPE,
  type StepBehaviour,
} from "./random-workflow.ts";
import { AGAIN, RunLedger } from "./run-ledger.ts";
import type { NetworkFaultPlan } from "./schedule.ts";
import { StoreClock } from "./store-clock.ts";
import { Timeline } from "./timeline.ts";
import { Trace } from "./trace.ts";

const RUNS = 4;
const PROCESSES = 3;
/** From when on nothing fails. */
const QUIET_MS = 60_000;
/** Within this time after that, every run must have ended. */
const PATIENCE_MS = 10 * 60_000;
const LOOK_EVERY_MS = 1_000;
/** What tells the seeds of orders from those of simulations. */
const ORDERS = 1_000_000_007;
const STOP_PATIENCE_MS = 60_000;
/** The number of who starts runs and tells them things, in the plans of the network. */
const CALLER = PROCESSES;

/** What a simulation came to. */
export interface RunOutcome {
  readonly trace: readonly string[];
  /** What must not happen and did. */
  readonly violations: readonly string[];
  /** How many jobs were made for steps. */
  readonly jobs: number;
}

interface Process {
  readonly place: number;
  readonly machine: Machine;
  readonly port: FaultyPort;
  readonly worker: Worker;
  readonly maintainer: Maintainer;
}

/**
 * Runs of random workflows on some processes, each of which works, maintains the store and decides what comes next in
 * runs, while they are killed and started again and stand still, calls and answers are lost, doubled and late, and the
 * store's clock jumps.
 */
export class RunSimulation {
  readonly #timeline = new Timeline();
  readonly #trace = new Trace(this.#timeline);
  readonly #clock = new StoreClock(this.#timeline);
  readonly #random: Random;
  readonly #network: Network;
  readonly #store: Store;
  readonly #ledger: RunLedger;
  readonly #planned: readonly PlannedWorkflow[];
  /** What steps of theirs run. */
  readonly #child: PlannedWorkflow;
  /** The runs that were started, by their ids. */
  readonly #runs = new Map<string, PlannedWorkflow>();
  /** How many of them have been told all that they are to be told. */
  #played = 0;
  readonly #seed: number;
  #ids = 0;
  /** How often the handler of each job has started. */
  readonly #starts = new Map<string, number>();
  readonly #processes: Process[] = [];
  #started = 0;

  /** @param open makes the store. Defaults to the memory store. */
  constructor(
    seed: number,
    open: (clock: StoreClock) => Store = (clock) => new MemoryStore({ clock }),
  ) {
    this.#seed = seed;
    this.#random = new Random(seed);
    const faults = Array.from({ length: this.#random.int(0, 4) }, () => badNetwork(this.#random));
    this.#network = new Network({ faults, faultless: false }, this.#timeline, this.#trace);
    this.#store = open(this.#clock);
    this.#ledger = new RunLedger(this.#store);
    this.#child = randomWorkflow(this.#random, "child");
    this.#planned = Array.from({ length: RUNS }, (_, i) =>
      randomWorkflow(this.#random, `w${i}`, "child"),
    );
  }

  async run(): Promise<RunOutcome> {
    const definitions = [this.#child, ...this.#planned].map(({ definition }) => definition);
    for (const definition of definitions) await new Runs(this.#store).put(definition);
    for (let place = 0; place < PROCESSES; place++) this.#start(place);
    const caller = new Machine("caller", this.#timeline);
    const home = this.#homeOf(caller, CALLER);
    for (const planned of this.#planned) {
      this.#timeline.setTimer(this.#random.int(0, 20_000), () => {
        void this.#play(home, planned).then(() => this.#played++);
      });
    }
    for (let faults = this.#random.int(0, 6); faults > 0; faults--) {
      this.#timeline.setTimer(this.#random.int(0, QUIET_MS), () => this.#fail());
    }
    await this.#timeline.run(() => false, QUIET_MS);
    await this.#untilOver();
    await this.#stopAll();
    for (const breach of await this.#ledger.breaches(definitions)) this.#trace.violation(breach);
    await this.#store.close();
    const { lines, violations } = this.#trace;
    return { trace: lines, violations, jobs: this.#ledger.size };
  }

  /** Starts a run and sends it its signals, each as often as it takes. */
  async #play(home: RunHome, planned: PlannedWorkflow): Promise<void> {
    const runs = new Runs(home);
    const { name } = planned.definition;
    const { run } = await this.#repeat(() => runs.start(name, { input: RUN_INPUT, idKey: name }));
    this.#runs.set(run.id, planned);
    // Streams of their own, so that the rest of a run stays as it is without them.
    const orders = new Random(this.#seed + ORDERS + this.#runs.size);
    if (orders.chance(0.3)) void this.#pause(runs, run.id, orders);
    if (orders.chance(0.15)) void this.#cancel(runs, run.id, orders);
    for (const signal of planned.signals) {
      await this.#timeline.pass(this.#random.int(0, 10_000));
      await this.#signal(runs, run.id, signal, signal);
    }
    if (this.#random.chance(0.3)) await this.#cancelOne(run.id, planned);
    if (orders.chance(0.5)) await this.#runAgain(runs, run.id, planned);
  }

  /** Tells a run something until there is an answer, which may be that it cannot do so as it is. */
  async #tell(runs: Runs, id: string, event: Parameters<Runs["tell"]>[1]): Promise<void> {
    this.#trace.note(`run ${id} is told: ${event.kind}`);
    await this.#repeat(() => runs.tell(id, event)).catch(() => {});
  }

  #signal(runs: Runs, id: string, name: string, signalId: string): Promise<void> {
    return this.#tell(runs, id, { kind: "signal", id: signalId, name, payload: name });
  }

  /** Has no step of a run start for a while. */
  async #pause(runs: Runs, id: string, random: Random): Promise<void> {
    await this.#timeline.pass(random.int(0, 10_000));
    await this.#tell(runs, id, { kind: "pause" });
    await this.#timeline.pass(random.int(0, 10_000));
    await this.#tell(runs, id, { kind: "resume" });
  }

  async #cancel(runs: Runs, id: string, random: Random): Promise<void> {
    await this.#timeline.pass(random.int(0, 15_000));
    await this.#tell(runs, id, { kind: "cancel" });
  }

  /** Runs what has failed of a run again, with the signals that it may wait for. */
  async #runAgain(runs: Runs, id: string, { signals, definition }: PlannedWorkflow): Promise<void> {
    // A run inside of it and the items of a map go on where they have stopped, which nobody can tell from outside.
    if (Object.values(definition.steps).some((step) => "workflow" in step || "map" in step)) return;
    for (;;) {
      const { status } = await new Runs(this.#store).get(id);
      // One that was cancelled would do all that it has not done.
      if (status === "CANCELLED") return;
      if (isFinalRun(status)) break;
      await this.#timeline.pass(1_000);
    }
    await this.#tell(runs, id, { kind: "rerun", from: "FAILED" });
    for (const signal of signals) await this.#signal(runs, id, signal, `${signal}${AGAIN}`);
  }

  /** An operator cancels a job of a run. */
  async #cancelOne(runId: string, { behaviours }: PlannedWorkflow): Promise<void> {
    const { jobs } = await this.#store.list({ pageSize: 1_000, view: "BASIC" });
    const ofSteps = jobs.filter(
      ({ run, status }) => run?.id === runId && behaviours.has(run.step) && !isFinal(status),
    );
    if (ofSteps.length === 0) return;
    const { id } = this.#random.pick(ofSteps);
    await this.#store.cancel(id, "an operator has cancelled it");
  }

  /** Does `work` until there is an answer. */
  async #repeat<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if ((error as { code?: string }).code !== "UNAVAILABLE") throw error;
        await this.#timeline.pass(500);
      }
    }
  }

  #start(place: number): void {
    const machine = new Machine(`p${this.#started++}`, this.#timeline);
    const network = this.#network;
    const [random, timeline] = [this.#random.fork(), this.#timeline];
    const port = new FaultyPort(sourceOf(this.#store), {
      machine,
      worker: place,
      network,
      timeline,
      random,
    });
    const pauses = this.#random.fork();
    const worker = new Worker(
      { [STEP_TYPE]: (job: HandlerJob) => this.#handle(machine, job) },
      {
        ...{ source: port.source, clock: machine, random: () => pauses.fraction() },
        ...{ workerId: machine.name, concurrency: 2, lease: 2_000, grace: 1_000 },
        logger: silentLogger,
      },
    );
    const call = <Args extends unknown[], Answer>(
      name: string,
      work: (...args: Args) => Promise<Answer>,
    ) => this.#call(name, machine, place, random, work);
    const store = this.#store;
    const maintainer = new Maintainer({
      store: {
        maintain: call("maintain", () => store.maintain()),
        holdRole: call("holdRole", (request) => store.holdRole(request)),
        onRoleReleased: (role, listener) => store.onRoleReleased(role, listener),
        releaseRole: call("releaseRole", (role, holder) => store.releaseRole(role, holder)),
        list: (query) => store.list(query),
        operations: store.operations,
        ...this.#homeOf(machine, place),
      },
      ...{ logger: silentLogger, clock: machine, random: () => pauses.fraction() },
    });
    this.#processes.push({ place, machine, port, worker, maintainer });
    void worker.start();
    maintainer.start();
  }

  async #handle(machine: Machine, { id, run }: HandlerJob): Promise<unknown> {
    const step = run?.step ?? "";
    const starts = (this.#starts.get(id) ?? 0) + 1;
    this.#starts.set(id, starts);
    this.#trace.note(`${machine.name} starts ${run?.id} ${step} ${run?.index ?? ""}`);
    await new Promise<void>((resolve) => {
      this.#timeline.setTimer(this.#random.int(1, 3_000), () => machine.happen(resolve));
    });
    switch (this.#behaviourOf(run?.id ?? "", step)) {
      case "fails":
        throw new PermanentError("as planned");
      case "fails once":
        if (starts === 1) throw new Error("as planned");
        break;
      case "snoozes once":
        if (starts === 1) return snooze(1_000);
    }
    return { step, index: run?.index ?? null };
  }

  #behaviourOf(runId: string, step: string): StepBehaviour {
    return (this.#runs.get(runId) ?? this.#child).behaviours.get(step) ?? "completes";
  }

  /** The store as a machine reaches it. */
  #homeOf(machine: Machine, place: number): RunHome {
    const random = this.#random.fork();
    const { runs, cancel } = { runs: this.#store.runs, cancel: this.#store.cancel };
    const call = <Args extends unknown[], Answer>(
      name: string,
      work: (...args: Args) => Promise<Answer>,
    ) => this.#call(name, machine, place, random, work);
    return {
      cancel: call("cancel", cancel.bind(this.#store)),
      get: call("get", (...args) => this.#store.get(...args)),
      runs: {
        putWorkflow: call("putWorkflow", (workflow) => runs.putWorkflow(workflow)),
        getWorkflow: call("getWorkflow", (...args) => runs.getWorkflow(...args)),
        listWorkflows: call("listWorkflows", (cursor) => runs.listWorkflows(cursor)),
        newId: call("newId", async () => this.#newId()),
        get: call("getRun", (...args) => this.#ledger.get(...args)),
        list: call("listRuns", (query) => runs.list(query)),
        due: call("dueRuns", (limit) => runs.due(limit)),
        change: call("changeRun", (change) => this.#ledger.change(change)),
        tell: call("tellRun", (...args) => runs.tell(...args)),
        delete: call("deleteRun", (...args) => runs.delete(...args)),
        // What other processes bring is not told of, and what this one does can be lost.
        onNews: (listener) =>
          runs.onNews((id) => {
            if (random.chance(1 / PROCESSES)) machine.happen(() => listener(id));
          }),
      },
    };
  }

  /** Stores go by ids where times are the same, so that those of a seed have to be. */
  #newId(): string {
    return `0-${String(++this.#ids).padStart(16, "0")}`;
  }

  #call<Args extends unknown[], Answer>(
    name: string,
    machine: Machine,
    place: number,
    random: Random,
    work: (...args: Args) => Promise<Answer>,
  ) {
    return (...args: Args): Promise<Answer> =>
      this.#network.call(name, machine, random, () => work(...args), place);
  }

  #fail(): void {
    const random = this.#random;
    const process = random.pick(this.#processes);
    const { machine, port, place } = process;
    switch (
      random.pick(["kill", "kill", "half-open kill", "stall", "clock", "store clock"] as const)
    ) {
      case "half-open kill":
      case "kill":
        this.#trace.note(`${machine.name} is killed`);
        machine.crash();
        if (random.chance(0.5)) port.cut();
        this.#processes.splice(this.#processes.indexOf(process), 1);
        this.#timeline.setTimer(random.int(0, 10_000), () => this.#start(place));
        // One is left for the next fault.
        if (this.#processes.length === 0) this.#start(place);
        break;
      case "stall": {
        const ms = random.int(1, 15_000);
        this.#trace.note(`${machine.name} stands still for ${ms} ms`);
        machine.standStill(ms);
        break;
      }
      case "clock": {
        const ms = random.int(-10_000, 10_000);
        this.#trace.note(`the clock of ${machine.name} jumps by ${ms} ms`);
        machine.correctClock(ms);
        break;
      }
      case "store clock": {
        const ms = random.int(-10_000, 20_000);
        this.#trace.note(`the store's clock jumps by ${ms} ms`);
        this.#clock.correct(ms);
        break;
      }
    }
  }

  async #untilOver(): Promise<void> {
    for (let passedMs = 0; passedMs < PATIENCE_MS; passedMs += LOOK_EVERY_MS) {
      const { runs } = await this.#store.runs.list({ limit: 100 });
      const areOver = runs.every(({ state }) => isFinalRun(state as RunStatus));
      if (this.#played === RUNS && areOver) return;
      // Time passes also while nothing is to happen.
      this.#timeline.setTimer(LOOK_EVERY_MS, () => {});
      await this.#timeline.run(() => false, LOOK_EVERY_MS);
    }
    const { runs } = await this.#store.runs.list({ limit: 100 });
    for (const { id, state } of runs) {
      if (!isFinalRun(state as RunStatus)) this.#trace.violation(`run ${id} is ${state} for ever`);
    }
    if (this.#played < RUNS) this.#trace.violation(`only ${this.#played} runs were played`);
  }

  async #stopAll(): Promise<void> {
    let going = this.#processes.length;
    for (const { machine, worker, maintainer } of this.#processes) {
      machine.happen(
        () => void Promise.all([worker.stop(), maintainer.stop()]).then(() => going--),
      );
    }
    if (!(await this.#timeline.run(() => going === 0, STOP_PATIENCE_MS))) {
      this.#trace.violation(`${going} processes do not stop`);
    }
  }
}

/** The worker's half of a store, as a server has it: nobody is told of what only its own process knows. */
function sourceOf(store: Store): JobSource {
  return {
    lease: (request) => store.lease(request),
    extend: (...args) => store.extend(...args),
    settle: (...args) => store.settle(...args),
    onCancelRequested: (listener) => store.onCancelRequested(listener),
    close: () => store.close(),
  };
}

function badNetwork(random: Random): NetworkFaultPlan {
  const atMs = random.int(0, QUIET_MS - 1);
  return {
    kind: "network",
    atMs,
    untilMs: Math.min(QUIET_MS, atMs + random.int(100, 15_000)),
    worker: random.chance(0.3) ? "all" : random.int(0, CALLER),
    lost: random.chance(0.5) ? random.fraction() / 2 : 0,
    answerLost: random.chance(0.5) ? random.fraction() / 2 : 0,
    duplicated: random.chance(0.5) ? random.fraction() / 2 : 0,
    late: random.chance(0.5) ? random.fraction() / 2 : 0,
  };
}
