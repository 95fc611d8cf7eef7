import {
  type CallEnd,
  type Clock,
  type ExtendResult,
  type JobSource,
  type Lease,
  type Logger,
  MillraceError,
  type Outcome,
  observed,
  type StoreCall,
  systemClock,
} from "@millrace/core";
import type { MetricsPage, MetricsPort } from "@millrace/metrics";
import { missingPackage, whole } from "@millrace/open";
import type { Attempt } from "./attempt.ts";
import type { AttemptMeter } from "./attempt-runner.ts";
import { EventLoopProbe } from "./event-loop-probe.ts";
import { type MetricsPackage, type WorkerFamilies, workerFamilies } from "./worker-families.ts";
import type { MetricsRegister, WorkerMetricsOptions } from "./worker-options.ts";

export interface WorkerMetricsParts {
  readonly options: WorkerMetricsOptions;
  readonly concurrency: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The families of a registry: workers that share it are counted together. */
const familiesOf = new WeakMap<object, WorkerFamilies>();

/** What a worker tells Prometheus. */
export class WorkerMetrics implements AttemptMeter {
  readonly page: MetricsPage;
  readonly #parts: WorkerMetricsParts;
  readonly #families: WorkerFamilies;
  readonly #port: MetricsPort | undefined;
  readonly #probe: EventLoopProbe;
  readonly #startedMs = new WeakMap<Attempt, number>();
  #heldLeases: (() => number) | undefined;

  private constructor(
    library: MetricsPackage,
    register: MetricsRegister,
    parts: WorkerMetricsParts,
  ) {
    this.#parts = parts;
    let families = familiesOf.get(register);
    if (families === undefined) {
      families = workerFamilies(library, register);
      familiesOf.set(register, families);
    }
    this.#families = families;
    this.page = new library.MetricsPage({ register: register as never });
    if (parts.options.port !== undefined) this.#port = new library.MetricsPort(this.page);
    this.#probe = new EventLoopProbe(parts.clock, (ms) => {
      this.#families.blockedSeconds.value += ms / 1000;
    });
  }

  /** @throws MillraceError `FAILED_PRECONDITION` when the package that they need is not there. */
  static async open(parts: WorkerMetricsParts): Promise<WorkerMetrics> {
    const library = await metricsPackage();
    const { register = library.newRegistry() } = parts.options;
    return new WorkerMetrics(library, register, parts);
  }

  /** `source`, whose calls are counted. */
  observe<Source extends JobSource>(source: Source): Source {
    return observed(source, (call) => (end) => this.#answered(call, end));
  }

  /**
   * Listens on the port of their own, if they have one.
   *
   * @throws MillraceError `FAILED_PRECONDITION` when it cannot be had.
   */
  async listen(): Promise<void> {
    const { options, logger } = this.#parts;
    const { port = 0, host = "*" } = options;
    const address = await this.#port?.listen(port, host).catch((error: Error) => {
      throw new MillraceError(
        "FAILED_PRECONDITION",
        `the metrics cannot have port ${port} of ${host}: ${error.message}; choose another one by metrics.port`,
      );
    });
    if (address !== undefined) {
      logger.info({ port: address.port, host }, "the worker's metrics are under /metrics");
    }
  }

  /** Begins to show what is there at the time of a scrape. */
  start(heldLeases: () => number): void {
    this.#heldLeases = heldLeases;
    this.#families.heldLeases.add(heldLeases);
    this.#families.concurrency.value += this.#parts.concurrency;
    this.#probe.start();
  }

  /** Shows no more of the worker. Idempotent. */
  async stop(): Promise<void> {
    this.#probe.stop();
    if (this.#heldLeases !== undefined) {
      this.#families.heldLeases.delete(this.#heldLeases);
      this.#heldLeases = undefined;
      this.#families.concurrency.value -= this.#parts.concurrency;
    }
    await this.#port?.close();
  }

  started(attempt: Attempt): void {
    this.#families.types.of(attempt.job.type).running.value++;
    this.#startedMs.set(attempt, this.#parts.clock.now());
  }

  ended(attempt: Attempt, outcome: Outcome | undefined): void {
    const type = this.#families.types.of(attempt.job.type);
    type.running.value--;
    const now = this.#parts.clock.now();
    const seconds = (now - (this.#startedMs.get(attempt) ?? now)) / 1000;
    type.handler[outcome?.kind ?? "lost"].observe(seconds);
  }

  #answered(call: StoreCall, { code, answer }: CallEnd): void {
    switch (call.name) {
      case "lease":
        if (code === undefined) this.#leased(answer as Lease[]);
        break;
      case "extend":
        if (code === undefined) {
          for (const result of answer as ExtendResult[]) this.#families.extends[result].value++;
        } else {
          this.#families.extends.error.value += call.items;
        }
        break;
      case "settle":
        if (call.args[1]?.resend) this.#families.settleRetries.value += call.items;
        break;
    }
  }

  #leased([lease]: readonly Lease[]): void {
    const { startedAt } = lease?.job ?? {};
    if (startedAt === undefined) return;
    // By the machine's own time, corrections included, as handlers see it.
    this.#families.clockSkewSeconds.value = (systemClock.now() - startedAt) / 1000;
  }
}

async function metricsPackage(): Promise<MetricsPackage> {
  // Bundlers follow only a name that they can read, and let it be missing only where it is tried.
  try {
    return whole(await import("@millrace/metrics"), "CellCounter", "@millrace/metrics");
  } catch (error) {
    throw missingPackage("the option metrics of a worker", "@millrace/metrics", error);
  }
}
