import { type EnqueueRequest, type EnqueueResult, MillraceError } from "@millrace/core";
import {
  type Attributes,
  context,
  type Link,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import { toTraceContext } from "./span-context.ts";

type Send = (requests: readonly EnqueueRequest[]) => Promise<EnqueueResult[]>;

export interface ProducerOptions {
  /** Whether each job of a batch has a span of its own. */
  readonly createSpans: boolean;
  /** Whether spans tell the size of payloads. */
  readonly bodySize: boolean;
}

/** Spans around enqueues: what the jobs carry is the span that made them. */
export class ProducerSpans {
  readonly #options: ProducerOptions;

  constructor(options: ProducerOptions) {
    this.#options = options;
  }

  /** One job: one span, which makes it and sends it. */
  async one(tracer: Tracer, request: EnqueueRequest, send: Send): Promise<EnqueueResult[]> {
    const span = this.#begin(tracer, request, "send");
    try {
      const results = await within(span, () => send([carrying(request, span)]));
      endWith(span, results[0]);
      return results;
    } catch (error) {
      endWithError(span, error);
      throw error;
    }
  }

  /** Many jobs: a span for each, and one that sends them, which links to them. */
  async many(
    tracer: Tracer,
    requests: readonly EnqueueRequest[],
    send: Send,
  ): Promise<EnqueueResult[]> {
    const { createSpans } = this.#options;
    const created = createSpans ? requests.map((one) => this.#begin(tracer, one, "create")) : [];
    const links = created.map((span): Link => ({ context: span.spanContext() }));
    const attributes: Attributes = {
      ...operation("send"),
      "messaging.batch.message_count": requests.length,
    };
    const sending = tracer.startSpan("enqueue", { kind: SpanKind.CLIENT, attributes, links });
    const carriers = requests.map((request, i) => carrying(request, created[i] ?? sending));
    try {
      const results = await within(sending, () => send(carriers));
      created.forEach((span, i) => void endWith(span, results[i]));
      sending.end();
      return results;
    } catch (error) {
      for (const span of [...created, sending]) endWithError(span, error);
      throw error;
    }
  }

  #begin(tracer: Tracer, request: EnqueueRequest, type: "create" | "send"): Span {
    const { bodySize } = this.#options;
    const { delayMs, priority, maxAttempts, payload } = request;
    return tracer.startSpan(`enqueue ${request.type}`, {
      kind: SpanKind.PRODUCER,
      attributes: {
        ...operation(type),
        "messaging.destination.name": request.type,
        ...(bodySize && { "messaging.message.body.size": payload?.length ?? 0 }),
        ...(delayMs !== undefined && { "millrace.job.delay_ms": delayMs }),
        ...(priority !== undefined && { "millrace.job.priority": priority }),
        ...(maxAttempts !== undefined && { "millrace.job.max_attempts": maxAttempts }),
      },
    });
  }
}

function operation(type: "create" | "send"): Attributes {
  return {
    "messaging.system": "millrace",
    "messaging.operation.type": type,
    "messaging.operation.name": "enqueue",
  };
}

/** Calls `run` while `span` is the active one. */
function within<Result>(span: Span, run: () => Result): Result {
  return context.with(trace.setSpan(context.active(), span), run);
}

function carrying(request: EnqueueRequest, span: Span): EnqueueRequest {
  if (request.traceContext !== undefined) return request;
  const traceContext = toTraceContext(span.spanContext());
  return traceContext === undefined ? request : { ...request, traceContext };
}

function endWith(span: Span, result: EnqueueResult | undefined): void {
  if (result !== undefined && "error" in result) {
    endWithError(span, result.error);
    return;
  }
  if (result !== undefined) {
    span.setAttribute("messaging.message.id", result.job.id);
    span.setAttribute("millrace.job.created", result.created);
  }
  span.end();
}

function endWithError(span: Span, error: unknown): void {
  const type = error instanceof MillraceError ? error.code : "INTERNAL";
  span.setAttribute("error.type", type);
  span.setStatus({
    code: SpanStatusCode.ERROR,
    ...(error instanceof Error && { message: error.message }),
  });
  span.end();
}
