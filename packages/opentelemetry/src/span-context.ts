import type { TraceContext } from "@millrace/core";
import { createTraceState, isSpanContextValid, type SpanContext } from "@opentelemetry/api";

/**
 * The context of a span as a job carries it; undefined for that of no real span, as without an SDK. By
 * W3C's form whatever the application's propagator writes: the job's field is of that form.
 */
export function toTraceContext(context: SpanContext): TraceContext | undefined {
  if (!isSpanContextValid(context)) return undefined;
  const { traceId, spanId, traceFlags } = context;
  const flags = traceFlags.toString(16).padStart(2, "0");
  const traceparent = `00-${traceId}-${spanId}-${flags}`;
  const tracestate = context.traceState?.serialize() ?? "";
  // Longer ones are the tracing systems' own to lose, says W3C; a job has room for so much.
  return tracestate === "" || tracestate.length > MAX_TRACESTATE
    ? { traceparent }
    : { traceparent, tracestate };
}

const MAX_TRACESTATE = 512;

/** The span that a job carries; undefined when there is none that can be followed. */
export function spanContextOf(carried: TraceContext | undefined): SpanContext | undefined {
  if (carried === undefined) return undefined;
  const [, traceId = "", spanId = "", flags = "00"] = carried.traceparent.split("-");
  const context: SpanContext = {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16),
    isRemote: true,
    ...(carried.tracestate && { traceState: createTraceState(carried.tracestate) }),
  };
  return isSpanContextValid(context) ? context : undefined;
}
