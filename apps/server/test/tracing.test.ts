import { Client } from "@millrace/client";
import { openTelemetry } from "@millrace/opentelemetry";
import { Worker } from "@millrace/worker";
import { context, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { type ReadableSpan, TracerProvider } from "@opentelemetry/sdk-trace";
import { afterAll, beforeAll, expect, it } from "vitest";
import { serve } from "./serve.ts";

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
});
afterAll(() => context.disable());

it("a trace goes from a request through the server to the handler's own calls, and to the log", async () => {
  const spans: ReadableSpan[] = [];
  const tracerProvider = new TracerProvider({
    spanProcessors: [
      {
        onStart: () => {},
        onEnd: (span) => void spans.push(span),
        forceFlush: async () => {},
        shutdown: async () => {},
      },
    ],
  });
  const tracing = openTelemetry({ tracerProvider, sourceSpans: true });
  const tracer = tracerProvider.getTracer("test");
  const warned: object[] = [];
  const ignore = () => {};
  await using served = await serve();
  await using client = new Client({ url: served.url, tracing });
  const worker = new Worker(
    "mail",
    async ({ attempt }) => {
      await Promise.resolve();
      tracer.startSpan(`send ${attempt}`).end();
      if (attempt === 1) throw new Error("not now");
    },
    {
      url: served.url,
      tracing,
      logger: { info: ignore, warn: (fields) => warned.push(fields), error: ignore },
    },
  );
  await worker.start();
  const { job } = await tracer.startActiveSpan("request", async (request) => {
    const enqueued = await client.enqueue("mail", undefined, { backoff: { initial: 10 } });
    request.end();
    return enqueued;
  });
  expect((await client.waitFor(job.id)).status).toBe("COMPLETED");
  await worker.stop();

  const named = (name: string, nth = 0) => {
    const span = spans.filter((one) => one.name === name)[nth];
    if (span === undefined) throw new Error(`no span ${name}`);
    return { ...span.spanContext(), parent: span.parentSpanContext?.spanId, links: span.links };
  };
  const [request, enqueue] = [named("request"), named("enqueue mail")];
  const [first, second] = [named("process mail"), named("process mail", 1)];
  expect(enqueue.parent).toBe(request.spanId);
  expect(first.parent).toBe(enqueue.spanId);
  expect(named("send 1").parent).toBe(first.spanId);
  expect(named("send 2").parent).toBe(second.spanId);
  expect(first.traceId).toBe(request.traceId);
  expect(second.traceId).not.toBe(request.traceId);
  expect(second.links.map((link) => link.context.spanId)).toEqual([enqueue.spanId]);
  const leased = spans.filter(({ name }) => name === "lease").flatMap(({ links }) => links);
  // Each attempt is leased.
  expect(leased.map((link) => link.context.spanId)).toEqual([enqueue.spanId, enqueue.spanId]);
  const settled = spans.filter(({ name }) => name === "settle").map(({ attributes }) => attributes);
  expect(settled.map((attributes) => attributes["messaging.operation.name"])).toEqual([
    "fail",
    "complete",
  ]);
  expect(warned).toEqual([
    expect.objectContaining({
      type: "mail",
      jobId: job.id,
      attempt: 1,
      traceId: request.traceId,
    }),
  ]);
  expect(trace.getActiveSpan()).toBeUndefined();
});
