import { FieldCheck, type FieldNames, type JobSource, type Tracing } from "@millrace/core";
import {
  createNoopMeter,
  type MeterProvider,
  metrics,
  ProxyTracerProvider,
  type Tracer,
  type TracerProvider,
  trace,
} from "@opentelemetry/api";
import { runInSpan } from "./attempt-span.ts";
import { MessagingMetrics } from "./messaging-metrics.ts";
import { ProducerSpans } from "./producer-spans.ts";
import { observeSource } from "./source-calls.ts";

export interface OpenTelemetryOptions {
  /** Makes the spans. Defaults to that of the application's SDK, also one that is set up later. */
  readonly tracerProvider?: TracerProvider | undefined;
  /** Makes the metrics. Defaults to that of the application's SDK, also one that is set up later. */
  readonly meterProvider?: MeterProvider | undefined;
  /** Whether jobs and calls are counted and timed, where there is an SDK for it. Defaults to true. */
  readonly metrics?: boolean | undefined;
  /**
   * Whether the first attempt at a job belongs to the trace of its producer (`producer`), or begins one
   * that links to it (`none`), as attempts always do that are retries, or come more than an hour later.
   * Defaults to `producer`.
   */
  readonly parent?: "producer" | "none" | undefined;
  /**
   * Whether each job of a call with many has a span of its own, besides that of the call. Without, the
   * jobs carry that of the call. Defaults to true.
   */
  readonly createSpans?: boolean | undefined;
  /** Whether spans tell the size of the payload. Defaults to false. */
  readonly bodySize?: boolean | undefined;
  /**
   * Whether each call by which a worker leases or settles jobs has a span: `lease` links to those that
   * made the jobs. Most calls bring many jobs, and one that leases waits for them. Defaults to false.
   */
  readonly sourceSpans?: boolean | undefined;
}

const OPTIONS: FieldNames<OpenTelemetryOptions> = {
  tracerProvider: true,
  meterProvider: true,
  metrics: true,
  parent: true,
  createSpans: true,
  bodySize: true,
  sourceSpans: true,
};

/**
 * Traces and metrics for the option `tracing` of clients and workers, by OpenTelemetry's conventions for messaging.
 * Without an SDK nothing is recorded, and jobs carry nothing.
 *
 * @throws MillraceError `INVALID_ARGUMENT` when an option is not known.
 */
export function openTelemetry(options: OpenTelemetryOptions = {}): Tracing {
  const check = new FieldCheck();
  if (check.only(options, OPTIONS, "OpenTelemetry's options") && options.parent !== undefined) {
    check.oneOf("parent", options.parent, ["producer", "none"]);
  }
  check.throwIfInvalid("cannot trace");
  const { tracerProvider, meterProvider, sourceSpans = false } = options;
  const { parent = "producer", createSpans = true, bodySize = false } = options;
  const tracerOf = tracerProvider ? () => tracerProvider.getTracer(NAME) : applicationTracer();
  const metricsOf = options.metrics === false ? () => undefined : metricsBy(meterProvider);
  const producer = new ProducerSpans({ createSpans, bodySize });
  const enqueue: Tracing["enqueue"] = (requests, send) => {
    const tracer = tracerOf();
    if (tracer === undefined) return send(requests);
    const [first] = requests;
    return requests.length === 1 && first !== undefined
      ? producer.one(tracer, first, send)
      : producer.many(tracer, requests, send);
  };
  const process: Tracing["process"] = (job, attempt, run) => {
    const tracer = tracerOf();
    return tracer === undefined
      ? run()
      : runInSpan(tracer, job, attempt, run, { parent, bodySize });
  };
  return {
    enqueue(requests, send) {
      const measured = metricsOf();
      if (measured === undefined) return enqueue(requests, send);
      return measured.enqueue(requests, () => enqueue(requests, send));
    },
    process(job, attempt, run) {
      const measured = metricsOf();
      if (measured === undefined) return process(job, attempt, run);
      return measured.process(job, attempt, () => process(job, attempt, run));
    },
    ...((sourceSpans || options.metrics !== false) && {
      source: <Source extends JobSource>(source: Source) =>
        observeSource(source, {
          tracer: () => (sourceSpans ? tracerOf() : undefined),
          metrics: metricsOf,
        }),
    }),
  };
}

const NAME = "@millrace/opentelemetry";

/**
 * Asks for the tracer of the application's SDK; there is none before that is set up, and then whatever
 * would be told of a span is not even made.
 */
function applicationTracer(): () => Tracer | undefined {
  let tracer: Tracer | undefined;
  return () => {
    if (tracer !== undefined) return tracer;
    const provider = trace.getTracerProvider();
    tracer =
      provider instanceof ProxyTracerProvider
        ? provider.getDelegateTracer(NAME)
        : provider.getTracer(NAME);
    return tracer;
  };
}

/**
 * Asks for the metrics of `given`, or of the application's SDK: none before that is set up. Those of a
 * provider are made once.
 */
function metricsBy(given: MeterProvider | undefined): () => MessagingMetrics | undefined {
  const made = new WeakMap<MeterProvider, MessagingMetrics>();
  const none = createNoopMeter();
  return () => {
    const provider = given ?? metrics.getMeterProvider();
    const known = made.get(provider);
    if (known !== undefined) return known;
    const meter = provider.getMeter(NAME);
    if (meter === none) return undefined;
    const measured = new MessagingMetrics(meter);
    made.set(provider, measured);
    return measured;
  };
}
