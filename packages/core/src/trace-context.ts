import type { FieldCheck, FieldNames } from "./field-check.ts";
import { BOUNDS } from "./limits.ts";

/** The span that enqueued a job, as W3C Trace Context writes it: https://www.w3.org/TR/trace-context. */
export interface TraceContext {
  /** Version, trace id, span id and flags: `00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01`. */
  readonly traceparent: string;
  /** What tracing systems add for themselves, at most 512 bytes of printable ASCII. */
  readonly tracestate?: string;
}

const FIELDS: FieldNames<TraceContext> = { traceparent: true, tracestate: true };
const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;
const TRACESTATE = /^[ -~]*$/;

/** Notes what is of another type than it must be. */
export function checkTraceShape(check: FieldCheck, context: TraceContext): void {
  if (!check.only(context, FIELDS, "a trace context", "traceContext")) return;
  check.string("traceContext.traceparent", context.traceparent);
  const { tracestate } = context;
  if (tracestate !== undefined) check.string("traceContext.tracestate", tracestate);
}

export function checkTraceContext(
  check: FieldCheck,
  { traceparent, tracestate = "" }: TraceContext,
): void {
  if (!TRACEPARENT.test(traceparent)) {
    check.invalid(
      "traceContext.traceparent",
      "must be that of W3C Trace Context, such as 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    );
  }
  check.text("traceContext.tracestate", tracestate, BOUNDS.tracestateBytes);
  if (!TRACESTATE.test(tracestate)) {
    check.invalid("traceContext.tracestate", "must be printable ASCII, as W3C Trace Context says");
  }
}
