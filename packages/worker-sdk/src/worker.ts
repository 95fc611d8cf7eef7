import { randomBytes } from "node:crypto";
import { EventEmitter } from "node:events";
import { hostname } from "node:os";
import {
  type Clock,
  checkType,
  FieldCheck,
  type JobSource,
  keepAliveClock,
  MillraceError,
  type Store,
  shown,
  stderrLogger,
  steadyClock,
  within,
} from "@millrace/core";
import { onStopSignals } from "@millrace/core/stop-signals";
import { Maintainer, ScheduleRegistrar, StepSource, type StepStore } from "@millrace/maintenance";
import { AttemptReports } from "./attempt-reports.ts";
import { AttemptRunner, MAX_UNSETTLED } from "./attempt-runner.ts";
import { handlesSteps } from "./handle-steps.ts";
import { type Handler, type Handlers, traced, wrapHandler } from "./handler.ts";
import { Heartbeat } from "./heartbeat.ts";
import { LeaseKeeper, type OwnSource } from "./lease-keeper.ts";
import { LeaseThreadLink } from "./lease-thread-link.ts";
import { Leaser } from "./leaser.ts";
import { type OpenedSource, openSource } from "./open-source.ts";
import { schedulePuts } from "./schedule-puts.ts";
import { Settler } from "./settler.ts";
import { SourceHealth } from "./source-health.ts";
import type { WorkerEvents } from "./worker-events.ts";
import { WorkerMetrics } from "./worker-metrics.ts";
import {
  checkStopOptions,
  type StopOptions,
  type WorkerLimits,
  type WorkerOptions,
  workerLimits,
} from "./worker-options.ts";

/** The parts that exist while a worker runs. */
interface Engine {
  readonly opened: OpenedSource;
  readonly keeper: LeaseKeeper;
  readonly thread: LeaseThreadLink | undefined;
  readonly settler: Settler;
  readonly runner: AttemptRunner;
  readonly leaser: Leaser;
  readonly maintainer: Maintainer | undefined;
  readonly registrar: ScheduleRegistrar | undefined;
  readonly metrics: WorkerMetrics | undefined;
  readonly heartbeat: Heartbeat;
}

/**
 * How long a stop waits for the answers to the lease calls that it has ended; their jobs are released. A
 * source that does not answer must not delay the stop for the whole call timeout.
 */
const LEASE_GRACE_MS = 2_000;
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
  readonly #handlesSteps: boolean;
  readonly #options: WorkerOptions;
  readonly #limits: WorkerLimits;
  readonly #clock: Clock;
  #engine: Promise<Engine | undefined> | undefined;
  #stopping: Promise<void> | undefined;
  #metrics: Promise<WorkerMetrics> | undefined;
  readonly #stopAsked = new AbortController();
  /** Lets the process end. */
  #letGo = () => {};

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
    this.#handlesSteps = Object.values(handlers).some(handlesSteps);
    const { middleware = [], tracing } = options;
    const wrap = (handler: Handler) => traced(wrapHandler(handler, middleware), tracing);
    this.#handlers = Object.fromEntries(
      Object.entries(handlers).map(([type, handler]) => [type, wrap(handler)]),
    );
  }

  /**
   * Runs jobs until SIGTERM or SIGINT, or `stop()`; then stops leasing, lets running handlers end
   * within the grace period, and resolves. Another signal, a second or more after the first, ends
   * the process at once.
   *
   * @throws MillraceError `INVALID_ARGUMENT` when the URL leads to no source, or the source refuses
   *   the worker's calls; `FAILED_PRECONDITION` when the worker has been stopped.
   */
  async run(): Promise<void> {
    const details = { workerId: this.id };
    const unlisten = onStopSignals({
      stop: () => {
        this.#logger.info(details, "the worker stops; signal again to end at once");
        void this.stop();
      },
      endsAtOnce: () => {
        this.#logger.warn(
          details,
          "the worker ends at once; its jobs wait for their leases to end",
        );
      },
    });
    try {
      const engine = await this.#begin();
      await engine?.leaser.run();
    } catch (error) {
      throw seenByCaller(error, this.run);
    } finally {
      await this.stop();
      unlisten();
    }
  }

  /**
   * Begins to run jobs, and resolves when the worker has begun. It keeps the process alive until
   * `stop()`, as `run()` does, but leaves signals to the caller.
   *
   * @throws MillraceError `INVALID_ARGUMENT` when the URL leads to no source; `FAILED_PRECONDITION`
   *   when the worker has been stopped.
   */
  async start(): Promise<void> {
    const engine = await this.#begin();
    engine?.leaser.run().catch((error: unknown) => {
      this.#logger.error({ err: error }, "the source refuses the worker, which stops");
      void this.stop();
    });
  }

  /**
   * Stops: leases no more, gives back what has not begun, waits for running handlers, gives back
   * what is left after the grace period with its signal aborted. Idempotent.
   *
   * @throws MillraceError `INVALID_ARGUMENT` when an option is malformed; the worker runs on then.
   */
  stop(options: StopOptions = {}): Promise<void> {
    if (this.#stopping === undefined) {
      const { graceMs = this.#limits.graceMs } = checkStopOptions(options);
      this.#stopAsked.abort();
      this.#stopping = this.#end(graceMs).finally(() => this.#letGo());
    }
    return this.#stopping;
  }

  /**
   * What the worker has counted and timed so far, as Prometheus reads it, at most a second old.
   *
   * @throws MillraceError `FAILED_PRECONDITION` when the option `metrics` does not ask for it, or the
   *   package that it needs is not installed.
   */
  async metrics(): Promise<string> {
    const metrics = await this.#openMetrics();
    if (metrics === undefined) {
      throw new MillraceError(
        "FAILED_PRECONDITION",
        "the worker has counted nothing: make it with the option metrics: true",
      );
    }
    return await metrics.page.text();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /** Resolves with nothing when the worker is stopped before its source has answered. */
  async #begin(): Promise<Engine | undefined> {
    if (this.#stopping !== undefined) {
      throw new MillraceError(
        "FAILED_PRECONDITION",
        "the worker has been stopped, and can run only once; make a new one",
      );
    }
    if (this.#engine === undefined) {
      this.#letGo = keepAlive();
      this.#engine = this.#assemble();
      this.#engine.catch(() => this.#letGo());
    }
    return this.#engine;
  }

  async #assemble(): Promise<Engine | undefined> {
    const clock = this.#clock;
    const logger = this.#logger;
    const metrics = await this.#openMetrics();
    await metrics?.listen();
    let opened: OpenedSource | undefined;
    let registrar: ScheduleRegistrar | undefined;
    try {
      opened = await this.#openSource();
      registrar = opened && (await this.#register(opened));
    } catch (error) {
      await opened?.close();
      await metrics?.stop();
      throw error;
    }
    if (opened === undefined) {
      await metrics?.stop();
      return undefined;
    }
    const traced = this.#options.tracing?.source?.(opened.source) ?? opened.source;
    const calls = metrics?.observe(traced) ?? traced;
    const source = isStore(calls) ? new StepSource(calls) : calls;
    const { random = Math.random } = this.#options;
    const { leaseMs, concurrency, leaseAhead } = this.#limits;
    const onError = (error: unknown) => this.#tell("sourceError", error);
    const health = new SourceHealth({ logger, clock, onError });
    const thread = this.#leaseThreadOf(opened);
    await thread?.ready();
    const own = ownSourceOf(opened.source);
    const keeper = new LeaseKeeper({ source, own, leaseMs, clock, health, thread });
    const settler = new Settler({ source, leaseMs, clock, random, health, logger });
    const runner = new AttemptRunner({
      handlers: this.#handlers,
      workerId: this.id,
      concurrency,
      leaseAhead,
      ...{ clock, source, keeper, settler },
      listener: new AttemptReports(logger, (event, ...args) => this.#tell(event, ...args)),
      meter: metrics,
    });
    const leaser = new Leaser({
      source,
      types: Object.keys(this.#handlers),
      withResults: this.#handlesSteps,
      workerId: this.id,
      leaseMs,
      clock,
      random,
      runner,
      health,
    });
    const maintainer = this.#maintainerOf(calls);
    metrics?.start(() => keeper.size);
    const heartbeat = new Heartbeat({
      registry: calls.workers,
      clock,
      workerId: this.id,
      types: Object.keys(this.#handlers),
      concurrency,
      version: this.#options.version ?? "",
      host: hostname(),
      running: () => runner.running,
    });
    keeper.start();
    maintainer?.start();
    heartbeat.start();
    logger.info(
      { workerId: this.id },
      `the worker waits for jobs of ${Object.keys(this.#handlers).join(", ")}`,
    );
    this.#tell("started");
    return {
      ...{ opened, keeper, thread, settler, runner, leaser },
      ...{ maintainer, registrar, metrics, heartbeat },
    };
  }

  async #openSource(): Promise<OpenedSource | undefined> {
    const { source, url } = this.#options;
    // A source that was given is closed by whoever made it.
    if (source !== undefined) return { source, close: async () => {} };
    return await openSource(url, this.#logger, this.#stopAsked.signal);
  }

  /** Present when there are schedules to put, which begins here. */
  async #register(opened: OpenedSource): Promise<ScheduleRegistrar | undefined> {
    const { schedules = [] } = this.#options;
    if (schedules.length === 0) return undefined;
    const put = schedulePuts(opened, schedules, this.#stopAsked.signal);
    const registrar = new ScheduleRegistrar({ put, logger: this.#logger, clock: this.#clock });
    await registrar.start();
    return registrar;
  }

  /** Present when the thread can come to the jobs by itself; it keeps to the machine's clock. */
  #leaseThreadOf({ url }: OpenedSource): LeaseThreadLink | undefined {
    const { leaseThread = true, clock } = this.#options;
    if (url === undefined || leaseThread === false || clock !== undefined) return undefined;
    const { concurrency, leaseAhead, leaseMs } = this.#limits;
    const room = concurrency + leaseAhead + MAX_UNSETTLED;
    const file = leaseThread === true ? undefined : leaseThread;
    return new LeaseThreadLink({ url, leaseMs, room, file, logger: this.#logger });
  }

  #openMetrics(): Promise<WorkerMetrics> | undefined {
    const { metrics: wanted = false } = this.#options;
    if (wanted === false) return undefined;
    this.#metrics ??= WorkerMetrics.open({
      options: wanted === true ? {} : wanted,
      concurrency: this.#limits.concurrency,
      clock: this.#clock,
      logger: this.#logger,
    });
    return this.#metrics;
  }

  /** Present when the source is a store of which this worker is to do its part. */
  #maintainerOf(source: JobSource & Partial<Pick<Store, "maintain">>): Maintainer | undefined {
    if (source.maintain === undefined || this.#options.maintain === false) return undefined;
    const store = source as Store;
    return new Maintainer({ store, logger: this.#logger, clock: this.#clock, name: this.id });
  }

  async #end(graceMs: number): Promise<void> {
    // A start that failed has reported its error, and there is nothing to stop.
    const engine = await this.#engine?.catch(() => undefined);
    if (engine === undefined) return;
    const { opened, keeper, thread, settler, runner, leaser, metrics, heartbeat } = engine;
    leaser.stop();
    const maintained = Promise.all([engine.maintainer?.stop(), engine.registrar?.stop()]);
    runner.drain();
    await within(this.#clock, graceMs, runner.idle());
    runner.releaseRunning();
    // A lease may be granted while the wait ends; the runner gives it back.
    await within(
      this.#clock,
      LEASE_GRACE_MS,
      leaser.run().catch(() => {}),
    );
    await within(this.#clock, SETTLE_GRACE_MS, runner.settled());
    settler.stop();
    keeper.stop();
    if (thread !== undefined) await thread.stop();
    // What is given up is told of before the end is.
    const rest = Promise.all([heartbeat.stop(), maintained, runner.settled()]);
    await within(this.#clock, LEASE_GRACE_MS, rest);
    await opened.close().catch((error: unknown) => {
      this.#logger.warn({ err: error }, "the source of jobs could not be closed cleanly");
    });
    await metrics?.stop();
    this.#tell("stopped");
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

/** `source`, if it lives in this process. */
function ownSourceOf(source: JobSource): OwnSource | undefined {
  return source.beforeRescue === undefined ? undefined : (source as JobSource & OwnSource);
}

/**
 * `error` with the stack that is printed when it ends the program: it starts at the caller of `method`,
 * because a mistake of the caller was found deep in our code, and our own lines would only hide it.
 */
function seenByCaller(error: unknown, method: () => unknown): unknown {
  const { code } = error instanceof MillraceError ? error : {};
  if (code === "INVALID_ARGUMENT" || code === "FAILED_PRECONDITION") {
    Error.captureStackTrace(error as MillraceError, method);
  }
  return error;
}

/** Keeps the process alive while the worker runs: nothing else does while it waits for jobs. */
function keepAlive(): () => void {
  return keepAliveClock.setTimer(Number.POSITIVE_INFINITY, () => {});
}

function isStore(source: JobSource | StepStore): source is StepStore {
  return "runs" in source;
}

function checkHandlers(check: FieldCheck, handlers: Handlers): void {
  if (typeof handlers !== "object" || handlers === null) {
    check.invalid("handlers", `must be an object of functions by type, but is ${shown(handlers)}`);
    return;
  }
  const entries = Object.entries(handlers);
  check.count("handlers", entries.length, 1, 256);
  for (const [type, handler] of entries) {
    checkType(check, "type", type);
    if (typeof handler !== "function") check.invalid(`handlers.${type}`, "must be a function");
  }
}
