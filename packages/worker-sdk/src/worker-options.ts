import {
  BOUNDS,
  type Clock,
  type DeclaredSchedule,
  type Duration,
  FieldCheck,
  type FieldNames,
  type JobSource,
  type Logger,
  type Tracing,
} from "@millrace/core";
import type { Middleware } from "./handler.ts";

/** A registry of prom-client, as far as a worker needs it. */
export interface MetricsRegister {
  readonly contentType: string;
  metrics(): Promise<string>;
  registerMetric(metric: never): void;
}

export interface WorkerMetricsOptions {
  /**
   * A port that shows them under `/metrics`, 0 for any free one. Defaults to none: `worker.metrics()`
   * and the register have them.
   */
  readonly port?: number | undefined;
  /** The address of that port. Defaults to `*`, all addresses. */
  readonly host?: string | undefined;
  /**
   * A registry of prom-client to put them in; workers that share one are counted together. Defaults to
   * one of the worker's own, with what Node and the process do besides.
   */
  readonly register?: MetricsRegister | undefined;
}

export interface WorkerOptions {
  /**
   * Where the jobs come from: `redis://`, `redis+sentinel://` or `redis+cluster://` for Redis
   * (`rediss` with TLS), `postgres://` for Postgres, `http://` or `https://` for a Millrace server.
   * Defaults to `MILLRACE_URL`, then `REDIS_URL`, `REDIS_ADDR`, `POSTGRES_DSN`, then
   * `redis://localhost:6379`.
   */
  readonly url?: string | undefined;
  /** A source of jobs instead of a URL, such as a `MemoryStore`. The worker does not close it. */
  readonly source?: JobSource | undefined;
  /**
   * Whether the worker does its part of the maintenance of a store that it uses directly: makes jobs
   * pending that are due, takes back those of crashed workers, forgets finished ones after their
   * retention, of every type. Of all workers and servers on a store one does it at a time. A worker of
   * a server leaves it to the server. Defaults to true.
   */
  readonly maintain?: boolean | undefined;
  /** How many handlers run at once. Defaults to 50. */
  readonly concurrency?: number | undefined;
  /**
   * How many jobs may be leased before a handler is free, at most. A worker leases ahead only what
   * it will begin within about a tenth of a second at its present rate, so slow jobs are not held
   * back from other workers. 0 turns it off. Defaults to 1,000.
   */
  readonly leaseAhead?: number | undefined;
  /**
   * How long a lease lasts. It is extended every third of that, so this is how long a job of a
   * crashed worker waits. Defaults to 30 seconds.
   */
  readonly lease?: Duration | undefined;
  /**
   * Whether a thread extends the leases while the event loop is blocked, by a handler that computes for
   * long say: up to ten times the length of a lease, and no longer than a job's timeout. A worker that is
   * given its `source` has none. In a bundle: the file that calls `runLeaseThread` of
   * `@millrace/worker/lease-thread`. Defaults to true.
   */
  readonly leaseThread?: boolean | URL | undefined;
  /** How long a stop waits for running handlers. Defaults to 25 seconds. */
  readonly grace?: Duration | undefined;
  /**
   * What `schedule()` declares, to be put as the worker starts: what is there already stays as it is. The worker does
   * not start when one is refused, and starts without them, to put them later, when their store does not answer.
   * Defaults to none.
   */
  readonly schedules?: readonly DeclaredSchedule[] | undefined;
  /** Names the worker in jobs and errors. Defaults to host name, process id and random letters. */
  readonly workerId?: string | undefined;
  /**
   * Puts a span around every attempt, outside of the middleware: `openTelemetry()` of
   * `@millrace/opentelemetry`. Defaults to none.
   */
  readonly tracing?: Tracing | undefined;
  /** The version of your program, told in the list of workers: up to 64 bytes. Defaults to none. */
  readonly version?: string | undefined;
  /** Runs around every handler. Defaults to none. */
  readonly middleware?: readonly Middleware[] | undefined;
  /**
   * Whether the worker counts and times what it does, for Prometheus: see `worker.metrics()`. It needs
   * the package `@millrace/metrics`. Defaults to false, which costs nothing.
   */
  readonly metrics?: boolean | WorkerMetricsOptions | undefined;
  /** Hears what an operator should know. Defaults to a line each on the standard error. */
  readonly logger?: Logger | undefined;
  /**
   * For the worker's timers: heartbeats, timeouts, pauses. When a job is due or a lease ends, the
   * source alone decides. Defaults to the machine's clock, unmoved by corrections of its time.
   */
  readonly clock?: Clock | undefined;
  /** For the random part of pauses, a number in [0, 1). Defaults to `Math.random`. */
  readonly random?: (() => number) | undefined;
}

const OPTIONS: FieldNames<WorkerOptions> = {
  url: true,
  source: true,
  maintain: true,
  concurrency: true,
  leaseAhead: true,
  lease: true,
  leaseThread: true,
  grace: true,
  schedules: true,
  workerId: true,
  tracing: true,
  version: true,
  middleware: true,
  metrics: true,
  logger: true,
  clock: true,
  random: true,
};

const METRICS: FieldNames<WorkerMetricsOptions> = { port: true, host: true, register: true };

export interface StopOptions {
  /** How long to wait for running handlers. Defaults to the worker's `grace`. */
  readonly graceMs?: number | undefined;
}

/** The numbers among the options, checked and in milliseconds. */
export interface WorkerLimits {
  readonly concurrency: number;
  readonly leaseAhead: number;
  readonly leaseMs: number;
  readonly graceMs: number;
}

/** The limits in `options`; what is wrong with them is noted in `check`. */
export function workerLimits(check: FieldCheck, given: WorkerOptions): WorkerLimits {
  const options = check.only(given, OPTIONS, "a worker") ? given : {};
  const { concurrency = 50, leaseAhead = 1_000, lease = "30s", grace = "25s", workerId } = options;
  const leaseMs = toMs(check, "lease", lease, BOUNDS.minLeaseMs, BOUNDS.maxLeaseMs);
  const limits = { concurrency, leaseAhead, leaseMs, graceMs: toMs(check, "grace", grace, 0) };
  check.integer("concurrency", concurrency, 1, 100_000);
  check.integer("leaseAhead", leaseAhead, 0, 100_000);
  if (workerId !== undefined && check.string("workerId", workerId)) {
    check.text("workerId", workerId, BOUNDS.workerIdBytes, 1);
  }
  const { version } = options;
  if (version !== undefined && check.string("version", version)) check.text("version", version, 64);
  if (options.url !== undefined) check.string("url", options.url);
  checkParts(check, options);
  if (options.url !== undefined && options.source !== undefined) {
    check.invalid("source", "excludes url; give one of them");
  }
  return limits;
}

/** @throws MillraceError `INVALID_ARGUMENT` that names every option at fault. */
export function checkStopOptions(options: StopOptions): StopOptions {
  const check = new FieldCheck();
  if (check.only<StopOptions>(options, { graceMs: true }, "a stop")) {
    const { graceMs = 0 } = options;
    check.number("graceMs", graceMs, 0, Number.POSITIVE_INFINITY);
  }
  check.throwIfInvalid("cannot stop the worker");
  return options;
}

function checkMetrics(check: FieldCheck, metrics: WorkerOptions["metrics"]): void {
  if (metrics === undefined || typeof metrics === "boolean") return;
  if (!check.only<WorkerMetricsOptions>(metrics, METRICS, "a worker's metrics", "metrics")) return;
  const { port, host, register } = metrics;
  if (port !== undefined) check.integer("metrics.port", port, 0, 65_535);
  if (host !== undefined) check.string("metrics.host", host);
  checkMethods(check, "metrics.register", register, ["metrics", "registerMetric"]);
}

/** What the worker will call. */
function checkParts(check: FieldCheck, options: WorkerOptions): void {
  const {
    source,
    maintain,
    schedules = [],
    middleware = [],
    logger,
    clock,
    random,
    metrics,
    leaseThread,
  } = options;
  if (maintain !== undefined && typeof maintain !== "boolean") {
    check.invalid("maintain", "must be true or false");
  }
  checkMetrics(check, metrics);
  if (!Array.isArray(schedules) || !schedules.every((one) => one?.definition?.name)) {
    check.invalid("schedules", "must be a list of what schedule() returns");
  }
  if (!Array.isArray(middleware) || !middleware.every((one) => typeof one === "function")) {
    check.invalid("middleware", "must be a list of functions");
  }
  if (random !== undefined && typeof random !== "function") {
    check.invalid("random", "must be a function");
  }
  if (!(["undefined", "boolean"].includes(typeof leaseThread) || leaseThread instanceof URL)) {
    check.invalid("leaseThread", "must be true, false or the URL of the thread's file");
  }
  checkMethods(check, "source", source, ["lease", "extend", "settle", "onCancelRequested"]);
  checkMethods(check, "tracing", options.tracing, ["process"]);
  checkMethods(check, "logger", logger, ["info", "warn", "error"]);
  checkMethods(check, "clock", clock, ["now", "setTimer", "afterTurn"]);
}

function checkMethods<Part extends object>(
  check: FieldCheck,
  field: string,
  part: Part | undefined,
  methods: readonly (keyof Part & string)[],
): void {
  if (part === undefined) return;
  const missing = methods.filter((method) => typeof part?.[method] !== "function");
  if (missing.length > 0) check.invalid(field, `must have the methods ${missing.join(", ")}`);
}

/** The length of `duration`, NaN when it is none. */
function toMs(
  check: FieldCheck,
  field: string,
  duration: Duration,
  min: number,
  max = 2 ** 31 - 1,
): number {
  const ms = check.duration(field, duration);
  if (!Number.isNaN(ms)) check.integer(field, ms, min, max, " ms");
  return ms;
}
