import { randomBytes } from "node:crypto";
import { EventEmitter } from "node:events";
import { hostname } from "node:os";
import {
  type Clock,
  checkType,
  FieldCheck,
  type JobSource,
  type JobStatus,
  MillraceError,
  type Outcome,
  type SettleResult,
  steadyClock,
} from "@millrace/core";
import type { Attempt } from "./attempt.ts";
import { AttemptRunner } from "./attempt-runner.ts";
import { type Handler, type Handlers, wrapHandler } from "./handler.ts";
import type { HandlerJob } from "./handler-job.ts";
import { LeaseKeeper } from "./lease-keeper.ts";
import { Leaser } from "./leaser.ts";
import { openSource } from "./open-source.ts";
import { Settler } from "./settler.ts";
import { isOutage, SourceHealth } from "./source-health.ts";
import {
  stderrLogger,
  type WorkerLimits,
  type WorkerOptions,
  workerLimits,
} from "./worker-options.ts";

/** What a worker tells its listeners; each event comes after the store has taken the change. */
export interface WorkerEvents {
  /** The worker has begun to lease jobs. */
  started: [];
  /** A job has completed, with the result as the store keeps it. */
  completed: [job: HandlerJob, result: Uint8Array | undefined];
  /** An attempt has failed; the job is now `RETRYING`, `FAILED` or `CANCELLED`. */
  failed: [job: HandlerJob, message: string, status: JobStatus];
  /** A handler has snoozed its job, which is now `SCHEDULED`. */
  snoozed: [job: HandlerJob];
  /** A job was given back, because the worker stops. */
  released: [job: HandlerJob];
  /** A lease was lost: what the attempt came to was refused, never offered, or never answered. */
  leaseLost: [job: HandlerJob];
  /** A handler has ended after its attempt was over, by a timeout say; nothing came of it. */
  late: [job: HandlerJob];
  /** The source could not be reached, or refused a call; the worker goes on trying. */
  sourceError: [error: unknown];
  /** The worker has stopped. */
  stopped: [];
}

export interface StopOptions {
  /** How long to wait for running handlers. Defaults to the worker's `grace`. */
  readonly graceMs?: number;
}

/** The parts that exist while a worker runs. */
interface Engine {
  readonly source: JobSource;
  readonly keeper: LeaseKeeper;
  readonly settler: Settler;
  readonly runner: AttemptRunner;
  readonly leaser: Leaser;
}

const SIGNALS = ["SIGTERM", "SIGINT"] as const;
/** How long a stop waits for the answers to its last settlements. */
const SETTLE_GRACE_MS = 5_000;

/**
 * Runs jobs.
 *
 * ```ts
 * const worker = new Worker("email", async (job, ctx) => {
 *   await send(job.json<Mail>(), { signal: ctx.signal });
 * });
 * await worker.run();
 * ```
 *
 * Jobs are delivered at least once: after a crash or a lost connection a job can run again, so
 * handlers should be idempotent, or guard their writes with `ctx.fence`.
 */
export class Worker extends EventEmitter<WorkerEvents> implements AsyncDisposable {
  /** The worker's name in jobs and errors. */
  readonly id: string;
  readonly #handlers: Handlers;
  readonly #options: WorkerOptions;
  readonly #limits: WorkerLimits;
  readonly #clock: Clock;
  #engine: Promise<Engine> | undefined;
  #stopping: Promise<void> | undefined;

  /**
   * Makes a worker for one type of job; it does nothing before `run` or `start`.
   *
   * @throws MillraceError `INVALID_ARGUMENT` that names every type and option at fault.
   */
  constructor(type: string, handler: Handler, options?: WorkerOptions);
  /** Makes a worker for several types: `new Worker({ email, sms })`. */
  constructor(handlers: Handlers, options?: WorkerOptions);
  constructor(
    types: string | Handlers,
    handlerOrOptions: Handler | WorkerOptions = {},
    lastOptions: WorkerOptions = {},
  ) {
    super();
    const [handlers, options] =
      typeof types === "string"
        ? [{ [types]: handlerOrOptions as Handler }, lastOptions]
        : [types, handlerOrOptions as WorkerOptions];
    const check = new FieldCheck();
    checkHandlers(check, handlers);
    this.#limits = workerLimits(check, options);
    check.throwIfInvalid("cannot make a worker");
    this.#options = options;
    this.#clock = options.clock ?? steadyClock;
    this.id = options.workerId ?? `${hostname()}-${process.pid}-${randomBytes(3).toString("hex")}`;
    const { middleware = [] } = options;
    this.#handlers = Object.fromEntries(
      Object.entries(handlers).map(([type, handler]) => [type, wrapHandler(handler, middleware)]),
    );
  }

  /**
   * Runs jobs until SIGTERM or SIGINT, or `stop()`; then stops leasing, lets running handlers end
   * within the grace period, and resolves. A second signal ends the process at once.
   *
   * @throws MillraceError `INVALID_ARGUMENT` when the URL leads to no source, or the source refuses
   *   the worker's calls; `FAILED_PRECONDITION` when the worker has been stopped.
   */
  async run(): Promise<void> {
    let signals = 0;
    const onSignal = () => {
      if (++signals > 1) process.exit(1);
      this.#logger.info({ workerId: this.id }, "the worker stops; signal again to end at once");
      void this.stop();
    };
    for (const signal of SIGNALS) process.on(signal, onSignal);
    const letGo = keepAlive();
    try {
      const engine = await this.#begin();
      await engine.leaser.run();
    } finally {
      await this.stop();
      letGo();
      for (const signal of SIGNALS) process.off(signal, onSignal);
    }
  }

  /**
   * Begins to run jobs, and resolves when the worker has begun. Signals are left to the caller.
   *
   * @throws MillraceError `INVALID_ARGUMENT` when the URL leads to no source; `FAILED_PRECONDITION`
   *   when the worker has been stopped.
   */
  async start(): Promise<void> {
    const { leaser } = await this.#begin();
    leaser.run().catch((error: unknown) => {
      this.#logger.error({ err: error }, "the source refuses the worker, which stops");
      void this.stop();
    });
  }

  /**
   * Stops: leases no more, gives back what has not begun, waits for running handlers, gives back
   * what is left after the grace period with its signal aborted. Idempotent.
   */
  stop({ graceMs = this.#limits.graceMs }: StopOptions = {}): Promise<void> {
    if (this.#stopping === undefined) {
      const letGo = keepAlive();
      this.#stopping = this.#end(graceMs).finally(letGo);
    }
    return this.#stopping;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #begin(): Promise<Engine> {
    if (this.#stopping !== undefined) {
      throw new MillraceError(
        "FAILED_PRECONDITION",
        "the worker has been stopped, and runs once only; make a new one",
      );
    }
    this.#engine ??= this.#assemble();
    return this.#engine;
  }

  async #assemble(): Promise<Engine> {
    const source = this.#options.source ?? (await openSource(this.#options.url));
    const clock = this.#clock;
    const logger = this.#logger;
    const { random = Math.random } = this.#options;
    const { leaseMs, concurrency, leaseAhead } = this.#limits;
    const onError = (error: unknown) => this.#tell("sourceError", error);
    const health = new SourceHealth({ logger, clock, onError });
    const keeper = new LeaseKeeper({ source, leaseMs, clock, health });
    const settler = new Settler({ source, leaseMs, clock, random, health, logger });
    const runner = new AttemptRunner({
      handlers: this.#handlers,
      workerId: this.id,
      concurrency,
      leaseAhead,
      clock,
      keeper,
      settler,
      onSettled: (attempt, outcome, result) => this.#onSettled(attempt, outcome, result),
      onLost: (attempt) => this.#onLost(attempt),
      onUnanswered: (attempt, error) => this.#onUnanswered(attempt, error),
      onReportFailed: (attempt, error) => this.#onReportFailed(attempt, error),
      onLate: ({ job }) => this.#tell("late", job),
    });
    const leaser = new Leaser({
      source,
      types: Object.keys(this.#handlers),
      workerId: this.id,
      leaseMs,
      clock,
      random,
      runner,
      health,
    });
    keeper.start();
    logger.info(
      { workerId: this.id },
      `the worker waits for jobs of ${Object.keys(this.#handlers).join(", ")}`,
    );
    this.#tell("started");
    return { source, keeper, settler, runner, leaser };
  }

  async #end(graceMs: number): Promise<void> {
    // A start that failed has said so, and left nothing to stop.
    const engine = await this.#engine?.catch(() => undefined);
    if (engine === undefined) return;
    const { source, keeper, settler, runner, leaser } = engine;
    leaser.stop();
    runner.drain();
    await this.#within(graceMs, runner.idle());
    runner.releaseRunning();
    // A lease may be granted while the wait ends; the runner gives it back.
    await leaser.run().catch(() => {});
    await this.#within(SETTLE_GRACE_MS, runner.settled());
    settler.stop();
    keeper.stop();
    if (this.#options.source === undefined) await source.close();
    this.#tell("stopped");
  }

  async #within(ms: number, done: Promise<void>): Promise<void> {
    let stopTimer = () => {};
    const passed = new Promise<void>((resolve) => {
      stopTimer = this.#clock.setTimer(ms, resolve);
    });
    await Promise.race([done, passed]);
    stopTimer();
  }

  #onSettled({ job }: Attempt, outcome: Outcome, result: SettleResult): void {
    if ("error" in result) {
      this.#logger.warn({ jobId: job.id, type: job.type }, result.error.message);
      this.#tell("leaseLost", job);
      return;
    }
    switch (outcome.kind) {
      case "completed":
        this.#tell("completed", job, outcome.result);
        break;
      case "failed":
        this.#tell("failed", job, outcome.message, result.status);
        break;
      case "snoozed":
        this.#tell("snoozed", job);
        break;
      case "released":
        this.#tell("released", job);
        break;
    }
  }

  #onLost({ job }: Attempt): void {
    const details = { jobId: job.id, type: job.type };
    this.#logger.warn(details, "the lease on a job is lost; its handler was told to stop");
    this.#tell("leaseLost", job);
  }

  #onUnanswered({ job }: Attempt, error: unknown): void {
    this.#logger.error(
      { jobId: job.id, type: job.type, err: error },
      "the source has not answered for the outcome of a job, which runs again when its lease ends",
    );
    this.#tell("leaseLost", job);
  }

  #onReportFailed({ job }: Attempt, error: unknown): void {
    // A lost lease and an outage are said as such.
    if (error instanceof MillraceError && (error.code === "LEASE_LOST" || isOutage(error))) return;
    const details = { jobId: job.id, type: job.type, err: error };
    this.#logger.warn(details, "a progress report was not stored");
  }

  /** Emits an event; a listener that throws or rejects is the listener's fault and stops nothing. */
  #tell<Event extends keyof WorkerEvents>(event: Event, ...args: WorkerEvents[Event]): void {
    const onFault = (error: unknown) =>
      this.#logger.error({ err: error }, `a listener of the event ${event} has thrown`);
    for (const listener of this.rawListeners(event)) {
      try {
        const heard = (listener as (...args: WorkerEvents[Event]) => unknown).apply(this, args);
        if (heard !== undefined) Promise.resolve(heard).catch(onFault);
      } catch (error) {
        onFault(error);
      }
    }
  }

  get #logger() {
    return this.#options.logger ?? stderrLogger;
  }
}

/** Keeps the process alive, as nothing else does for a worker that waits, until the end of it. */
function keepAlive(): () => void {
  const timer = setInterval(() => {}, 2 ** 30);
  return () => clearInterval(timer);
}

function checkHandlers(check: FieldCheck, handlers: Handlers): void {
  const entries = Object.entries(handlers);
  check.count("handlers", entries.length, 1, 256);
  for (const [type, handler] of entries) {
    checkType(check, "type", type);
    if (typeof handler !== "function") check.invalid(`handlers.${type}`, "must be a function");
  }
}
