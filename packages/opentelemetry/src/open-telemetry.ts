import { FieldCheck, type FieldNames, type Tracing } from "@millrace/core";
import { ProxyTracerProvider, type Tracer, type TracerProvider, trace } from "@opentelemetry/api";
import { runInSpan } from "./attempt-span.ts";
import { ProducerSpans } from "./producer-spans.ts";

export interface OpenTelemetryOptions {
  /** Makes the spans. Defaults to that of the application's SDK, also one that is set up later. */
  readonly tracerProvider?: TracerProvider | undefined;
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
}

const OPTIONS: FieldNames<OpenTelemetryOptions> = {
  tracerProvider: true,
  parent: true,
  createSpans: true,
  bodySize: true,
};

/**
 * Traces for the option `tracing` of clients and workers, by OpenTelemetry's conventions for messaging.
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
  const { tracerProvider, parent = "producer", createSpans = true, bodySize = false } = options;
  const tracerOf = tracerProvider ? () => tracerProvider.getTracer(NAME) : applicationTracer();
  const producer = new ProducerSpans({ createSpans, bodySize });
  return {
    enqueue(requests, send) {
      const tracer = tracerOf();
      if (tracer === undefined) return send(requests);
      const [first] = requests;
      return requests.length === 1 && first !== undefined
        ? producer.one(tracer, first, send)
        : producer.many(tracer, requests, send);
    },
    process(job, attempt, run) {
      const tracer = tracerOf();
      return tracer === undefined
        ? run()
        : runInSpan(tracer, job, attempt, run, { parent, bodySize });
    },
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
