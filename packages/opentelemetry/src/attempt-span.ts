import type { Job, TracedAttempt } from "@millrace/core";
import {
  type Attributes,
  context,
  type Link,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import { errorType } from "./error-type.ts";
import { spanContextOf } from "./span-context.ts";

/** A trace that waits for longer than this is over in the eyes of most tracing systems. */
const LONGEST_TRACE_MS = 3_600_000;

export interface AttemptSpanOptions {
  /** Whether a first attempt belongs to the trace of its producer, or has one of its own that links to it. */
  readonly parent: "producer" | "none";
  readonly bodySize: boolean;
}

/**
 * Runs an attempt within a span of its own. The first one goes on with the producer's trace; later ones
 * begin a trace of their own, which links to the producer's, so that no trace has a gap of hours.
 */
export async function runInSpan(
  tracer: Tracer,
  job: Job,
  attempt: TracedAttempt,
  run: () => unknown,
  options: AttemptSpanOptions,
): Promise<unknown> {
  const span = startSpan(tracer, job, attempt, options);
  // What a listener of the signal would cost, only a span that somebody keeps has to pay.
  const { signal } = span.isRecording() ? attempt : { signal: undefined };
  try {
    const returned: unknown = await context.with(trace.setSpan(ROOT_CONTEXT, span), run);
    if (signal?.aborted) fail(span, signal.reason);
    return returned;
  } catch (error) {
    fail(span, signal?.aborted ? signal.reason : error);
    throw error;
  } finally {
    span.end();
  }
}

function startSpan(
  tracer: Tracer,
  job: Job,
  attempt: TracedAttempt,
  options: AttemptSpanOptions,
): Span {
  const { parent } = options;
  const producer = spanContextOf(job.traceContext);
  const follows = producer !== undefined && parent === "producer" && isFresh(job);
  const links: Link[] = producer === undefined || follows ? [] : [{ context: producer }];
  return tracer.startSpan(
    `process ${job.type}`,
    { kind: SpanKind.CONSUMER, attributes: attributesOf(job, attempt, options), links },
    follows ? trace.setSpanContext(ROOT_CONTEXT, producer satisfies SpanContext) : ROOT_CONTEXT,
  );
}

function isFresh({ attempt, createdAt, startedAt = createdAt }: Job): boolean {
  return attempt === 1 && startedAt - createdAt <= LONGEST_TRACE_MS;
}

function attributesOf(
  job: Job,
  { workerId, fence }: TracedAttempt,
  { bodySize }: AttemptSpanOptions,
): Attributes {
  return {
    "messaging.system": "millrace",
    "messaging.operation.type": "process",
    "messaging.operation.name": "process",
    "messaging.destination.name": job.type,
    "messaging.message.id": job.id,
    "messaging.client.id": workerId,
    ...(bodySize && { "messaging.message.body.size": job.payload.length }),
    "millrace.job.attempt": job.attempt,
    "millrace.job.max_attempts": job.maxAttempts,
    "millrace.job.priority": job.priority,
    "millrace.job.fence": fence,
  };
}

function fail(span: Span, error: unknown): void {
  span.setAttribute("error.type", errorType(error));
  span.setStatus({
    code: SpanStatusCode.ERROR,
    ...(error instanceof Error && { message: error.message }),
  });
  if (error instanceof Error) span.recordException(error);
}
