import type { TraceContext } from "@millrace/core";
import type { TraceContext as WireTraceContext } from "./gen/millrace/v1/job_pb.ts";

export function encodeTraceContext({ traceparent, tracestate }: TraceContext): WireTraceContext {
  return {
    $typeName: "millrace.v1.TraceContext",
    traceparent,
    tracestate: tracestate ?? "",
  };
}

export function decodeTraceContext({ traceparent, tracestate }: WireTraceContext): TraceContext {
  return tracestate === "" ? { traceparent } : { traceparent, tracestate };
}
