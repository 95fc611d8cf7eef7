import type { EnqueueRequest, Job, TracedAttempt } from "@millrace/core";
import { MemoryStore } from "@millrace/store-memory";
import { context, createTraceState, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OpenTelemetryOptions, openTelemetry } from "./open-telemetry.ts";
import { spanContextOf, toTraceContext } from "./span-context.ts";
import { Recorder } from "./test/recorder.ts";

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
});
afterAll(() => context.disable());

const ATTEMPT: TracedAttempt = { workerId: "w", fence: 7, signal: new AbortController().signal };

function open(options: OpenTelemetryOptions = {}) {
  const recorder = new Recorder();
  const store = new MemoryStore();
  const tracing = openTelemetry({ tracerProvider: recorder.provider, ...options });
  const enqueue = async (...requests: EnqueueRequest[]): Promise<Job[]> => {
    const results = await tracing.enqueue(requests, (all) => store.enqueue(all));
    return results.flatMap((result) => ("error" in result ? [] : [result.job]));
  };
  return { recorder, store, tracing, enqueue };
}

/** `job` as it is leased for an attempt. */
function leased(job: Job | undefined, attempt: number, waitedMs = 1_000): Job {
  if (job === undefined) throw new Error("no job");
  return { ...job, attempt, startedAt: job.createdAt + waitedMs };
}

describe("an enqueue", () => {
  test("of one job is one span, which the job carries", async () => {
    const { recorder, enqueue } = open();
    const [job] = await enqueue({ type: "mail", priority: 9, delayMs: 5 });
    const { kind, attributes, status } = recorder.named("enqueue mail");
    expect(kind).toBe(SpanKind.PRODUCER);
    expect(attributes).toEqual({
      "messaging.system": "millrace",
      "messaging.operation.type": "send",
      "messaging.operation.name": "enqueue",
      "messaging.destination.name": "mail",
      "messaging.message.id": job?.id,
      "millrace.job.created": true,
      "millrace.job.delay_ms": 5,
      "millrace.job.priority": 9,
    });
    expect(status.code).toBe(SpanStatusCode.UNSET);
    expect(spanContextOf(job?.traceContext)).toMatchObject({
      traceId: recorder.named("enqueue mail").spanContext().traceId,
      spanId: recorder.named("enqueue mail").spanContext().spanId,
      isRemote: true,
    });
  });

  test("belongs to what calls it, and is the parent of what it calls", async () => {
    const { recorder, tracing, store } = open();
    const tracer = recorder.provider.getTracer("test");
    await tracer.startActiveSpan("request", async (request) => {
      await tracing.enqueue([{ type: "mail" }], async (requests) => {
        tracer.startSpan("store").end();
        return await store.enqueue(requests);
      });
      request.end();
    });
    const enqueue = recorder.named("enqueue mail");
    expect(enqueue.parentSpanContext?.spanId).toBe(recorder.named("request").spanContext().spanId);
    expect(recorder.named("store").parentSpanContext?.spanId).toBe(enqueue.spanContext().spanId);
  });

  test("of many jobs is a span for each, and one that sends them and links to them", async () => {
    const { recorder, enqueue } = open({ bodySize: true });
    const jobs = await enqueue({ type: "mail", payload: new Uint8Array(3) }, { type: "sms" });
    const [mail, sms] = [recorder.named("enqueue mail"), recorder.named("enqueue sms")];
    const sending = recorder.named("enqueue");
    expect(sending.kind).toBe(SpanKind.CLIENT);
    expect(sending.attributes).toMatchObject({
      "messaging.operation.type": "send",
      "messaging.batch.message_count": 2,
    });
    expect(sending.links.map((link) => link.context.spanId)).toEqual([
      mail.spanContext().spanId,
      sms.spanContext().spanId,
    ]);
    expect(mail.attributes).toMatchObject({
      "messaging.operation.type": "create",
      "messaging.message.body.size": 3,
    });
    expect(jobs.map((job) => spanContextOf(job.traceContext)?.spanId)).toEqual([
      mail.spanContext().spanId,
      sms.spanContext().spanId,
    ]);
  });

  test("of many jobs can be one span", async () => {
    const { recorder, enqueue } = open({ createSpans: false });
    const jobs = await enqueue({ type: "mail" }, { type: "sms" });
    expect(recorder.spans.map(({ name }) => name)).toEqual(["enqueue"]);
    const { spanId } = recorder.named("enqueue").spanContext();
    expect(jobs.map((job) => spanContextOf(job.traceContext)?.spanId)).toEqual([spanId, spanId]);
  });

  test("that is refused, as a job or as a whole, fails its span", async () => {
    const { recorder, enqueue, store } = open();
    await enqueue({ type: "mail", priority: 101 });
    expect(recorder.named("enqueue mail")).toMatchObject({
      attributes: { "error.type": "INVALID_ARGUMENT" },
      status: { code: SpanStatusCode.ERROR, message: expect.stringContaining("priority") },
    });
    await store.close();
    await expect(enqueue({ type: "a" }, { type: "b" })).rejects.toThrow("closed");
    for (const name of ["enqueue", "enqueue a", "enqueue b"]) {
      expect(recorder.named(name).attributes["error.type"]).toBe("UNAVAILABLE");
    }
  });

  test("leaves a context that the job has already", async () => {
    const { enqueue } = open();
    const traceContext = { traceparent: `00-${"a".repeat(32)}-${"b".repeat(16)}-01` };
    const [job] = await enqueue({ type: "mail", traceContext });
    expect(job?.traceContext).toEqual(traceContext);
  });
});

describe("an attempt", () => {
  const run = () => Promise.resolve("done");

  test("the first one goes on with the producer's trace", async () => {
    const { recorder, enqueue, tracing } = open();
    const [job] = await enqueue({ type: "mail", maxAttempts: 3 });
    const inside = () => Promise.resolve(trace.getActiveSpan()?.spanContext().spanId);
    const spanId = await tracing.process(leased(job, 1), ATTEMPT, inside);
    const span = recorder.named("process mail");
    expect(spanId).toBe(span.spanContext().spanId);
    expect(span.kind).toBe(SpanKind.CONSUMER);
    const producer = recorder.named("enqueue mail").spanContext();
    expect(span.spanContext().traceId).toBe(producer.traceId);
    expect(span.parentSpanContext?.spanId).toBe(producer.spanId);
    expect(span.links).toEqual([]);
    expect(span.attributes).toEqual({
      "messaging.system": "millrace",
      "messaging.operation.type": "process",
      "messaging.operation.name": "process",
      "messaging.destination.name": "mail",
      "messaging.message.id": job?.id,
      "messaging.client.id": "w",
      "millrace.job.attempt": 1,
      "millrace.job.max_attempts": 3,
      "millrace.job.priority": 5,
      "millrace.job.fence": 7,
    });
  });

  test.each([
    ["a retry", 2, 1_000, {}],
    ["a first one after more than an hour", 1, 3_600_001, {}],
    ["one that is to have its own", 1, 1_000, { parent: "none" }],
  ] as const)("%s begins a trace that links to the producer's", async (...row) => {
    const [, attempt, waitedMs, options] = row;
    const { recorder, enqueue, tracing } = open(options);
    const [job] = await enqueue({ type: "mail" });
    await tracing.process(leased(job, attempt, waitedMs), ATTEMPT, run);
    const span = recorder.named("process mail");
    const producer = recorder.named("enqueue mail").spanContext();
    expect(span.parentSpanContext).toBeUndefined();
    expect(span.spanContext().traceId).not.toBe(producer.traceId);
    expect(span.links.map((link) => link.context.spanId)).toEqual([producer.spanId]);
  });

  test("at a job without a context, or with one that cannot be followed, has a trace of its own", async () => {
    const { recorder, store, tracing } = open();
    const nothing = `00-${"0".repeat(32)}-${"0".repeat(16)}-01`;
    const results = await store.enqueue([
      { type: "mail" },
      { type: "sms", traceContext: { traceparent: nothing } },
    ]);
    for (const result of results) {
      if ("error" in result) throw result.error;
      expect(await tracing.process(leased(result.job, 1), ATTEMPT, run)).toBe("done");
    }
    for (const name of ["process mail", "process sms"]) {
      expect(recorder.named(name).links).toEqual([]);
      expect(recorder.named(name).parentSpanContext).toBeUndefined();
    }
  });

  test("that fails tells why, and throws it on", async () => {
    const { recorder, enqueue, tracing } = open();
    const [job] = await enqueue({ type: "mail" });
    const broken = () => Promise.reject(new RangeError("too far"));
    await expect(tracing.process(leased(job, 1), ATTEMPT, broken)).rejects.toThrow("too far");
    expect(recorder.named("process mail")).toMatchObject({
      attributes: { "error.type": "RangeError" },
      status: { code: SpanStatusCode.ERROR, message: "too far" },
      events: [{ name: "exception" }],
    });
  });

  test("that was aborted tells why, whatever its handler made of it", async () => {
    const { recorder, enqueue, tracing } = open();
    const [job] = await enqueue({ type: "mail" });
    const reason = Object.assign(new Error("too long"), { abortCause: "timeout" });
    const attempt = { ...ATTEMPT, signal: AbortSignal.abort(reason) };
    await tracing.process(leased(job, 1), attempt, run);
    expect(recorder.named("process mail").attributes["error.type"]).toBe("timeout");
  });
});

test("an SDK that is set up later is found", async () => {
  const { store } = open();
  const tracing = openTelemetry();
  const enqueue = () => tracing.enqueue([{ type: "mail" }], (all) => store.enqueue(all));
  await enqueue();
  const recorder = new Recorder();
  trace.setGlobalTracerProvider(recorder.provider);
  await enqueue();
  expect(recorder.spans.map(({ name }) => name)).toEqual(["enqueue mail"]);
  trace.disable();
});

test("without an SDK nothing is carried, no signal is made, and all works", async () => {
  const store = new MemoryStore();
  const tracing = openTelemetry();
  const [result] = await tracing.enqueue([{ type: "mail" }], (all) => store.enqueue(all));
  if (result === undefined || "error" in result) throw new Error("refused");
  expect(result.job.traceContext).toBeUndefined();
  const attempt = {
    workerId: "w",
    fence: 1,
    get signal(): AbortSignal {
      throw new Error("asked for");
    },
  };
  expect(tracing.process(result.job, attempt, () => 5)).toBe(5);
});

test("a context goes both ways with its state, unless that is too long", () => {
  const context = {
    traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
    spanId: "00f067aa0ba902b7",
    traceFlags: 1,
    traceState: createTraceState("vendor=1,other=2"),
  };
  const carried = toTraceContext(context);
  expect(carried).toEqual({
    traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    tracestate: "vendor=1,other=2",
  });
  expect(spanContextOf(carried)?.traceState?.get("other")).toBe("2");
  const long = {
    ...context,
    traceState: createTraceState(`a=${"x".repeat(200)},b=${"y".repeat(200)},c=${"z".repeat(200)}`),
  };
  expect(toTraceContext(long)).toEqual({ traceparent: carried?.traceparent });
});

test("an option that there is not is refused", () => {
  expect(() => openTelemetry({ createSpan: true } as never)).toThrow(/did you mean createSpans/);
  expect(() => openTelemetry({ parent: "both" } as never)).toThrow(/parent/);
});
