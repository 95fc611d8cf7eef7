import { type CallEnd, type JobSource, type Lease, observed, type StoreCall } from "@millrace/core";
import {
  type Attributes,
  type Link,
  SpanKind,
  SpanStatusCode,
  type Tracer,
} from "@opentelemetry/api";
import { type MessagingMetrics, type Operation, soleValue } from "./messaging-metrics.ts";
import { spanContextOf } from "./span-context.ts";

export interface SourceCallsOptions {
  /** Makes a span for each call that leases or settles; answers undefined for none. */
  readonly tracer: () => Tracer | undefined;
  /** Times the calls; answers undefined when nobody wants that. */
  readonly metrics: () => MessagingMetrics | undefined;
}

const VERBS = {
  completed: "complete",
  failed: "fail",
  snoozed: "snooze",
  throttled: "throttle",
  released: "release",
} as const;

/** `source`, whose calls that lease and settle are traced and timed. */
export function observeSource<Source extends JobSource>(
  source: Source,
  { tracer: tracerOf, metrics: metricsOf }: SourceCallsOptions,
): Source {
  return observed(source, (call) => {
    const operation = operationOf(call);
    if (operation === undefined) return ignore;
    const [tracer, metrics] = [tracerOf(), metricsOf()];
    const span = tracer?.startSpan(operation.type === "receive" ? "lease" : "settle", {
      kind: SpanKind.CLIENT,
      attributes: attributesOf(call, operation),
    });
    const startedMs = metrics === undefined ? 0 : performance.now();
    return (end) => {
      metrics?.operation(operation, startedMs, end.code);
      if (span === undefined) return;
      if (call.name === "lease") {
        span.setAttribute("messaging.batch.message_count", end.items);
        span.addLinks(creationsOf(end));
      }
      if (end.code !== undefined) {
        span.setAttribute("error.type", end.code);
        span.setStatus({ code: SpanStatusCode.ERROR });
      }
      span.end();
    };
  });
}

function ignore(): void {}

function operationOf(call: StoreCall): Operation | undefined {
  if (call.name === "lease") {
    const [{ types }] = call.args;
    return { type: "receive", name: "lease", jobType: soleValue(types, (type) => type) };
  }
  if (call.name !== "settle") return undefined;
  const [items] = call.args;
  // A settlement does not tell the type of its job.
  return {
    type: "settle",
    name: soleValue(items, ({ outcome }) => VERBS[outcome.kind]) ?? "settle",
  };
}

function attributesOf(call: StoreCall, { type, name, jobType }: Operation): Attributes {
  const workerId = call.name === "lease" ? call.args[0].workerId : undefined;
  const [settled, ...more] = call.name === "settle" ? call.args[0] : [];
  return {
    "messaging.system": "millrace",
    "messaging.operation.type": type,
    "messaging.operation.name": name,
    ...(jobType !== undefined && { "messaging.destination.name": jobType }),
    ...(workerId !== undefined && { "messaging.client.id": workerId }),
    ...(call.name === "settle" && { "messaging.batch.message_count": call.items }),
    ...(settled !== undefined && more.length === 0 && { "messaging.message.id": settled.jobId }),
  };
}

/** The spans that have made the jobs of a lease. */
function creationsOf({ answer = [] }: CallEnd): Link[] {
  return (answer as readonly Lease[]).flatMap(({ job }) => {
    const context = spanContextOf(job.traceContext);
    return context === undefined ? [] : [{ context }];
  });
}
