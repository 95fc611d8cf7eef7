import { isFinal, type Job, type Store, silentLogger } from "@millrace/core";
import { Maintainer } from "@millrace/maintenance";
import type { TestedStore } from "@millrace/store-conformance";
import { MemoryStore } from "@millrace/store-memory";
import { Worker } from "@millrace/worker";
import { BulkCancels } from "./bulk-cancels.ts";
import { FaultyPort } from "./faulty-port.ts";
import type { FlowPlan } from "./flow-plan.ts";
import { FlowWatch } from "./flow-watch.ts";
import { Groups } from "./groups.ts";
import { plannedHandler } from "./handler.ts";
import { brokenInvariants } from "./invariants.ts";
import type { JobRecord } from "./job-record.ts";
import { Machine } from "./machine.ts";
import { Network } from "./network.ts";
import { Producer } from "./producer.ts";
import { Random } from "./random.ts";
import type { FaultPlan, Schedule, WorkerPlan } from "./schedule.ts";
import { StoreClock } from "./store-clock.ts";
import { Timeline } from "./timeline.ts";
import { Trace } from "./trace.ts";
import { Witness } from "./witness.ts";

/** What a run came to. */
export interface Outcome {
  readonly trace: readonly string[];
  /** What must not happen and did. */
  readonly violations: readonly string[];
}

/** A worker on its machine. */
interface StartedWorker {
  readonly machine: Machine;
  readonly port: FaultyPort;
  readonly worker: Worker;
}

/** From when on a healthy worker is there in every run. */
const REINFORCED_AT_MS = 20_000;
const REINFORCEMENT: Omit<WorkerPlan, "startMs"> = {
  graceMs: 5_000,
  concurrency: 3,
  leaseAhead: 5,
  leaseMs: 2_000,
};
/** Within this time after the last fault, every job must be over. */
const PATIENCE_MS = 10 * 60_000;
const LOOK_EVERY_MS = 1_000;
/** More than a call is under way. */
const LATE_MS = 6_000;
/** How often somebody looks after the keys that are halted. */
const RESUME_EVERY_MS = 700;
const GIVEN_BACK_AFTER_MS = 20;
const STOP_PATIENCE_MS = 60_000;

/** Runs one schedule from its start until every job is over and every worker has stopped. */
export class Simulation {
  readonly #schedule: Schedule;
  readonly #timeline: Timeline;
  readonly #trace: Trace;
  readonly #clock: StoreClock;
  readonly #random: Random;
  readonly #store: Store;
  readonly #network: Network;
  readonly #producer: Producer;
  readonly #flow: FlowWatch | undefined;
  readonly #witness: Witness;
  readonly #groups: Groups;
  readonly #bulkCancels: BulkCancels;
  readonly #maintainer: Maintainer;
  readonly #started: StartedWorker[] = [];
  #starts = 0;

  /** Makes ready to run `schedule` on an empty store. Defaults to the memory store. */
  static async open(
    schedule: Schedule,
    openStore: TestedStore["open"] = (clock) => new MemoryStore({ clock }),
  ): Promise<Simulation> {
    const timeline = new Timeline();
    const clock = new StoreClock(timeline);
    return new Simulation(schedule, timeline, clock, await openStore(clock));
  }

  private constructor(schedule: Schedule, timeline: Timeline, clock: StoreClock, store: Store) {
    const trace = new Trace(timeline);
    this.#schedule = schedule;
    this.#timeline = timeline;
    this.#trace = trace;
    this.#clock = clock;
    this.#random = new Random(schedule.seed).fork();
    this.#store = store;
    this.#network = new Network(schedule, timeline, trace);
    this.#groups = new Groups({
      store: this.#store,
      schedule,
      network: this.#network,
      timeline,
      trace,
      // Streams of their own, so that the rest of a run stays as it is without them.
      random: new Random(schedule.seed),
      machine: new Machine("sealer", timeline),
    });
    this.#producer = new Producer({
      store: this.#store,
      groups: this.#groups,
      network: this.#network,
      timeline,
      trace,
      random: this.#random.fork(),
      plans: schedule.jobs,
    });
    this.#flow = schedule.flow && this.#watch(schedule.flow);
    this.#witness = new Witness({
      store: this.#store,
      clock: this.#clock,
      timeline,
      trace,
      recordOf: (id) => this.#producer.recordOf(id),
      flow: this.#flow,
    });
    this.#bulkCancels = new BulkCancels({
      store: this.#store,
      schedule,
      network: this.#network,
      timeline,
      trace,
      random: new Random(schedule.seed),
      records: this.#producer.records,
    });
    const random = this.#random.fork();
    this.#maintainer = new Maintainer({
      store: {
        maintain: async () => {
          if (this.#network.fate(random) !== "ok") throw new Error("maintenance is lost");
          return this.#store.maintain();
        },
        holdRole: (request) => this.#store.holdRole(request),
        onRoleReleased: (role, listener) => this.#store.onRoleReleased(role, listener),
        releaseRole: (role, holder) => this.#store.releaseRole(role, holder),
        list: (query) => this.#store.list(query),
        operations: this.#bulkCancels.work,
      },
      logger: silentLogger,
      clock: this.#clock,
    });
  }

  async run(): Promise<Outcome> {
    const { workers, faults, faultsEndMs, maintained } = this.#schedule;
    if (maintained) this.#maintainer.start();
    await this.#setFlow();
    await this.#groups.start();
    this.#producer.start();
    this.#bulkCancels.start();
    const reinforcedMs = Math.max(REINFORCED_AT_MS, faultsEndMs);
    for (const plan of [...workers, { ...REINFORCEMENT, startMs: reinforcedMs }]) {
      this.#startWorker(plan);
    }
    for (const fault of faults) this.#timeline.setTimer(fault.atMs, () => this.#inject(fault));
    await this.#timeline.run(() => false, reinforcedMs);
    await this.#untilOver();
    await this.#stopAll();
    const jobs = new Map((await this.#jobs()).map((job) => [job.id, job]));
    const breaches = brokenInvariants(this.#schedule, this.#producer.records, jobs);
    breaches.push(...(await this.#groups.breaches(jobs)));
    breaches.push(...(await this.#bulkCancels.breaches(jobs)));
    for (const breach of breaches) this.#trace.violation(breach);
    await this.#store.close();
    return { trace: this.#trace.lines, violations: this.#trace.violations };
  }

  async #setFlow(): Promise<void> {
    const { flow } = this.#schedule;
    if (flow === undefined) return;
    const { queues } = this.#store;
    await queues.setLimits(flow.type, flow.limits);
    for (const [key, limits] of Object.entries(flow.ownLimits)) {
      await queues.setKeyLimits(flow.type, key, limits);
    }
    for (const { atMs, limits } of flow.changes) {
      this.#timeline.setTimer(atMs, () => {
        this.#trace.note(`the queue ${flow.type} is set to ${JSON.stringify(limits)}`);
        void queues.setLimits(flow.type, limits);
        this.#flow?.changed(limits);
      });
    }
    for (const atMs of flow.givesBackMs) {
      this.#timeline.setTimer(atMs, () => void this.#giveBack(flow.type));
    }
    this.#resumeHalted(flow.type);
  }

  /** Somebody leases jobs, and gives them back without having started them. */
  async #giveBack(type: string): Promise<void> {
    const request = { types: [type], maxJobs: 2, leaseMs: 1_000, waitMs: 0, workerId: "passer-by" };
    const leases = await this.#witness.lease(request);
    await this.#timeline.pass(GIVEN_BACK_AFTER_MS);
    const outcome = { kind: "released", started: false } as const;
    await this.#witness.settle(leases.map(({ job, token }) => ({ jobId: job.id, token, outcome })));
  }

  #resumeHalted(type: string): void {
    this.#timeline.setTimer(RESUME_EVERY_MS, () => {
      void this.#resumeFirst(type);
      this.#resumeHalted(type);
    });
  }

  /** An operator has the first key go on that jobs halt which have failed. */
  async #resumeFirst(type: string): Promise<void> {
    const { queues } = this.#store;
    for (const { key, keptBy = [] } of (await queues.listKeys(type)).keys) {
      const keepers = await Promise.all(keptBy.map((id) => this.#store.get(id)));
      if (keepers.every(({ status }) => status !== "FAILED")) continue;
      this.#trace.note(`the key ${key} is resumed`);
      this.#flow?.resumed(keptBy);
      await queues.resumeKey(type, key);
      return;
    }
  }

  #watch(flow: FlowPlan): FlowWatch {
    return new FlowWatch({
      flow,
      store: this.#store,
      clock: this.#clock,
      clockIsRight: this.#schedule.faults.every(({ kind }) => kind !== "store clock"),
      records: this.#producer.records,
      violation: (text) => this.#trace.violation(text),
    });
  }

  #startWorker(plan: WorkerPlan): void {
    const number = this.#started.length;
    const timeline = this.#timeline;
    const trace = this.#trace;
    const machine = new Machine(`w${number}`, timeline);
    const port = new FaultyPort(this.#witness, {
      machine,
      worker: number,
      network: this.#network,
      timeline,
      random: this.#random.fork(),
    });
    const { concurrency, leaseAhead, leaseMs, graceMs } = plan;
    const recordOf = (id: string) => this.#producer.recordOf(id);
    const nextPlace = () => this.#starts++;
    const handler = plannedHandler({ machine, timeline, trace, concurrency, recordOf, nextPlace });
    const pauses = this.#random.fork();
    const worker = new Worker(
      { mail: handler, report: handler },
      {
        source: port.source,
        clock: machine,
        random: () => pauses.fraction(),
        workerId: machine.name,
        concurrency,
        leaseAhead,
        lease: leaseMs,
        grace: graceMs,
        logger: silentLogger,
      },
    );
    this.#listen(machine, worker, plan);
    this.#started.push({ machine, port, worker });
    timeline.setTimer(plan.startMs, () => machine.happen(() => void worker.start()));
    if (plan.stopMs !== undefined) {
      timeline.setTimer(plan.stopMs, () => machine.happen(() => void this.#stop(machine, worker)));
    }
  }

  #listen(machine: Machine, worker: Worker, { stopMs }: WorkerPlan): void {
    const { faultless } = this.#schedule;
    worker.on("completed", (job) => {
      this.#producer.recordOf(job.id).timesCompleted++;
    });
    worker.on("leaseLost", ({ id }) => {
      const { plan, leases } = this.#producer.recordOf(id);
      if (faultless) this.#trace.violation(`${machine.name} lost a lease though nothing failed`);
      this.#trace.note(`${machine.name} lost its lease on job ${plan.number}`);
      const [lease, ...others] = leases.filter(({ worker }) => worker === machine.name);
      if (others.length > 0 || lease !== leases.at(-1) || this.#duplicates) return;
      // One that is to stop gives up what it has no answer for.
      if (stopMs !== undefined && this.#timeline.elapsedMs >= stopMs) return;
      if (lease?.status !== undefined) {
        this.#trace.violation(`${machine.name} was refused a settlement that took effect`);
      }
    });
    worker.on("sourceError", () => {
      if (faultless) this.#trace.violation(`${machine.name} had an error though nothing failed`);
    });
  }

  /** Whether calls are delivered twice: which of the two answers comes first is then up to chance. */
  get #duplicates(): boolean {
    return this.#schedule.faults.some((fault) => fault.kind === "network" && fault.duplicated > 0);
  }

  #inject(fault: FaultPlan): void {
    const trace = this.#trace;
    if (fault.kind === "network") {
      trace.note(`the network turns bad: ${JSON.stringify(fault)}`);
      return;
    }
    if (fault.kind === "store clock") {
      trace.note(`the store's clock jumps by ${fault.ms} ms`);
      this.#clock.correct(fault.ms);
      return;
    }
    const { machine, port } = this.#started[fault.worker] as StartedWorker;
    switch (fault.kind) {
      case "crash":
      case "half-open crash":
        trace.note(`${machine.name} crashes`);
        machine.crash();
        if (fault.kind === "crash") port.cut();
        break;
      case "stall":
        trace.note(`${machine.name} stands still for ${fault.ms} ms`);
        machine.standStill(fault.ms);
        break;
      case "clock":
        trace.note(`the clock of ${machine.name} jumps by ${fault.ms} ms`);
        machine.correctClock(fault.ms);
        break;
    }
  }

  /** Lets time pass until every job is over. */
  async #untilOver(): Promise<void> {
    const { records } = this.#producer;
    const isAnswered = ({ id, isRefused }: JobRecord) => id !== undefined || isRefused;
    // A call that arrives late can still make a job that was refused before.
    const leastMs = records.some(({ isRefused }) => isRefused) ? LATE_MS : 0;
    for (let passedMs = 0; passedMs < PATIENCE_MS; passedMs += LOOK_EVERY_MS) {
      const all = await this.#jobs();
      const jobs = all.filter(({ id }) => records.some((record) => record.id === id));
      const isOver = records.every(isAnswered) && jobs.every(({ status }) => isFinal(status));
      if (isOver && passedMs >= leastMs) return;
      await this.#timeline.run(() => false, LOOK_EVERY_MS);
    }
  }

  async #stopAll(): Promise<void> {
    let working = 0;
    for (const { machine, worker } of this.#started) {
      if (machine.crashed) continue;
      working++;
      machine.happen(() => void this.#stop(machine, worker).then(() => working--));
    }
    if (!(await this.#timeline.run(() => working === 0, STOP_PATIENCE_MS))) {
      this.#trace.violation(`${working} workers do not stop`);
    }
    await this.#maintainer.stop();
  }

  async #stop(machine: Machine, worker: Worker): Promise<void> {
    this.#trace.note(`${machine.name} is told to stop`);
    await worker.stop();
    this.#trace.note(`${machine.name} has stopped`);
    if (machine.timers > 0) {
      this.#trace.violation(`${machine.name} has stopped and left ${machine.timers} timers`);
    }
    if (!this.#schedule.faultless) return;
    for (const { workerId, status } of await this.#jobs()) {
      if (workerId === machine.name && status === "RUNNING") {
        this.#trace.violation(`${machine.name} has stopped and kept a job`);
      }
    }
  }

  async #jobs(): Promise<readonly Job[]> {
    return (await this.#store.list({ pageSize: 1_000, view: "FULL" })).jobs;
  }
}
